from __future__ import annotations

from pathlib import Path

from inference.bundled import CATALOGUE
from inference.catalogue import Catalogue
from inference.data.sources import find_sources
from tests.data.scenes import photo, write_city


def test_the_catalogue_knows_raw_places_by_city_and_name(tmp_path: Path) -> None:
    write_city(tmp_path / "raw", "A", "Владимир", [("Золотые ворота", photo(1))])
    bundled = Catalogue.load(CATALOGUE)
    (known,) = find_sources([tmp_path / "raw"], bundled, CATALOGUE).catalogues
    gates = [place for place, here in known.ids.items() if here == "A0"]
    assert [bundled.places[place].name for place in gates] == ["Золотые ворота"]
    assert set(known.ids.values()) == {"A0"}


def test_a_folder_named_twice_is_read_once(tmp_path: Path) -> None:
    write_city(tmp_path / "raw", "A", "Владимир", [("Золотые ворота", photo(1))])
    sources = find_sources([tmp_path / "raw"] * 2, Catalogue.load(CATALOGUE), CATALOGUE)
    assert [source.file for source in sources.photos] == ["A_images.csv"]
