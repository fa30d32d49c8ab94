"""Small pictures kept on disk: a service that starts again need not draw them."""

from __future__ import annotations

import logging
import threading
from hashlib import sha256
from pathlib import Path

from inference.writing import whole_file

log = logging.getLogger(__name__)

_SUFFIX = ".jpg"


class PictureFolder:
    """JPEG files in a folder, `max_bytes` of them at most; those written first go first.

    For several threads. What cannot be read or written is drawn again, and the log says so.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._sizes: dict[str, int] | None = None

    def get(self, key: str) -> bytes | None:
        """The picture known by a key, None where it is not kept."""
        try:
            return (self._folder / _name(key)).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            log.warning("A picture kept in %s cannot be read: %s.", self._folder, error.strerror)
            return None

    def put(self, key: str, data: bytes) -> None:
        """Keep a picture, unless it is larger than all together may be."""
        if len(data) > self._max_bytes:
            return
        with self._lock:
            try:
                sizes = self._sizes = self._listed() if self._sizes is None else self._sizes
                held = sum(sizes.values()) + len(data)
                while held > self._max_bytes:
                    oldest = next(iter(sizes))
                    (self._folder / oldest).unlink(missing_ok=True)
                    held -= sizes.pop(oldest)
                with whole_file(self._folder / _name(key)) as temporary:
                    temporary.write_bytes(data)
                sizes[_name(key)] = len(data)
            except OSError as error:
                log.warning("Pictures cannot be kept in %s: %s.", self._folder, error.strerror)

    def _listed(self) -> dict[str, int]:
        """The sizes of the files, those written first before the others."""
        files = [(path.stat(), path.name) for path in self._folder.glob(f"*{_SUFFIX}")]
        files.sort(key=lambda file: file[0].st_mtime_ns)
        return {name: status.st_size for status, name in files}


def _name(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:32] + _SUFFIX
