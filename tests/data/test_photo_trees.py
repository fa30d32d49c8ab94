"""`prepare` on folders of photos, CITY/PLACE/*.jpg."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from inference.__main__ import main
from inference.bundled import CATALOGUE
from inference.catalogue import Catalogue
from inference.data.dataset import Dataset
from tests.data.scenes import COLUMNS, photo, saved, scene, write_city, write_table


def put(path: Path, seed: int, kind: str = "JPEG") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(saved(scene(seed), kind))


def prepared(out: Path, *raw: Path) -> tuple[Dataset, dict[str, Any]]:
    assert main(["prepare", *map(str, raw), "--out", str(out)]) == 0
    return Dataset.load(out), json.loads((out / "report.json").read_text())


def reasons(report: dict[str, Any]) -> dict[str, str]:
    return {row["file"]: row["reason"] for row in report["dropped"]}


def test_places_come_from_the_catalogue_by_city_and_name(tmp_path: Path) -> None:
    tree = tmp_path / "photos"
    put(tree / "Владимир" / "Золотые ворота" / "1.jpg", 1)
    put(tree / "Владимир" / "золотые ворота" / "2.JPEG", 2)
    put(tree / "Avignon" / "Pont Saint-Bénézet" / "deeper" / "3.PNG", 3, "PNG")
    put(tree / "Авиньон" / "Авиньонский мост" / "4.webp", 4, "WEBP")
    put(tree / "Авиньон" / "Авиньонский мост" / "5.heic", 5, "HEIF")
    put(tree / "Авиньон" / "Золотые ворота" / "6.jpg", 6)
    put(tree / "Авиньон" / "7.jpg", 7)
    put(tree / "Атлантида" / "Храм" / "8.jpg", 8)
    (tree / "Авиньон" / "Авиньонский мост" / "notes.txt").write_text("not a photo")
    (tree / "Авиньон" / "Авиньонский мост" / ".hidden.jpg").write_bytes(b"")
    (tree / "Авиньон" / "Авиньонский мост" / "9.jpg").write_bytes(b"")
    (tree / "Авиньон" / "Авиньонский мост" / "10.jpg").write_text("not a photo either")
    dataset, report = prepared(tmp_path / "out", tree)
    found = {(p.origin_file, dataset.catalogue.places[p.place_id].name) for p in dataset.photos}
    assert found == {
        ("Владимир/Золотые ворота/1.jpg", "Золотые ворота"),
        ("Владимир/золотые ворота/2.JPEG", "Золотые ворота"),
        ("Avignon/Pont Saint-Bénézet/deeper/3.PNG", "Мост Сен-Бенезе"),
        ("Авиньон/Авиньонский мост/4.webp", "Мост Сен-Бенезе"),
        ("Авиньон/Авиньонский мост/5.heic", "Мост Сен-Бенезе"),
    }
    assert reasons(report) == {
        "Авиньон/Золотые ворота/6.jpg": "unknown_place",
        "Авиньон/7.jpg": "no_name",
        "Авиньон/Авиньонский мост/9.jpg": "empty_image",
        "Авиньон/Авиньонский мост/10.jpg": "broken_image",
        "Атлантида/Храм/8.jpg": "unknown_place",
    }
    assert {row["row"] for row in report["dropped"]} == {0}
    for city in report["cities"]:
        own = [row for row in report["dropped"] if row["file"].startswith(city["file"] + "/")]
        assert city["read"] == city["kept"] + len(own)
    assert [city["city"] for city in report["cities"]] == [
        *("Авиньон", "Авиньон", "Атлантида", "Владимир"),
    ]
    # The catalogue's names travel with the places that are taken from it.
    bundled = Catalogue.load(CATALOGUE).places
    for place in dataset.catalogue.places.values():
        assert place == bundled[place.id]
    assert {place.names["en"] for place in dataset.catalogue.places.values()} == {
        *("Pont Saint-Bénézet", "Golden Gate"),
    }
    assert dataset.catalogue.find_city("Wladimir") == "Владимир"
    assert len(dataset.catalogue.places) == 2


@pytest.mark.parametrize("columns", ["raw", "catalogue"])
def test_other_places_come_from_a_places_file_beside_the_cities(
    tmp_path: Path, columns: str
) -> None:
    tree = tmp_path / "photos"
    put(tree / "Атлантида" / "Храм" / "1.jpg", 1)
    put(tree / "Атлантида" / "Баня" / "2.jpg", 2)
    put(tree / "Владимир" / "Золотые ворота" / "3.jpg", 3)
    rows: list[list[object]]
    if columns == "raw":
        rows = [
            [*COLUMNS],
            ["T1", "Храм", "religion", "Атлантида", "", "", 3, 40, 56],
            ["T2", "Баня", "saunas", "Атлантида", "", "", 3, 40, 56],
            ["T3", "Золотые ворота", "towers", "Vladimir", "", "", 3, 40, 56],
        ]
    else:
        rows = [
            ["id", "name", "category", "city"],
            ["T1", "Храм", "religion", "Атлантида"],
            ["T2", "Баня", "saunas", "Атлантида"],
            ["T3", "Золотые ворота", "towers", "Vladimir"],
        ]
    write_table(tree / "places.csv", rows)
    dataset, report = prepared(tmp_path / "out", tree)
    assert reasons(report) == {"Атлантида/Баня/2.jpg": "no_category"}
    found = {p.origin_file: dataset.catalogue.places[p.place_id] for p in dataset.photos}
    assert found["Атлантида/Храм/1.jpg"].id == "T1"
    # Of a place that both know, the catalogue's facts are taken.
    assert found["Владимир/Золотые ворота/3.jpg"].category == "architecture"
    assert "T3" not in dataset.catalogue.places
    assert [(p["file"], p["reason"]) for p in report["places"]] == [("places.csv", "no_category")]


def test_raw_files_and_trees_may_be_mixed(tmp_path: Path) -> None:
    write_city(tmp_path / "raw", "A", "Атлантида", [("Храм", photo(1)), ("Храм", photo(2))])
    one, two = tmp_path / "one" / "photos", tmp_path / "two" / "photos"
    put(one / "Атлантида" / "Храм" / "1.jpg", 3)
    put(two / "Атлантида" / "храм" / "1.jpg", 4)
    put(two / "Атлантида" / "храм" / "2.jpg", 1)
    dataset, report = prepared(tmp_path / "out", tmp_path / "raw", one, two)
    assert [(c["file"], c["read"], c["kept"]) for c in report["cities"]] == [
        ("A_images.csv", 2, 2),
        ("one/photos/Атлантида", 1, 1),
        ("two/photos/Атлантида", 2, 1),
    ]
    assert {photo.place_id for photo in dataset.photos} == {"A0"}
    assert reasons(report) == {"two/photos/Атлантида/храм/2.jpg": "near_duplicate"} or reasons(
        report
    ) == {"two/photos/Атлантида/храм/2.jpg": "exact_duplicate"}


@pytest.mark.skipif(sys.platform != "linux", reason="only there a name may hold any bytes")
def test_names_of_files_may_hold_any_bytes(tmp_path: Path) -> None:
    place = tmp_path / "photos" / "Владимир" / "Золотые ворота"
    for number, byte in enumerate((b"\xff", b"\xfe")):
        put(Path(os.fsdecode(os.fsencode(place) + b"/" + byte + b".jpg")), number)
    put(place / os.fsdecode(b"\xfd") / "1.jpg", 2)
    put(Path(os.fsdecode(os.fsencode(place.parent) + b"/X\xfd/1.jpg")), 3)
    dataset, report = prepared(tmp_path / "out", tmp_path / "photos")
    assert {Path(p.origin_file or "").name for p in dataset.photos} == {
        *("\\xff.jpg", "\\xfe.jpg", "1.jpg"),
    }
    assert reasons(report) == {"Владимир/X\\xfd/1.jpg": "unknown_place"}


def test_a_folder_of_neither_kind_is_told_what_both_look_like(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "1.jpg").write_bytes(photo(1))
    assert main(["prepare", str(tmp_path / "photos"), "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "<CITY>_places.csv" in said
    assert "CITY/PLACE/*.jpg" in said
    assert len(said.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["photos"]
