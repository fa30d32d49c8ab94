from __future__ import annotations

from dataclasses import replace

from inference.catalogue import Catalogue, Place
from inference.search import Searcher
from inference.search.static import StaticEncoder
from inference.search_pool import digest_of
from tests.search_pool.conftest import Kept


def digest(catalogue: Catalogue) -> str:
    return digest_of(catalogue, Searcher.build(catalogue, StaticEncoder()).index)


def test_the_same_places_have_the_same_digest_wherever_they_were_indexed(kept: Kept) -> None:
    assert digest(kept.catalogue) == kept.source.digest


def test_another_name_id_city_or_photo_has_another_digest(kept: Kept) -> None:
    catalogue = kept.catalogue
    tower, *others = catalogue.places.values()
    city, *_ = catalogue.cities.values()
    changed = [
        replace(catalogue, places=places_of(replace(tower, name="Старая башня"), *others)),
        replace(catalogue, places=places_of(replace(tower, id="other"), *others)),
        replace(catalogue, cities={**catalogue.cities, city.name: replace(city, en="Another")}),
        replace(catalogue, photos={}),
    ]
    assert len({kept.source.digest, *map(digest, changed)}) == 5


def places_of(*places: Place) -> dict[str, Place]:
    return {place.id: place for place in places}
