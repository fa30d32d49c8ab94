"""`prepare` on catalogues whose photos were downloaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inference.__main__ import main
from inference.catalogue import Catalogue, Category, Photo, Place
from inference.data.dataset import Dataset
from tests.data.catalogues import LICENCE, LICENCE_URL, downloaded, row, write_listing
from tests.data.scenes import COLUMNS, photo, saved, scene, write_city, write_table
from tests.models import CATEGORIES

TOWER = Place("Q1", "Башня", "towers", "Казань", lat=55.8, lon=49.1, wikidata="Q1")
MOSQUE = Place("Q2", "Мечеть", "religion", "Казань", wikidata="Q2")
CITY = ("Казань", "Kazan", "Qazan|Столица Татарстана", "Q2|Q1")
WORDINGS = (
    ("Q1", "en", "name", "Tower"),
    ("Q1", "ru", "alias", "Каланча"),
    ("Q1", "ru", "about", "наклонная башня"),
    ("Q1", "ru", "article", "https://ru.wikipedia.org/wiki/Башня"),
    ("Q2", "en", "about", "mosque by the lake"),
)


def prepared(out: Path, *raw: Path) -> tuple[Dataset, dict[str, Any]]:
    assert main(["prepare", *map(str, raw), "--out", str(out)]) == 0
    return Dataset.load(out), json.loads((out / "report.json").read_text(encoding="utf-8"))


def refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, *raw: Path) -> str:
    assert main(["prepare", *map(str, raw), "--out", str(tmp_path / "out")]) == 1
    assert not (tmp_path / "out").exists()
    said = capsys.readouterr().err.strip()
    assert len(said.splitlines()) == 1
    return said


def kazan(folder: Path, *more: dict[str, object], photos: int = 3) -> Path:
    """A catalogue of two places with photos, and rows besides."""
    found = [
        downloaded(folder, place.id, f"{place.id}-{i}", photo(100 * n + i))
        for n, place in enumerate((TOWER, MOSQUE))
        for i in range(photos)
    ]
    return write_listing(folder, (TOWER, MOSQUE), [*found, *more], cities=[CITY], wordings=WORDINGS)


def by_author(dataset: Dataset) -> dict[str | None, Photo]:
    return {photo.author: photo for photo in dataset.photos}


def test_what_a_catalogue_says_of_its_places_comes_along(tmp_path: Path) -> None:
    folder = kazan(tmp_path / "kazan")
    dataset, report = prepared(tmp_path / "out", folder)
    given = Catalogue.load(folder)
    assert dataset.catalogue.places == given.places
    assert dataset.catalogue.cities == given.cities
    assert dataset.catalogue.categories == given.categories
    assert given.places["Q1"].articles == {"ru": "https://ru.wikipedia.org/wiki/Башня"}
    assert report["cities"] == [
        {"city": "Казань", "file": "kazan/photos.csv", "read": 6, "kept": 6}
    ]
    assert (report["dropped"], report["advice"]) == ([], None)


def test_every_photo_keeps_its_author_licence_and_addresses(tmp_path: Path) -> None:
    folder = kazan(tmp_path / "kazan")
    dataset, _ = prepared(tmp_path / "out", folder)
    given = [photo for own in Catalogue.load(folder).photos.values() for photo in own]
    found = by_author(dataset)
    assert len(found) == len(given) == 6
    for number, before in enumerate(given):
        after = found[before.author]
        assert before.path is not None
        assert after.path is not None
        assert after.path.read_bytes() == before.path.read_bytes()
        assert (after.url, after.page_url) == (before.url, before.page_url)
        assert (after.licence, after.licence_url) == (LICENCE, LICENCE_URL)
        assert (after.place_id, after.sha256) == (before.place_id, before.sha256)
        assert (after.origin_file, after.origin_row) == ("kazan/photos.csv", number)


def test_photos_without_a_file_are_counted_and_told_how_to_get(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = kazan(tmp_path / "kazan", row("Q1", "far"), row("Q2", "farther"))
    dataset, report = prepared(tmp_path / "out", folder)
    assert len(dataset.photos) == 6
    assert [(r["row"], r["reason"]) for r in report["dropped"]] == [
        (6, "not_downloaded"),
        (7, "not_downloaded"),
    ]
    said = capsys.readouterr().out
    assert "not_downloaded" in said.splitlines()[0]
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert report["advice"].startswith("Not downloaded: 2. ")
    for text in (said, page):
        assert report["advice"] in text
    assert "--download" in report["advice"]


def test_rows_that_are_no_photo_of_a_place_are_reported(tmp_path: Path) -> None:
    folder = tmp_path / "kazan"
    rows = [
        row("Q9", "nowhere", path="photos/Q9/nowhere.jpg"),
        row("Q1", "gone", path="photos/Q1/gone.jpg"),
        downloaded(folder, "Q1", "text", b"<html>not a photo</html>"),
    ]
    dataset, report = prepared(tmp_path / "out", kazan(folder, *rows))
    assert [(r["row"], r["name"], r["reason"]) for r in report["dropped"]] == [
        (6, "Q9", "unknown_place"),
        (7, "Башня", "broken_image"),
        (8, "Башня", "broken_image"),
    ]
    assert len(dataset.photos) == 6


def test_of_copies_the_one_that_stays_keeps_its_credit(tmp_path: Path) -> None:
    folder = tmp_path / "kazan"
    large = saved(scene(7, 640, 480), quality=90)
    rows = [
        downloaded(folder, "Q1", "small", photo(7)),
        downloaded(folder, "Q1", "large", large),
        downloaded(folder, "Q1", "again", large),
    ]
    dataset, report = prepared(tmp_path / "out", kazan(folder, *rows))
    found = by_author(dataset)
    assert (found["Author of large"].page_url or "").endswith("File:large.jpg")
    assert not {"Author of small", "Author of again"} & set(found)
    assert {(r["row"], r["reason"]) for r in report["dropped"]} == {
        (6, "near_duplicate"),
        (8, "exact_duplicate"),
    }


def test_a_photo_of_the_owners_own_needs_no_credit(tmp_path: Path) -> None:
    folder = tmp_path / "kazan"
    own = downloaded(folder, "Q1", "own", photo(300))
    own = {key: own[key] for key in ("place_id", "path")}
    dataset, _ = prepared(tmp_path / "out", kazan(folder, own))
    (found,) = (p for p in dataset.photos if p.origin_row == 6)
    assert (found.author, found.licence, found.url, found.page_url) == (None, None, None, None)


def test_stopped_in_the_middle_it_goes_on_with_the_same_credits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = kazan(tmp_path / "kazan")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("inference.data.preparing.write_photos", killed)
        assert main(["prepare", str(folder), "--out", str(tmp_path / "out")]) == 130
    dataset, _ = prepared(tmp_path / "out", folder)
    assert set(by_author(dataset)) == {f"Author of Q{n}-{i}" for n in (1, 2) for i in range(3)}


def test_a_catalogue_joins_raw_files_that_know_its_places_by_other_ids(tmp_path: Path) -> None:
    places = [
        ["N1", "башня", "towers", "Казань", "", "", 3, "", ""],
        ["N2", "Мечеть у озера", "religion", "Казань", "", "Q2", 3, 49.1, 55.8],
        ["N3", "Мечеть", "religion", "Уфа", "", "", 3, 56, 54.7],
    ]
    write_table(tmp_path / "raw" / "A_places.csv", [COLUMNS, *places])
    write_city(tmp_path / "raw", "B", "Уфа", [("Парк", photo(50)), ("Парк", photo(51))])
    dataset, report = prepared(tmp_path / "out", tmp_path / "raw", kazan(tmp_path / "kazan"))
    found = dataset.catalogue.places
    assert set(found) == {"N1", "N2", "N3", "B0"}
    assert {p.place_id for p in dataset.photos if p.author} == {"N1", "N2"}
    tower, mosque = found["N1"], found["N2"]
    assert (tower.name, tower.names, tower.aliases) == ("башня", {"en": "Tower"}, ("Каланча",))
    assert (tower.wikidata, tower.lat, tower.lon) == ("Q1", 55.8, 49.1)
    assert (mosque.aliases, mosque.about) == (("Мечеть",), {"en": "mosque by the lake"})
    assert (mosque.lat, mosque.lon) == (55.8, 49.1)
    assert found["N3"].about == {}
    assert dataset.catalogue.cities["Казань"].sights == ("N2", "N1")
    assert [city["file"] for city in report["cities"]] == ["B_images.csv", "kazan/photos.csv"]


def test_a_tree_may_have_photos_of_a_catalogues_places(tmp_path: Path) -> None:
    own = tmp_path / "own" / "Казань" / "Каланча"
    own.mkdir(parents=True)
    (own / "1.jpg").write_bytes(photo(60))
    dataset, report = prepared(tmp_path / "out", tmp_path / "own", kazan(tmp_path / "kazan"))
    assert report["dropped"] == []
    (found,) = (p for p in dataset.photos if p.origin_file == "Казань/Каланча/1.jpg")
    assert (found.place_id, found.author) == ("Q1", None)


def test_of_two_catalogues_with_one_place_the_first_is_believed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    twin = Place("X7", "башня", "religion", "Казань")
    write_listing(
        other,
        (twin, Place("X8", "Парк", "parks", "Казань")),
        [downloaded(other, "X7", "twin", photo(70)), downloaded(other, "X8", "park", photo(71))],
        cities=[("Казань", "Casan", "", "")],
        wordings=[("X7", "en", "name", "Belfry"), ("X7", "en", "about", "a belfry")],
        categories=(*CATEGORIES, Category("parks", "парк", "park", "🌳")),
    )
    dataset, report = prepared(tmp_path / "out", kazan(tmp_path / "kazan"), other)
    tower = dataset.catalogue.places["Q1"]
    assert set(dataset.catalogue.places) == {"Q1", "Q2", "X8"}
    assert (tower.category, tower.names["en"], tower.about["en"]) == ("towers", "Tower", "a belfry")
    assert by_author(dataset)["Author of twin"].place_id == "Q1"
    assert "parks" in dataset.catalogue.categories
    assert dataset.catalogue.cities["Казань"].en == "Kazan"
    assert [city["file"] for city in report["cities"]] == ["kazan/photos.csv", "other/photos.csv"]


def test_one_id_for_two_places_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    clash = Place("Q1", "Парк", "towers", "Уфа")
    write_listing(other, (clash,), [downloaded(other, "Q1", "park", photo(71))])
    said = refused(capsys, tmp_path, kazan(tmp_path / "kazan"), other)
    assert "the id 'Q1' is that of another place too" in said


def test_addresses_alone_are_no_photos_to_prepare(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = kazan(tmp_path / "kazan", row("Q1", "far"), photos=0)
    said = refused(capsys, tmp_path, folder)
    assert "only the addresses of its photos" in said
    assert f"enrich {folder} --download" in said


def test_a_path_out_of_the_catalogue_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret.jpg").write_bytes(photo(1))
    folder = kazan(tmp_path / "kazan", row("Q1", "secret", path="../secret.jpg"))
    assert "lies outside the catalogue folder" in refused(capsys, tmp_path, folder)


def test_a_list_of_photos_without_its_places_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = kazan(tmp_path / "kazan")
    (folder / "places.csv").unlink()
    assert "places.csv is missing" in refused(capsys, tmp_path, folder)
