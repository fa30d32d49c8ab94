"""Answers of the services on the disk: what was answered once is not asked again."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from yarl import URL

from inference.writing import whole_file

# It changes no answer, only whether there is one.
_NO_PART_OF_A_KEY = frozenset({"maxlag"})


class Meta(BaseModel):
    """What stands beside a body; `fetched_at` in seconds since 1970."""

    model_config = ConfigDict(frozen=True)

    url: str
    status: int
    content_type: str
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: float
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A final answer as it was kept. `path` is the file of the body; it must not be changed."""

    meta: Meta
    body: bytes
    path: Path


def cache_key(url: URL) -> str:
    """The address with its parameters in order: the same for the same question."""
    query = sorted((k, v) for k, v in url.query.items() if k not in _NO_PART_OF_A_KEY)
    return str(url.with_query(query).with_fragment(None))


class HttpCache:
    """A folder of bodies, and what is known of each as JSON beside it.

    A kill at any moment, and a file damaged or removed later, costs no more than that answer: an
    entry is one only where the body has the SHA-256 that its JSON names.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Where the body of that key is, or would be."""
        name = sha256(key.encode()).hexdigest()
        return self.folder / name[:2] / f"{name}.body"

    def get(self, key: str) -> Entry | None:
        path = self.path(key)
        try:
            meta = Meta.model_validate_json(path.with_suffix(".json").read_bytes())
            body = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError, ValidationError):
            return None
        if meta.url != key or meta.sha256 != sha256(body).hexdigest():
            return None
        return Entry(meta, body, path)

    def put(
        self,
        key: str,
        body: bytes,
        *,
        status: int,
        content_type: str,
        fetched_at: float,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Entry:
        """Keep an answer in the place of an earlier one. Raises OSError when the disk is full."""
        path = self.path(key)
        with whole_file(path) as temporary:
            temporary.write_bytes(body)
        meta = Meta(
            url=key,
            status=status,
            content_type=content_type,
            etag=etag,
            last_modified=last_modified,
            fetched_at=fetched_at,
            sha256=sha256(body).hexdigest(),
        )
        self._write_meta(path, meta)
        return Entry(meta, body, path)

    def renew(self, entry: Entry, fetched_at: float) -> Entry:
        """Note that the service says that the entry still holds."""
        meta = entry.meta.model_copy(update={"fetched_at": fetched_at})
        self._write_meta(entry.path, meta)
        return Entry(meta, entry.body, entry.path)

    def _write_meta(self, path: Path, meta: Meta) -> None:
        with whole_file(path.with_suffix(".json")) as temporary:
            temporary.write_text(meta.model_dump_json(), encoding="utf-8")
