"""Files on disk by their content's hash, and the file_ids by which each bot knows them.

A file_id holds the file's number and a code that only its own bot's id fits, so it is valid as long
as the file is kept, in one bot alone, and no table of ids is needed.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.playground.errors import bad_request, file_not_found
from bot.playground.photos import photo_sizes, thumbnail
from bot.playground.storage import Storage, dumps

Kind = Literal["photo", "document", "sticker", "voice", "thumbnail"]
MAX_DOWNLOAD = 20 * 1024 * 1024

_FIRST_BYTE = {"thumbnail": 1, "photo": 2, "voice": 3, "document": 5, "sticker": 8}
_FOLDER = {
    "thumbnail": "thumbnails",
    "photo": "photos",
    "voice": "voice",
    "document": "documents",
    "sticker": "stickers",
}
_SUFFIX = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "image/heif": ".heif",
    "image/gif": ".gif",
    "audio/ogg": ".oga",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
}
WRONG_FILE_ID = "wrong file_id or the file is temporarily unavailable"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the playground. `picture` is common to the sizes of one photo."""

    id: int
    picture: int | None
    kind: str
    sha256: str
    size: int
    path: str
    facts: dict[str, Any]

    @property
    def reference(self) -> dict[str, Any]:
        """How a stored message names the file; rendering turns `$file` into what a bot may see."""
        return {"$file": self.id, **self.facts}

    @property
    def mime(self) -> str:
        default = "application/octet-stream" if self.kind == "document" else "image/jpeg"
        return str(self.facts.get("mime_type", default))

    @property
    def unique_id(self) -> str:
        digest = hashlib.sha256(f"unique {self.id}".encode()).digest()
        prefix = "AQAD" if self.kind in ("photo", "thumbnail") else "AgAD"
        return prefix + base64.urlsafe_b64encode(digest[:9]).decode()


def _stored(row: tuple[Any, ...]) -> StoredFile:
    number, picture, kind, sha256, size, path, facts = row
    return StoredFile(number, picture, kind, sha256, size, path, json.loads(facts))


class Files:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._folder = storage.folder / "files"

    async def add_photo(self, data: bytes) -> list[StoredFile]:
        """Keeps a picture in Telegram's sizes, smallest first. ApiError 400 for no picture."""
        sizes = await asyncio.to_thread(photo_sizes, data)
        picture = self._storage.next("picture")
        return [
            await self._add(
                "photo", size.data, {"width": size.width, "height": size.height}, picture
            )
            for size in sizes
        ]

    async def add_file(self, kind: Kind, data: bytes, facts: dict[str, Any]) -> StoredFile:
        if not data:
            raise bad_request("file must be non-empty")
        return await self._add(kind, data, facts, None)

    async def add_document(self, data: bytes, name: str, mime: str) -> StoredFile:
        """Keeps a file as it is; a picture among them gets a thumbnail."""
        if not data:
            raise bad_request("file must be non-empty")
        facts: dict[str, Any] = {"file_name": name, "mime_type": mime}
        if mime.startswith("image/"):
            small = await asyncio.to_thread(thumbnail, data)
            if small is not None:
                kept = await self._add("thumbnail", small.data, small.facts, None)
                facts["thumbnail"] = kept.reference
        return await self._add("document", data, facts, None)

    async def _add(
        self, kind: Kind, data: bytes, facts: dict[str, Any], picture: int | None
    ) -> StoredFile:
        sha256 = await asyncio.to_thread(self._write, data)
        with self._storage.transaction():
            number = self._storage.next("file")
            suffix = _SUFFIX.get(str(facts.get("mime_type", "image/jpeg")), ".bin")
            path = f"{_FOLDER[kind]}/file_{number}{suffix}"
            self._storage.execute(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)",
                number,
                picture,
                kind,
                sha256,
                len(data),
                path,
                dumps(facts),
            )
        return StoredFile(number, picture, kind, sha256, len(data), path, facts)

    def _write(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        target = self._blob(sha256)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
            with os.fdopen(descriptor, "wb") as part:
                part.write(data)
            Path(name).replace(target)
        return sha256

    def _blob(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def location(self, file: StoredFile) -> Path:
        return self._blob(file.sha256)

    def get(self, number: int) -> StoredFile | None:
        found = self._storage.row("SELECT * FROM files WHERE id = ?", number)
        return None if found is None else _stored(found)

    def sizes(self, file: StoredFile) -> list[StoredFile]:
        """All sizes of the photo that `file` is one of, smallest first."""
        rows = self._storage.rows("SELECT * FROM files WHERE picture = ? ORDER BY id", file.picture)
        return [_stored(row) for row in rows]

    def file_id(self, bot_id: int, file: StoredFile) -> str:
        head = bytes((_FIRST_BYTE[file.kind], 0, 2, 2, 2, 0, 3, 27))
        body = file.id.to_bytes(8, "big")
        code = self._code(bot_id, head + body)
        return base64.urlsafe_b64encode(head + body + code).decode().rstrip("=")

    def by_file_id(self, bot_id: int, file_id: str) -> StoredFile:
        """The file behind a file_id of this bot's own. ApiError 400 for any other."""
        try:
            raw = base64.urlsafe_b64decode(file_id + "=" * (-len(file_id) % 4))
        except (binascii.Error, ValueError):
            raise bad_request(WRONG_FILE_ID) from None
        head, code = raw[:16], raw[16:]
        file = None
        if hmac.compare_digest(code, self._code(bot_id, head)):
            file = self.get(int.from_bytes(head[8:], "big"))
        if file is None or self.file_id(bot_id, file) != file_id:
            raise bad_request(WRONG_FILE_ID)
        return file

    def _code(self, bot_id: int, message: bytes) -> bytes:
        key = f"{self._storage.secret}:{bot_id}".encode()
        return hmac.digest(key, message, "sha256")[:20]

    def allow_download(self, bot_id: int, file: StoredFile) -> None:
        self._storage.execute("INSERT OR IGNORE INTO downloads VALUES (?, ?)", bot_id, file.id)

    def by_path(self, bot_id: int, path: str) -> StoredFile:
        """The file a getFile of this bot gave `path` for. ApiError 404 for any other path."""
        row = self._storage.row(
            "SELECT files.* FROM files JOIN downloads ON downloads.file_id = files.id "
            "WHERE files.path = ? AND downloads.bot_id = ?",
            path,
            bot_id,
        )
        if row is None:
            raise file_not_found()
        return _stored(row)
