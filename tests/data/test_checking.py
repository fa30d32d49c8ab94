from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from inference.data.checking import check_photos
from inference.data.photo_check import Checks, decode_base64, sample_name
from inference.data.photo_rows import PhotoRow
from inference.images import ImageLimits
from tests.data.scenes import photo, text_of
from tests.hostile import hostile_files

PHOTO = photo(1)


class DeadlyRow(PhotoRow):
    """A row over which the process that looks at it dies, as a library's crash would have it."""

    def __getattribute__(self, name: str) -> object:
        if name == "place_id" and multiprocessing.parent_process() is not None:
            os._exit(9)
        return super().__getattribute__(name)


def checks(folder: Path) -> Checks:
    return Checks(ImageLimits(), frozenset(), folder / "photos", folder / "samples")


def row(number: int, encoded: str) -> PhotoRow:
    return PhotoRow("x.csv", number, "Башня", number, "a", encoded=encoded)


def test_rows_come_back_in_their_order(tmp_path: Path) -> None:
    rows = [row(i, text_of(photo(i % 7))) for i in range(60)]
    found = list(check_photos(rows, checks(tmp_path), workers=2))
    assert [told.row for _, told in found] == list(range(60))
    assert all(told.reason == "" for _, told in found)
    assert len({told.sha256 for _, told in found}) == 7
    assert len(list((tmp_path / "photos").glob("*/*.jpg"))) == 7


def test_a_photo_over_which_a_worker_dies_is_broken_and_no_other(tmp_path: Path) -> None:
    rows = [row(i, text_of(photo(i))) for i in range(6)]
    rows[3] = DeadlyRow("x.csv", 3, "Башня", 3, "a", encoded=text_of(PHOTO))
    found = [told for _, told in check_photos(rows, checks(tmp_path), workers=2)]
    assert [told.reason for told in found] == ["", "", "", "broken_image", "", ""]
    assert found[3].detail == "The process that read the picture died of it."


def test_hostile_files_are_dropped_each_and_the_rest_stays(tmp_path: Path) -> None:
    hostile = [data for _, data in hostile_files(70)]
    rows = [row(i, text_of(data)) for i, data in enumerate(hostile)]
    rows.append(row(len(rows), text_of(PHOTO)))
    found = [told for _, told in check_photos(rows, checks(tmp_path), workers=2)]
    assert {told.reason for told in found[:-1]} == {"empty_image", "broken_image", "too_small"}
    assert found[-1].reason == ""
    stored = [path.name for path in (tmp_path / "photos").glob("*/*")]
    assert stored == [Path(found[-1].path).name]


def test_dropped_photos_leave_a_small_picture(tmp_path: Path) -> None:
    rows = [
        PhotoRow("x.csv", 0, "", 0, reason="no_name", encoded=text_of(PHOTO)),
        PhotoRow("x.csv", 1, "", 0, reason="no_name", encoded="no base64"),
    ]
    found = [told for _, told in check_photos(rows, checks(tmp_path), workers=1)]
    assert [told.reason for told in found] == ["no_name", "no_name"]
    assert [path.name for path in (tmp_path / "samples").iterdir()] == [sample_name("x.csv", 0)]
    assert not (tmp_path / "photos").exists()


def test_base64_may_be_a_bytes_literal_or_broken_into_lines() -> None:
    text = text_of(PHOTO)
    lines = [text[i : i + 60] for i in range(0, len(text), 60)]
    forms = [text, f"b'{text}'", f'b"{text}"', "\n".join(lines), "\r\n".join(lines), f" {text}\n"]
    forms.append("b'" + "\\n".join(lines) + "'")
    for form in forms:
        assert decode_base64(form) == PHOTO


@pytest.mark.parametrize("text", ["not base64!", text_of(PHOTO)[:1001], f"b'{text_of(PHOTO)}", "ы"])
def test_what_is_no_base64_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_base64(text)
