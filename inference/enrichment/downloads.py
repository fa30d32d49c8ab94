"""Photos fetched from the image servers, looked at, and laid into a catalogue."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from PIL import Image

from inference.enrichment.photo_choice import SMALLEST_SIDE
from inference.enrichment.progress import for_each
from inference.images import ImageError, ImageLimits, Refusal, decode
from inference.wikimedia.commons import CommonsFile
from inference.wikimedia.errors import (
    GoneError,
    RefusedError,
    ServiceAwayError,
    TemporaryError,
    TooLargeError,
)
from inference.wikimedia.transport import Answer, Transport
from inference.writing import whole_file

_ENDINGS = {b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png", b"RIFF": ".webp"}
# So many addresses in a row that cannot be reached are no accident.
_AWAY_IN_A_ROW = 5
# Enough to see that a file can be unpacked.
_CHECKED_SIDE = 64


@dataclass(frozen=True, slots=True)
class Download:
    """A photo as fetched: `path` is a copy that must not be changed."""

    file: CommonsFile
    path: Path
    ending: str
    sha256: str
    width: int
    height: int

    def name(self) -> str:
        """What the file is called in a catalogue: the same address, the same name."""
        return sha256(self.file.url.encode()).hexdigest()[:16] + self.ending


class Downloader:
    """Fetches photos, the best first, until a place has enough of them."""

    def __init__(
        self, transport: Transport, limits: ImageLimits, note: Callable[[str], None]
    ) -> None:
        self._transport = transport
        self._limits = limits
        self._note = note
        self._away = 0

    async def fetch(
        self, found: Mapping[str, Sequence[CommonsFile]], most: Mapping[str, int]
    ) -> dict[str, list[Download]]:
        """By place id at most so many photos. Raises ServiceAwayError when nothing can be had."""

        async def of_place(place: str) -> list[Download]:
            downloads: list[Download] = []
            for file in found[place]:
                if len(downloads) == most[place]:
                    break
                download = await self._fetch(file)
                if download is not None:
                    downloads.append(download)
            return downloads

        places = list(found)
        fetched = await for_each(places, of_place, "downloading", "places")
        return dict(zip(places, fetched, strict=True))

    async def _fetch(self, file: CommonsFile) -> Download | None:
        try:
            answer = await self._transport.get(
                file.url,
                accept="image/jpeg, image/png, image/webp",
                check=_check_image,
                largest=self._limits.max_bytes,
                keep_gone=True,
            )
            self._away = 0
            return await asyncio.to_thread(_looked_at, file, answer, self._limits)
        except ServiceAwayError as error:
            self._away += 1
            if self._away >= _AWAY_IN_A_ROW:
                raise
            self._note(f"{file.title}: {error}")
        except (GoneError, RefusedError, TooLargeError, ImageError) as error:
            self._note(f"{file.title}: {error}")
        return None


def _ending(body: bytes) -> str | None:
    return next((e for start, e in _ENDINGS.items() if body.startswith(start)), None)


def _check_image(answer: Answer) -> None:
    """An error page under the address of an image is none of its states: it is asked again."""
    if _ending(answer.body) is None:
        raise TemporaryError(f"sent {answer.content_type or 'something'} for an image", None)


def _looked_at(file: CommonsFile, answer: Answer, limits: ImageLimits) -> Download:
    """Raises ImageError for what no picture can be made of."""
    decode(answer.body, limits, _CHECKED_SIDE)
    with Image.open(io.BytesIO(answer.body)) as image:
        width, height = image.size
    if max(width, height) < SMALLEST_SIDE:
        raise ImageError(Refusal.TOO_SMALL, "The picture is smaller than Commons says.")
    digest = sha256(answer.body).hexdigest()
    return Download(file, answer.path, _ending(answer.body) or "", digest, width, height)


def lay_down(download: Download, path: Path) -> None:
    """Put a photo where a catalogue has it: as a link where that can be, else as a copy."""
    if path.is_file() and sha256(path.read_bytes()).hexdigest() == download.sha256:
        return
    with whole_file(path) as temporary:
        temporary.unlink()
        try:
            os.link(download.path, temporary)
        except OSError:
            shutil.copyfile(download.path, temporary)
