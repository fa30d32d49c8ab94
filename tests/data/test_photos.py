from __future__ import annotations

import base64
import csv
import os
from collections import Counter
from pathlib import Path

import pytest

from inference.bundled import CATALOGUE
from inference.catalogue import Catalogue
from inference.data.photos import RawPhoto, decode_base64, read_photos
from inference.data.raw import Problem, RawDataError
from tests.models import jpeg_of, small_catalogue, write_raw

PHOTO = base64.b64encode(jpeg_of(0, 0)).decode()


def write_images(folder: Path, rows: list[tuple[str, str]], column: str = "image") -> None:
    write_raw(folder, photos=0)
    (folder / "бета_images.csv").unlink()
    with (folder / "альфа_images.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", column), *rows])


def read(folder: Path) -> list[RawPhoto | Problem]:
    return list(read_photos([folder], small_catalogue()))


def reasons(items: list[RawPhoto | Problem]) -> list[str]:
    return [item.reason if isinstance(item, Problem) else item.place_id for item in items]


def test_photos_join_their_place_by_city_and_name(tmp_path: Path) -> None:
    write_raw(tmp_path, photos=2)
    found = Counter(reasons(read(tmp_path)))
    # «Башня» stands in both cities; the image files' letter case differs from the places files'.
    assert found == {"a-tower": 2, "a-church": 2, "b-tower": 2}


def test_a_photo_opens_upright_and_in_rgb(tmp_path: Path) -> None:
    write_raw(tmp_path, photos=1)
    photo = read(tmp_path)[0]
    assert isinstance(photo, RawPhoto)
    assert (photo.open().mode, photo.open().size) == ("RGB", (96, 72))


def test_exact_duplicates_are_reported_once_each(tmp_path: Path) -> None:
    write_raw(tmp_path, photos=3, duplicates=1)
    found = Counter(reasons(read(tmp_path)))
    assert found == {"a-tower": 3, "a-church": 3, "b-tower": 3, "exact_duplicate": 3}


def test_names_are_compared_without_case_and_stray_spaces(tmp_path: Path) -> None:
    write_images(tmp_path, [("  бАШНЯ\u00a0", PHOTO)])
    assert reasons(read(tmp_path)) == ["a-tower"]


def test_the_image_column_may_be_called_img(tmp_path: Path) -> None:
    write_images(tmp_path, [("Башня", PHOTO)], column="img")
    assert reasons(read(tmp_path)) == ["a-tower"]


def test_rows_that_cannot_be_used_are_reported_with_file_row_and_reason(tmp_path: Path) -> None:
    rows = [
        ("", PHOTO),
        ("Мост", PHOTO),
        ("Башня", ""),
        ("Башня", PHOTO[: len(PHOTO) // 2]),
        ("Башня", "not base64!"),
        ("Башня", base64.b64encode(b"no picture at all").decode()),
    ]
    write_images(tmp_path, rows)
    found = read(tmp_path)
    assert reasons(found) == ["no_name", "unknown_place", *["broken"] * 4]
    assert [(p.file, p.row) for p in found] == [("альфа_images.csv", i) for i in range(6)]


def test_base64_may_be_a_bytes_literal_or_broken_into_lines() -> None:
    wrapped = "\n".join(PHOTO[i : i + 60] for i in range(0, len(PHOTO), 60))
    for text in (PHOTO, f"b'{PHOTO}'", f'b"{PHOTO}"', wrapped, f" {PHOTO}\n"):
        assert decode_base64(text) == jpeg_of(0, 0)


def test_an_image_file_needs_its_places_file(tmp_path: Path) -> None:
    write_raw(tmp_path, photos=1)
    (tmp_path / "Альфа_places.csv").unlink()
    with pytest.raises(RawDataError, match="places"):
        read(tmp_path)


def test_an_image_file_needs_its_columns(tmp_path: Path) -> None:
    write_images(tmp_path, [], column="picture")
    with pytest.raises(RawDataError, match="columns name and image"):
        read(tmp_path)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RawDataError, match="not a folder"):
        read(tmp_path / "nowhere")


def test_the_real_files_are_read_without_a_row_lost() -> None:
    root = Path(__file__).resolve().parents[2]
    data = Path(os.environ.get("ORIENTIR_SHARED", root.parent / "shared")) / "data"
    if not data.is_dir():
        pytest.skip("the shared data is not here")
    items = list(read_photos([data / "raw-world", data / "raw-nto"], Catalogue.load(CATALOGUE)))
    assert len(items) == 2958
    found = Counter(item.reason for item in items if isinstance(item, Problem))
    assert found == {"broken": 6, "exact_duplicate": 45, "no_name": 1}
    photos = [item for item in items if isinstance(item, RawPhoto)]
    assert len({photo.place_id for photo in photos}) == 54
