from __future__ import annotations

import os
from pathlib import Path

import pytest

from inference.service.picture_folder import PictureFolder


def test_a_picture_is_kept_for_the_next_start(tmp_path: Path) -> None:
    PictureFolder(tmp_path / "pictures", 10).put("card", b"1234")
    assert PictureFolder(tmp_path / "pictures", 10).get("card") == b"1234"
    assert PictureFolder(tmp_path / "pictures", 10).get("another") is None


def test_those_kept_first_make_room(tmp_path: Path) -> None:
    before = PictureFolder(tmp_path, 10)
    for second, key in enumerate("abc"):
        before.put(key, b"123")
        newest = max(tmp_path.glob("*.jpg"), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (second, second))
    again = PictureFolder(tmp_path, 10)
    again.put("d", b"1234")
    again.put("too large", b"12345678901")
    assert [again.get(key) for key in "abcd"] == [None, b"123", b"123", b"1234"]
    assert again.get("too large") is None


def test_a_folder_that_cannot_be_used_is_told_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "pictures").write_text("a file")
    folder = PictureFolder(tmp_path / "pictures", 10)
    folder.put("card", b"1234")
    assert folder.get("card") is None
    assert "cannot be kept" in caplog.text
    assert "cannot be read" in caplog.text
