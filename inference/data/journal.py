"""A journal: what has been done so far, line by line, so that a killed run can go on.

A file of JSON lines. The first says what the run depends upon; of another run nothing is taken
over. A line that a kill has torn is dropped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any


class Journal:
    """An append-only journal at `path`, of the run that `header` describes.

    `stale` is true where a journal of another run lay there; it is removed.
    """

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        self._path = path
        first = _line(header)
        self.stale = False
        self._entries_from = len(first)
        self._file = path.open("a+b")
        if self._file.tell() == 0 or not self._starts_with(first):
            self.stale = self._file.tell() > 0
            self._file.truncate(0)
            self._file.write(first)
            self._file.flush()

    def _starts_with(self, first: bytes) -> bool:
        self._file.seek(0)
        return self._file.read(len(first)) == first

    def entries(self) -> Iterator[dict[str, Any]]:
        """What was appended before; a torn end is cut off. To be read before the first append."""
        end = self._entries_from
        self._file.seek(end)
        for line in self._file:
            try:
                entry = json.loads(line) if line.endswith(b"\n") else None
            except ValueError:
                entry = None
            if not isinstance(entry, dict):
                break
            end += len(line)
            yield entry
        self._file.truncate(end)
        self._file.seek(end)

    def append(self, entry: Mapping[str, Any]) -> None:
        """Add a line, and hand it to the system at once."""
        self._file.write(_line(entry))
        self._file.flush()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()


def _line(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
