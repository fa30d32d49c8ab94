from __future__ import annotations

from pathlib import Path

import pytest

import inference.writing
from inference.writing import (
    BusyFolderError,
    OccupiedError,
    resumable_folder,
    whole_file,
    whole_folder,
)


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


@pytest.mark.parametrize("at_once", [True, False])
def test_a_folder_is_replaced_whole_or_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    if not at_once:  # as on a system that cannot exchange two folders
        monkeypatch.setattr(inference.writing, "_exchange", lambda one, other: False)
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


def test_a_link_goes_on_leading_to_the_folder_that_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to("real")
    with whole_folder(link, "x") as temporary:
        (temporary / "x").touch()
    assert link.is_symlink()
    assert (tmp_path / "real" / "x").exists()


def test_a_file_in_the_place_of_the_folder_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    path.write_text("mine")
    with pytest.raises(OccupiedError), whole_folder(path, "labels.json"):
        pass
    assert path.read_text() == "mine"


def test_what_comes_into_the_folder_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "model"

    def fill() -> None:
        with whole_folder(path, "labels.json"):
            path.mkdir()
            (path / "thesis.txt").touch()

    with pytest.raises(OccupiedError):
        fill()
    assert [entry.name for entry in tmp_path.iterdir()] == ["model"]
    assert (path / "thesis.txt").exists()


def test_what_a_resumable_folder_holds_outlives_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "dataset"
    with pytest.raises(ValueError, match="halfway"):
        write_half_a_resumable_folder(path)
    assert not path.exists()
    with resumable_folder(path, "photos.csv") as folder:
        assert (folder.whole / "photos.csv").read_text() == "half"
        assert (folder.work / "journal").read_text() == "line"
        (folder.whole / "photos.csv").write_text("whole")
        folder.finish()
    assert (path / "photos.csv").read_text() == "whole"
    assert [entry.name for entry in tmp_path.iterdir()] == ["dataset"]


def write_half_a_resumable_folder(path: Path) -> None:
    with resumable_folder(path, "photos.csv") as folder:
        (folder.whole / "photos.csv").write_text("half")
        (folder.work / "journal").write_text("line")
        raise ValueError("halfway")


@pytest.mark.parametrize("at_once", [True, False])
def test_a_resumable_folder_replaces_the_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    if not at_once:
        monkeypatch.setattr(inference.writing, "_exchange", lambda one, other: False)
    path = tmp_path / "dataset"
    for version in ("1", "2"):
        with resumable_folder(path, "photos.csv") as folder:
            (folder.whole / "photos.csv").write_text(version)
            folder.finish()
    assert (path / "photos.csv").read_text() == "2"
    assert [entry.name for entry in tmp_path.iterdir()] == ["dataset"]


def test_a_resumable_folder_has_one_writer_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "dataset"
    with (
        resumable_folder(path, "photos.csv"),
        pytest.raises(BusyFolderError, match="wait until it has ended"),
        resumable_folder(path, "photos.csv"),
    ):
        pass
    with resumable_folder(path, "photos.csv") as folder:
        assert folder.path == path


def test_a_resumable_folder_replaces_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(OccupiedError), resumable_folder(tmp_path, "photos.csv"):
        pass
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]
