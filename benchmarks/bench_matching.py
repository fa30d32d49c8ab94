"""How often a place is matched with the right Wikidata item, by places of the bundled catalogue.

Each place with a Wikidata id is to be found among items made of the catalogue's places within
500 m of it, and one made of its own names, put up to 300 m aside: with the same name, with other
names only (every second alias stays with the place, the others go to the item), and without its
item, where all that is accepted is wrong. `python -m benchmarks.bench_matching`
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from inference import Catalogue, Place, bundled
from inference.enrichment import matching
from inference.geometry import distance_m
from inference.naming import fold_name
from inference.wikimedia.entities import Entity

_RADIUS_M = 500
_ASIDE_M = (0, 20, 60, 150, 300)
_METRES_A_DEGREE = 111_195
CASES = ("same name", "other names", "item absent")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of `places`, so many were matched with the `right` item, and with a `wrong` one."""

    places: int
    right: int
    wrong: int


def measure(catalogue: Catalogue, case: str) -> Outcome:
    """Match every place that has an id; case is one of CASES."""
    places = right = wrong = 0
    for place, candidates in _pairs(catalogue, case):
        places += 1
        best, _ = matching.match(place, candidates, ())
        right += best is not None and best.wikidata == place.wikidata
        wrong += best is not None and best.wikidata != place.wikidata
    return Outcome(places, right, wrong)


def precision(outcomes: list[Outcome]) -> float:
    """The share of matches that are right, over all cases."""
    right = sum(outcome.right for outcome in outcomes)
    return right / (right + sum(outcome.wrong for outcome in outcomes))


def _pairs(catalogue: Catalogue, case: str) -> Iterator[tuple[Place, list[Entity]]]:
    spots = [
        (place, place.lat, place.lon)
        for place in catalogue.places.values()
        if place.lat is not None and place.lon is not None
    ]
    identified = [spot for spot in spots if spot[0].wikidata]
    for number, (place, lat, lon) in enumerate(identified):
        around = [
            _entity(other, other.aliases, *position)
            for other, *position in spots
            if other.id != place.id and distance_m(lat, lon, *position) <= _RADIUS_M
        ]
        north = lat + _ASIDE_M[number % len(_ASIDE_M)] / _METRES_A_DEGREE
        if case == "other names":
            kept, given = place.aliases[1::2], place.aliases[0::2]
            given = tuple(name for name in given if fold_name(name) != fold_name(place.name))
            if given:
                named = replace(place, name=given[0], names={})
                item = _entity(named, given[1:], north, lon)
                yield replace(place, aliases=kept), [*around, item]
        elif case == "same name":
            yield place, [*around, _entity(place, (), north, lon)]
        else:
            yield place, around


def _entity(place: Place, aliases: tuple[str, ...], lat: float, lon: float) -> Entity:
    """An item of a place's names."""
    return Entity(
        id=place.wikidata or f"item of {place.id}",
        labels={"ru": place.name, **place.names},
        aliases={
            "ru": tuple(alias for alias in aliases if not alias.isascii()),
            "en": tuple(alias for alias in aliases if alias.isascii()),
        },
        descriptions={},
        articles={},
        lat=lat,
        lon=lon,
        image=None,
        commons_category=None,
        kinds=(),
        ended=False,
    )


def main() -> None:
    catalogue = Catalogue.load(bundled.CATALOGUE)
    print("accepted from   precision   recall: same name   other names   wrong of those absent")
    for accept in (0.95, 0.9, 0.875, 0.85, 0.8, 0.75, 0.7, 0.6):
        matching.ACCEPT = accept
        same, other, absent = outcomes = [measure(catalogue, case) for case in CASES]
        print(
            f"{accept:13.3f} {precision(outcomes):11.3f} {same.right / same.places:19.3f}"
            f" {other.right / other.places:13.3f} {absent.wrong:14} of {absent.places}"
        )


if __name__ == "__main__":
    main()
