from __future__ import annotations

import re
from pathlib import Path

import pytest

from inference.catalogue import Catalogue, CatalogueError

CATEGORIES = "id,ru,en,emoji\ntowers,башня,tower,🗼\n"


def write(folder: Path, places: str, **files: str) -> Path:
    (folder / "places.csv").write_text(places, encoding="utf-8")
    (folder / "categories.csv").write_text(files.pop("categories", CATEGORIES), encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_the_bundled_catalogue_holds_the_four_cities_and_the_world(catalogue: Catalogue) -> None:
    assert len(catalogue.categories) == 25
    assert {"Екатеринбург", "Нижний Новгород", "Владимир", "Ярославль"} <= set(catalogue.cities)
    abroad = [p for p in catalogue.places.values() if p.id.startswith("U9000")]
    assert len(abroad) == 48
    assert len(catalogue.places) == 431


def test_every_id_of_the_bundled_catalogue_fits_a_deep_link(catalogue: Catalogue) -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,40}", place) for place in catalogue.places)


def test_no_name_carries_a_list_number_or_a_stray_space(catalogue: Catalogue) -> None:
    for place in catalogue.places.values():
        assert not re.match(r"№\s*\d+ ", place.name)
        assert place.name == " ".join(place.name.split())


def test_every_category_is_named_in_both_languages_and_used(catalogue: Catalogue) -> None:
    used = {place.category for place in catalogue.places.values()}
    for category in catalogue.categories.values():
        assert category.ru
        assert category.en
        assert category.emoji
        assert category.id in used


@pytest.mark.parametrize("name", ["Ярославль", "ярославль", "Yaroslavl", " ЯРОСЛАВЛЬ "])
def test_a_city_is_found_by_its_names_in_any_case(catalogue: Catalogue, name: str) -> None:
    assert catalogue.find_city(name) == "Ярославль"


def test_an_unknown_city_is_not_found(catalogue: Catalogue) -> None:
    assert catalogue.find_city("Атлантида") is None


def test_photos_names_and_aliases_are_read_beside_the_places(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        "id,name,category,city,lat,lon,aliases\nT1,Башня,towers,Город,56.5,40.25,Каланча|Вышка\n",
        aliases="place_id,language,role,text\nT1,en,name,Tower\nT1,ru,alias,Старая башня\n"
        "T1,ru,about,Высокая башня у реки\nT1,ru,keywords,где видно весь город; пожарные;\n",
        cities="city,en,aliases,sights\nГород,Town,Городок,T1\n",
        photos="place_id,path,url,width,height\nT1,photos/a.jpg,,800,600\nT1,,https://e.org/b,,\n",
    )
    catalogue = Catalogue.load(folder)
    place = catalogue.places["T1"]
    assert (place.lat, place.lon) == (56.5, 40.25)
    assert place.names == {"en": "Tower"}
    assert place.aliases == ("Каланча", "Вышка", "Старая башня")
    assert place.about == {"ru": "Высокая башня у реки"}
    assert place.keywords == ("где видно весь город", "пожарные")
    assert catalogue.cities["Город"].sights == ("T1",)
    assert catalogue.find_city("городок") == catalogue.find_city("Town") == "Город"
    first, second = catalogue.photos["T1"]
    assert first.path == folder / "photos/a.jpg"
    assert first.width == 800
    assert second.url == "https://e.org/b"


@pytest.mark.parametrize(
    ("places", "sentence"),
    [
        ("id,name,city\n", "no column category"),
        ("id,name,category,city\nT1,Башня,castles,Город\n", "'castles' is not in categories.csv"),
        ("id,name,category,city\nT1,А,towers,Г\nT1,Б,towers,Г\n", "used twice"),
        ("id,name,category,city\n,А,towers,Г\n", "id, name or city is empty"),
        ("id,name,category,city,lat,lon\nT1,А,towers,Г,north,3\n", "must be degrees"),
        ("id,name,category,city,lat,lon\nT1,А,towers,Г,nan,3\n", "must be degrees"),
        ("id,name,category,city,lat,lon\nT1,А,towers,Г,56,\n", "must be degrees"),
        ("id,name,category,city,lat,lon\nT1,А,towers,Г,56,999\n", "must be degrees"),
        ("id,name,category,city\nT1,А,towers,\n", "city is empty"),
    ],
)
def test_a_faulty_file_is_named_in_one_sentence(tmp_path: Path, places: str, sentence: str) -> None:
    with pytest.raises(CatalogueError, match=sentence):
        Catalogue.load(write(tmp_path, places))


def test_a_folder_that_is_no_catalogue_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"categories\.csv is missing"):
        Catalogue.load(tmp_path)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, "id,name,category,city\n")
    (folder / "places.csv").write_bytes("id,name,category,city\nT1,Башня,towers,Г".encode("cp1251"))
    with pytest.raises(CatalogueError, match="not a UTF-8 CSV file"):
        Catalogue.load(folder)


def test_a_photo_outside_the_catalogue_is_refused(tmp_path: Path) -> None:
    for outside in ("../secret.jpg", "/etc/hostname"):
        folder = write(
            tmp_path,
            "id,name,category,city\nT1,А,towers,Г\n",
            photos=f"place_id,path\nT1,{outside}\n",
        )
        with pytest.raises(CatalogueError, match="outside the catalogue"):
            Catalogue.load(folder)


def test_aliases_of_unknown_places_are_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Catalogue.load(
        write(
            tmp_path,
            "id,name,category,city\nT1,А,towers,Г\n",
            aliases="place_id,language,role,text\nT9,en,name,Tower\n",
        )
    )
    assert "aliases.csv speaks of 1 unknown places: T9." in caplog.text


def test_a_category_that_is_not_there_is_called_by_its_id(catalogue: Catalogue) -> None:
    assert catalogue.category("religion") is catalogue.categories["religion"]
    strange = catalogue.category("light_houses")
    assert (strange.id, strange.label("ru"), strange.emoji) == (
        "light_houses",
        "light houses",
        "📍",
    )


def test_a_file_that_was_cut_off_is_refused_with_its_line(tmp_path: Path) -> None:
    whole = "id,name,category,city,lat,lon\nA,Башня,towers,Порту,1,2\nB,Мост,towers,Порту,1,2\n"
    write(tmp_path, whole)
    assert set(Catalogue.load(tmp_path).places) == {"A", "B"}
    write(tmp_path, whole[: whole.rindex("рту")])
    with pytest.raises(CatalogueError, match=r"line 3: the row has 4 values and the header 6\.$"):
        Catalogue.load(tmp_path)
