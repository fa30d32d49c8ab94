from __future__ import annotations

from pathlib import Path

import pytest

from inference.writing import OccupiedError, whole_file, whole_folder


def write_half_a_file(path: Path) -> None:
    with whole_file(path) as temporary:
        temporary.write_text("half")
        raise ValueError("halfway")


def write_half_a_folder(path: Path) -> None:
    with whole_folder(path, marker="labels.json") as temporary:
        (temporary / "labels.json").write_text("half")
        raise ValueError("halfway")


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    with pytest.raises(ValueError, match="halfway"):
        write_half_a_file(path)
    assert list(path.parent.iterdir()) == []
    with whole_file(path) as temporary:
        temporary.write_text("whole")
    assert path.read_text() == "whole"


def test_a_folder_is_replaced_whole_or_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "model"
    for version in ("1", "2"):
        with whole_folder(path, marker="labels.json") as temporary:
            (temporary / "labels.json").write_text(version)
    with pytest.raises(ValueError, match="halfway"):
        write_half_a_folder(path)
    assert (path / "labels.json").read_text() == "2"
    assert [entry.name for entry in tmp_path.iterdir()] == ["model"]


def test_a_folder_that_holds_something_else_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(OccupiedError, match="holds something else"), whole_folder(tmp_path, "x"):
        pass
    assert (tmp_path / "thesis.txt").exists()
    empty = tmp_path / "empty"
    empty.mkdir()
    with whole_folder(empty, "x") as temporary:
        (temporary / "x").touch()
    assert (empty / "x").exists()
