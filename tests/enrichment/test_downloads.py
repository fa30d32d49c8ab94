"""Photos that are fetched, and what stands in the way of it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from inference.enrichment.downloads import Download, Downloader, lay_down
from inference.images import ImageLimits
from inference.wikimedia.commons import CommonsFile
from inference.wikimedia.errors import ServiceAwayError
from inference.wikimedia.transport import Transport
from tests.enrichment.things import commons_file
from tests.pictures import encoded, jpeg, picture
from tests.wikimedia.scripted import Scripted, body

LIMITS = ImageLimits(max_bytes=200_000, max_pixels=1_000_000)


@pytest.fixture
def notes() -> list[str]:
    return []


@pytest.fixture
def downloader(transport: Transport, notes: list[str]) -> Downloader:
    return Downloader(transport, LIMITS, notes.append)


def at(service: Scripted, name: str, content: bytes = b"", status: int = 200) -> CommonsFile:
    service.acts[f"/{name}"] = [body(content, status=status)]
    return commons_file(name, url=f"{service.url}/{name}")


async def test_a_photo_comes_with_its_hash_and_size(
    service: Scripted, downloader: Downloader
) -> None:
    found = {"Q1": [at(service, "a.jpg", jpeg(800, 600))]}
    (download,) = (await downloader.fetch(found, {"Q1": 5}))["Q1"]
    assert (download.width, download.height, download.ending) == (800, 600, ".jpg")
    assert download.sha256 == sha256(jpeg(800, 600)).hexdigest()
    assert download.path.read_bytes() == jpeg(800, 600)


async def test_no_more_are_fetched_than_are_wanted(
    service: Scripted, downloader: Downloader
) -> None:
    found = {"Q1": [at(service, f"{n}.jpg", jpeg(640 + n, 480)) for n in range(4)]}
    fetched = await downloader.fetch(found, {"Q1": 2})
    assert [download.width for download in fetched["Q1"]] == [640, 641]
    assert service.paths() == ["/0.jpg", "/1.jpg"]


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 404, "does not exist"),
        (b"", 403, "refuses"),
        (jpeg() + bytes(200_000), 200, "more than"),
        (encoded(picture(1500, 1200), "PNG", optimize=True), 200, "million pixels"),
        (jpeg()[:900], 200, "cut off"),
        (jpeg(320, 240), 200, "smaller than Commons says"),
    ],
    ids=["gone", "refused", "too many bytes", "too many pixels", "damaged", "too small"],
)
async def test_what_cannot_be_had_is_noted_and_replaced_by_the_next(
    service: Scripted,
    downloader: Downloader,
    notes: list[str],
    content: bytes,
    status: int,
    said: str,
) -> None:
    found = {"Q1": [at(service, "bad.jpg", content, status), at(service, "good.jpg", jpeg())]}
    (download,) = (await downloader.fetch(found, {"Q1": 1}))["Q1"]
    assert download.file.title == "File:good.jpg"
    (note,) = notes
    assert note.startswith("File:bad.jpg: ")
    assert said in note


async def test_a_page_in_the_place_of_a_photo_is_asked_for_again(
    service: Scripted, downloader: Downloader
) -> None:
    file = at(service, "a.jpg", jpeg())
    service.acts["/a.jpg"].insert(0, body(b"<html>busy</html>", "text/html"))
    assert len((await downloader.fetch({"Q1": [file]}, {"Q1": 1}))["Q1"]) == 1


async def test_where_nothing_can_be_had_it_ends(service: Scripted, downloader: Downloader) -> None:
    found = {f"Q{n}": [at(service, f"{n}.jpg", status=503)] for n in range(1, 9)}
    with pytest.raises(ServiceAwayError, match="run the command again"):
        await downloader.fetch(found, dict.fromkeys(found, 1))


async def test_one_that_stays_away_is_left_out(
    service: Scripted, downloader: Downloader, notes: list[str]
) -> None:
    found = {"Q1": [at(service, "a.jpg", status=503), at(service, "b.jpg", jpeg())]}
    (download,) = (await downloader.fetch(found, {"Q1": 2}))["Q1"]
    assert download.file.title == "File:b.jpg"
    assert notes[0].startswith("File:a.jpg: ")


def test_a_photo_is_laid_down_once(tmp_path: Path) -> None:
    kept, path = tmp_path / "kept", tmp_path / "photos" / "a.jpg"
    kept.write_bytes(jpeg())
    digest = sha256(jpeg()).hexdigest()
    download = Download(commons_file("a.jpg"), kept, ".jpg", digest, 640, 480)
    lay_down(download, path)
    before = path.stat().st_mtime_ns
    lay_down(download, path)
    assert path.read_bytes() == jpeg()
    assert path.stat().st_mtime_ns == before
    path.unlink()
    path.write_bytes(b"damaged")
    lay_down(download, path)
    assert path.read_bytes() == jpeg()
