"""`prepare` as a whole, on raw files with every quirk."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from inference import bundled
from inference.data.dataset import Dataset
from inference.data.preparation_report import Report
from inference.data.preparing import Preparation, prepare
from inference.images import ImageLimits
from tests.data.quirks import write_quirks
from tests.data.scenes import photo, write_city


def prepared(raw: Path, out: Path, **options: Any) -> Report:
    return prepare(
        Preparation(
            raw=(raw,),
            out=out,
            catalogue=bundled.CATALOGUE,
            model=bundled.MODEL,
            device="cpu",
            limits=ImageLimits(),
            **options,
        )
    )


@pytest.fixture(scope="module")
def quirks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[tuple[str, int], str]]:
    """A dataset made of the quirks, and what has to become of each row."""
    folder = tmp_path_factory.mktemp("quirks")
    expected = write_quirks(folder / "raw")
    prepared(folder / "raw", folder / "dataset")
    return folder / "dataset", expected


def test_every_row_is_kept_or_dropped_for_the_right_reason(
    quirks: tuple[Path, dict[tuple[str, int], str]],
) -> None:
    dataset, expected = quirks
    report = json.loads((dataset / "report.json").read_text())
    told = {(row["file"], row["row"]): row["reason"] for row in report["dropped"]}
    assert told == {place: reason for place, reason in expected.items() if reason}
    kept = Counter(photo.origin_file for photo in Dataset.load(dataset).photos)
    for city in report["cities"]:
        own = [row for row in report["dropped"] if row["file"] == city["file"]]
        assert city["read"] == city["kept"] + len(own)
        assert city["read"] == sum(file == city["file"] for file, _ in expected)
        assert city["kept"] == kept[city["file"]]


def test_a_dropped_copy_tells_the_photo_that_stays_for_it(
    quirks: tuple[Path, dict[tuple[str, int], str]],
) -> None:
    dataset, _ = quirks
    report = json.loads((dataset / "report.json").read_text())
    stays = {(row["file"], row["row"]): row["kept_as"] for row in report["dropped"]}
    origins = {(p.origin_file, p.origin_row): p for p in Dataset.load(dataset).photos}

    def path_of(file: str, row: int) -> str:
        path = origins[file, row].path
        assert path is not None
        return path.relative_to(dataset).as_posix()

    assert (
        stays["Alfa_Images.csv", 3] == stays["Alfa_Images.csv", 4] == path_of("Alfa_Images.csv", 0)
    )
    assert (
        stays["Beta_images.csv", 3] == stays["Beta_images.csv", 4] == path_of("Beta_images.csv", 2)
    )
    assert stays["Alfa_Images.csv", 11] is None


def test_the_dataset_is_a_catalogue_whose_photos_are_those_of_the_rows(
    quirks: tuple[Path, dict[tuple[str, int], str]],
) -> None:
    dataset = Dataset.load(quirks[0])
    places = dataset.catalogue.places
    assert {(p.city, p.name) for p in places.values()} == {
        ("Альфа", "Башня"),
        ("Альфа", "Красный мост"),
        ("Альфа", "Собор"),
        ("Альфа", "Без фотографий"),
        ("Бета", "Башня"),
        ("Бета", "Порт"),
    }
    found = {(p.origin_file, p.origin_row): places[p.place_id] for p in dataset.photos}
    assert found["Alfa_Images.csv", 1] == found["Alfa_Images.csv", 2]  # two XIDs, one place
    assert found["Alfa_Images.csv", 7] == found["Alfa_Images.csv", 8]
    assert found["Beta_images.csv", 0].city == "Бета"
    for own in dataset.photos:
        assert own.path is not None
        assert hashlib.sha256(own.path.read_bytes()).hexdigest() == own.sha256 == own.path.stem
        assert (own.width, own.height) == (320, 240)
    assert {own.path.suffix for own in dataset.photos if own.path} == {".jpg", ".png", ".webp"}
    stored = set((dataset.folder / "photos").glob("*/*"))
    assert stored == {own.path for own in dataset.photos}


def test_the_report_tells_unusable_places_and_how_often_a_name_stands(
    quirks: tuple[Path, dict[tuple[str, int], str]],
) -> None:
    report = json.loads((quirks[0] / "report.json").read_text())
    assert [(p["file"], p["row"], p["reason"]) for p in report["places"]] == [
        ("ALFA_places.csv", 4, "no_category"),
        ("ALFA_places.csv", 5, "no_name"),
        ("ALFA_places.csv", 6, "bad_position"),
    ]
    assert report["copies"]["N1"] == 2  # once in each city, for the name alone joins
    assert report["copies"]["N3"] == 1


def test_nothing_but_the_dataset_is_left(quirks: tuple[Path, dict[tuple[str, int], str]]) -> None:
    dataset, _ = quirks
    assert sorted(path.name for path in dataset.parent.iterdir()) == ["dataset", "raw"]
    names = {path.name for path in dataset.iterdir()}
    assert names == {
        *("places.csv", "categories.csv", "aliases.csv", "cities.csv", "photos.csv", "photos"),
        *("report.json", "report.html"),
    }


def test_filters_turned_off_flag_what_they_would_have_dropped(tmp_path: Path) -> None:
    write_quirks(tmp_path / "raw")
    off = frozenset(
        {"blank", "dark", "black_and_white", "exact_duplicate", "near_duplicate", "other_place"}
    )
    report = prepared(tmp_path / "raw", tmp_path / "out", without=off)
    with (tmp_path / "out" / "photos.csv").open(encoding="utf-8") as file:
        flags = {
            (row["origin_file"], int(row["origin_row"])): row["quality"]
            for row in csv.DictReader(file)
        }
    assert flags["Alfa_Images.csv", 0] == ""
    assert flags["Alfa_Images.csv", 3] == "exact_duplicate"
    assert flags["Alfa_Images.csv", 4] == "near_duplicate"
    assert "dark" in flags["Alfa_Images.csv", 22].split("|")
    assert flags["Alfa_Images.csv", 23] == "black_and_white"
    assert flags["Beta_images.csv", 4] == "other_place"
    assert report.filters["exact_duplicate"] == {
        **{"on": False, "fired": 2, "dropped": 0, "would_have_dropped": 2},
    }
    splits = {photo.record.sha256: photo.split for photo in report.kept}
    copies = [photo for photo in report.kept if photo.record.row in (0, 3, 4)]
    assert len({splits[p.record.sha256] for p in copies if "Alfa" in p.record.file}) == 1


def test_order_of_rows_changes_neither_photos_nor_splits(tmp_path: Path) -> None:
    photos = [(f"Башня {i % 5}", photo(100 + i)) for i in range(40)]
    write_city(tmp_path / "one", "A", "Город", photos)
    write_city(tmp_path / "two", "A", "Город", photos[:5] + photos[:4:-1])
    told = []
    for raw in ("one", "two"):
        report = prepared(tmp_path / raw, tmp_path / f"{raw}-out")
        told.append({p.record.sha256: (p.record.place_id, p.split) for p in report.kept})
    assert told[0] == told[1]
    assert Counter(split for _, split in told[0].values()) == {"train": 32, "val": 4, "test": 4}
