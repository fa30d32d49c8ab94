"""A small catalogue on disk with its index kept, as processes that search open it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from inference.catalogue import Catalogue
from inference.search import Searcher
from inference.search.static import StaticEncoder
from inference.search_pool import SearchSource, digest_of

_PLACES = """\
id,name,aliases,category,kinds,city,lat,lon,wikidata
tower,Водонапорная башня,,towers,water_towers,Альфа,56.0,44.0,
church,Троицкая церковь,,religion,churches,Альфа,56.0,44.0,
museum,Музей часов,,museums,museums,Бета,57.0,45.0,
"""
_PHOTOS = "place_id,file,url\nchurch,,https://example.org/church.jpg\n"
_CATEGORIES = """\
id,ru,en,emoji
towers,башня,tower,🗼
religion,храм,church,⛪
museums,музей,museum,🏛
"""


@dataclass(frozen=True)
class Kept:
    """A searcher, and where another process finds what it has."""

    catalogue: Catalogue
    searcher: Searcher
    source: SearchSource


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("kept")
    (folder / "places.csv").write_text(_PLACES, encoding="utf-8")
    (folder / "categories.csv").write_text(_CATEGORIES, encoding="utf-8")
    (folder / "photos.csv").write_text(_PHOTOS, encoding="utf-8")
    catalogue = Catalogue.load(folder)
    searcher = Searcher.open(catalogue, StaticEncoder(), folder / "index")
    source = SearchSource(folder, "static", folder / "index", digest_of(catalogue, searcher.index))
    return Kept(catalogue, searcher, source)
