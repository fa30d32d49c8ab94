from __future__ import annotations

from pathlib import Path

from inference.catalogue import Catalogue, City, Place
from inference.data.catalogue_photos import CatalogueFolder
from inference.data.dataset_files import write_places
from tests.data.scenes import write_table
from tests.models import CATEGORIES


def known(folder: Path) -> Catalogue:
    """A catalogue with names, aliases and cities."""
    folder.mkdir()
    write_table(
        folder / "places.csv",
        [
            ("id", "name", "aliases", "category", "city"),
            ("N1", "Башня", "Вышка", "towers", "Альфа"),
            ("N2", "Церковь", "", "religion", "Бета"),
        ],
    )
    categories = [(c.id, c.ru, c.en, c.emoji) for c in CATEGORIES]
    write_table(folder / "categories.csv", [("id", "ru", "en", "emoji"), *categories])
    write_table(
        folder / "aliases.csv",
        [
            ("place_id", "language", "role", "text"),
            ("N1", "en", "name", "Tower"),
            ("N1", "ru", "alias", "Каланча"),
            ("N2", "en", "name", "Church"),
        ],
    )
    write_table(
        folder / "cities.csv",
        [("city", "en", "aliases"), ("Альфа", "Alpha", "Alfa|А"), ("Бета", "Beta", "")],
    )
    return Catalogue.load(folder)


def test_a_place_taken_over_is_what_the_catalogue_has(tmp_path: Path) -> None:
    catalogue = known(tmp_path / "catalogue")
    (tmp_path / "out").mkdir()
    here = CatalogueFolder(tmp_path / "catalogue", catalogue, {"N1": "N1"})
    write_places(tmp_path / "out", [catalogue.places["N1"]], [here])
    written = Catalogue.load(tmp_path / "out")
    assert dict(written.places) == {"N1": catalogue.places["N1"]}
    assert written.places["N1"].names == {"en": "Tower"}
    assert dict(written.cities) == {"Альфа": City("Альфа", "Alpha", ("Alfa", "А"))}


def test_a_place_with_another_id_gets_the_names_that_the_catalogue_has(tmp_path: Path) -> None:
    catalogue = known(tmp_path / "catalogue")
    (tmp_path / "out").mkdir()
    own = [Place("X9", "башня", "towers", "Альфа"), Place("X8", "Башня", "towers", "Бета")]
    here = CatalogueFolder(tmp_path / "catalogue", catalogue, {"N1": "X9"})
    write_places(tmp_path / "out", own, [here])
    written = Catalogue.load(tmp_path / "out").places
    assert (written["X9"].names, written["X9"].aliases) == ({"en": "Tower"}, ("Каланча",))
    assert (written["X8"].names, written["X8"].aliases) == ({}, ())
