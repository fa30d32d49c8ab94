"""Tables that keep what their owner wrote."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from inference.catalogue_files import read_photos, read_wordings
from inference.enrichment.catalogue_writing import (
    Found,
    own_photos,
    write_photos,
    write_positions,
    write_wordings,
)
from inference.enrichment.downloads import Download
from tests.enrichment.things import commons_file, read_table, write_table
from tests.pictures import jpeg


@pytest.fixture
def downloaded(tmp_path: Path) -> Download:
    path = tmp_path / "cached"
    path.write_bytes(jpeg())
    digest = sha256(path.read_bytes()).hexdigest()
    return Download(commons_file("a.jpg"), path, ".jpg", digest, 640, 480)


def test_rows_are_added_behind_those_of_the_owner(tmp_path: Path) -> None:
    columns = ("place_id", "language", "role", "text", "remark")
    write_table(tmp_path / "aliases.csv", columns, ("Q1", "ru", "alias", "Башня", "моё"))
    write_wordings(tmp_path, [("Q1", "en", "name", "Tower")])
    rows = read_table(tmp_path / "aliases.csv")
    assert [(row["text"], row["remark"]) for row in rows] == [("Башня", "моё"), ("Tower", "")]
    assert read_wordings(tmp_path / "aliases.csv")["Q1"].names == {"en": "Tower"}


def test_only_empty_ids_and_positions_are_filled(tmp_path: Path) -> None:
    columns = ("id", "name", "lat", "lon")
    write_table(tmp_path / "places.csv", columns, ("a", "A", "", ""), ("b", "B", "1.5", "2.5"))
    ids, positions = {"a": "Q1", "b": "Q2"}, {"a": (55.5, 49.25), "b": (0.0, 0.0)}
    write_positions(tmp_path, ids, positions)
    rows = [(r["lat"], r["lon"], r["wikidata"]) for r in read_table(tmp_path / "places.csv")]
    assert rows == [("55.5", "49.25", "Q1"), ("1.5", "2.5", "Q2")]


def test_where_nothing_is_new_the_table_is_not_touched(tmp_path: Path) -> None:
    write_table(tmp_path / "places.csv", ("id", "lat", "lon", "wikidata"), ("a", "1", "2", "Q1"))
    before = (tmp_path / "places.csv").read_bytes()
    write_positions(tmp_path, {"a": "Q9"}, {"a": (3.0, 4.0)})
    assert (tmp_path / "places.csv").read_bytes() == before


def test_a_photo_is_written_with_author_licence_and_pages(tmp_path: Path) -> None:
    write_photos(tmp_path, {"Q1": [Found(commons_file("a.jpg"))]})
    (photo,) = read_photos(tmp_path / "photos.csv")
    assert (photo.path, photo.url) == (None, "https://images.example/a.jpg")
    assert (photo.width, photo.height) == (1280, 960)
    assert (photo.author, photo.licence) == ("Анна Фотограф", "CC BY-SA 4.0")
    assert photo.licence_url == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert photo.page_url == "https://commons.example/wiki/File:a.jpg"


@pytest.mark.parametrize("lacking", ["author", "licence"])
def test_no_photo_is_written_without_author_and_licence(tmp_path: Path, lacking: str) -> None:
    with pytest.raises(ValueError, match="no author or no licence"):
        write_photos(tmp_path, {"Q1": [Found(commons_file("a.jpg", **{lacking: None}))]})


def test_a_downloaded_photo_lies_in_the_folder_of_its_place(
    tmp_path: Path, downloaded: Download
) -> None:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    write_photos(folder, {"Q1": [Found(downloaded.file, downloaded)]})
    (photo,) = read_photos(folder / "photos.csv")
    assert photo.path is not None
    assert photo.path.parent == folder / "photos" / "Q1"
    assert sha256(photo.path.read_bytes()).hexdigest() == photo.sha256
    assert (photo.width, photo.height) == (640, 480)


def test_photos_of_the_owner_stay_and_found_ones_are_replaced(tmp_path: Path) -> None:
    write_table(tmp_path / "photos.csv", ("place_id", "path"), ("Q1", "photos/mine.jpg"))
    write_photos(tmp_path, {"Q1": [Found(commons_file("a.jpg"))]})
    write_photos(tmp_path, {"Q1": [Found(commons_file("b.jpg"))]})
    rows = [(row["path"], row["url"]) for row in read_table(tmp_path / "photos.csv")]
    assert rows == [("photos/mine.jpg", ""), ("", "https://images.example/b.jpg")]
    assert [row["path"] for row in own_photos(tmp_path)] == ["photos/mine.jpg"]


def test_photos_of_a_dataset_stay(tmp_path: Path, downloaded: Download) -> None:
    folder = tmp_path / "dataset"
    folder.mkdir()
    write_photos(folder, {"Q1": [Found(downloaded.file, downloaded)]})
    (row,) = read_table(folder / "photos.csv")
    write_table(folder / "photos.csv", [*row], [*{**row, "split": "train"}.values()])
    write_photos(folder, {})
    assert [row["split"] for row in read_table(folder / "photos.csv")] == ["train"]
    assert (folder / row["path"]).is_file()


def test_files_that_are_no_longer_listed_go(tmp_path: Path, downloaded: Download) -> None:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "photos").mkdir()
    (folder / "photos" / "mine.jpg").write_bytes(jpeg())
    write_photos(folder, {"Q1": [Found(downloaded.file, downloaded)]})
    write_photos(folder, {})
    assert [path.name for path in folder.rglob("*.jpg")] == ["mine.jpg"]


def test_writing_twice_changes_nothing(tmp_path: Path, downloaded: Download) -> None:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    found = {"Q1": [Found(downloaded.file, downloaded), Found(commons_file("b.jpg"))]}
    write_photos(folder, found)
    before = {p: (p.read_bytes(), p.stat().st_ino) for p in folder.rglob("*.jpg")}
    table = (folder / "photos.csv").read_bytes()
    write_photos(folder, found)
    assert (folder / "photos.csv").read_bytes() == table
    assert {p: (p.read_bytes(), p.stat().st_ino) for p in folder.rglob("*.jpg")} == before


def test_a_credited_photo_of_the_owner_stays(tmp_path: Path) -> None:
    columns = ("place_id", "path", "url", "page_url", "author", "licence")
    mine = ("Q1", "photos/mine.jpg", "https://a.example/b.jpg", "https://a.example/b", "Я", "CC0")
    write_table(tmp_path / "photos.csv", columns, mine)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "mine.jpg").write_bytes(jpeg())
    write_photos(tmp_path, {})
    (row,) = read_table(tmp_path / "photos.csv")
    assert tuple(row[column] for column in columns) == mine
    assert (tmp_path / "photos" / "mine.jpg").is_file()


def test_what_was_downloaded_stays_when_only_addresses_are_looked_for(
    tmp_path: Path, downloaded: Download
) -> None:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    write_photos(folder, {"Q1": [Found(downloaded.file, downloaded)]})
    before = (folder / "photos.csv").read_bytes()
    write_photos(folder, {"Q1": [Found(downloaded.file)]})
    assert (folder / "photos.csv").read_bytes() == before
    (row,) = read_table(folder / "photos.csv")
    assert (folder / row["path"]).is_file()
