"""The places of a city, from Wikidata: what stands within a distance, the best known first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inference.catalogue import LANGUAGES, City, Place
from inference.enrichment.identifying import entities_of
from inference.enrichment.kinds import Classes
from inference.enrichment.progress import for_each
from inference.errors import UserError
from inference.naming import clean_name, fold_name
from inference.wikimedia.entities import Entity, find_cities
from inference.wikimedia.services import Services
from inference.wikimedia.sparql import FoundItem, items_within

# So many of the best known are a city's sights, offered before all others.
_SIGHTS = 100


class CityError(UserError):
    """There is no such city, or nothing in it."""


@dataclass(frozen=True, slots=True)
class Area:
    """What is looked for: categories (ids), within so many kilometres, at most so many places."""

    radius_km: float
    kinds: Sequence[str]
    most: int


@dataclass(frozen=True, slots=True)
class CityPlaces:
    """A city with its places and their items; `notes` says what was left out, and why."""

    city: City
    item: Entity
    places: tuple[Place, ...]
    entities: Mapping[str, Entity]
    notes: tuple[str, ...]


async def find_city(services: Services, name: str) -> tuple[Entity, list[Entity]]:
    """The city of that name (or Q id), and others that it may mean. Raises CityError."""
    if not fold_name(name):
        raise CityError("Name a city, or give its Wikidata id.")
    for language in LANGUAGES:
        found = await find_cities(services.wikidata, name, language)
        if found:
            return found[0], found[1:]
    raise CityError(
        f"Wikidata knows no place with a position that is called {name}; "
        f"its id (such as Q900) may be given instead."
    )


async def city_places(services: Services, item: Entity, area: Area, classes: Classes) -> CityPlaces:
    """The places of a city, ranked by how many Wikipedias and sister projects tell of them.

    Raises CityError where there are none.
    """
    found = await _items(services, item, area, classes)
    ranked = sorted(found.values(), key=lambda own: (-own[0].sitelinks, _number(own[0].id)))
    entities = await entities_of(services.wikidata, (own.id for own, _ in ranked), "places")
    name = label(item)
    places: dict[str, Place] = {}
    known: dict[str, str] = {}
    notes: list[str] = []
    for own, category in ranked:
        entity = entities.get(own.id)
        place = None if entity is None else _place(own, entity, category, name)
        if entity is None or place is None or entity.id in places:
            continue
        if entity.ended:
            notes.append(f"{place.name} ({entity.id}) stands no more.")
        elif (twin := known.get(fold_name(place.name))) is not None:
            # One city has one place of a name, by which people ask for it.
            notes.append(
                f"{place.name} ({entity.id}) has the name of {twin}, which is better known."
            )
        elif len(places) < area.most:
            places[place.id] = place
            known[fold_name(place.name)] = place.id
    if not places:
        raise CityError(
            f"Wikidata has no place of these kinds within {area.radius_km:g} km of {name}; "
            f"try a larger --radius or other --kinds."
        )
    return CityPlaces(
        City(
            name,
            clean_name(item.labels.get("en", "")) or None,
            _aliases(item, name),
            tuple(places)[:_SIGHTS],
        ),
        item,
        tuple(places.values()),
        {place: entities[place] for place in places},
        tuple(notes),
    )


async def _items(
    services: Services, item: Entity, area: Area, classes: Classes
) -> dict[str, tuple[FoundItem, str]]:
    """Items with their categories, by id: of several, the first in the table of classes."""
    if item.lat is None or item.lon is None:
        raise CityError(f"{label(item)} ({item.id}) has no position on Wikidata.")
    lat, lon = item.lat, item.lon

    async def of_kind(category: str) -> list[FoundItem]:
        return await items_within(
            services.transport, services.sparql_url, lat, lon, area.radius_km, classes.of(category)
        )

    by_kind = await for_each(area.kinds, of_kind, "asking for places", "kinds")
    found: dict[str, tuple[FoundItem, str]] = {}
    claimed: dict[str, list[str]] = {}
    for category, items in zip(area.kinds, by_kind, strict=True):
        for own in items:
            claimed.setdefault(own.id, []).extend(own.kinds or classes.of(category))
            found.setdefault(own.id, (own, category))
    return {
        i: (own, classes.category(claimed[i]) or category) for i, (own, category) in found.items()
    }


def _place(found: FoundItem, entity: Entity, category: str, city: str) -> Place | None:
    """None for an item without a name in a language that the bot speaks, or without a position."""
    name = label(entity)
    lat, lon = (entity.lat, entity.lon) if entity.lat is not None else (found.lat, found.lon)
    if not fold_name(name) or lat is None or lon is None:
        return None
    return Place(
        entity.id, name, category, city, kinds=(category,), lat=lat, lon=lon, wikidata=entity.id
    )


def label(entity: Entity) -> str:
    """What a catalogue calls an item: its Russian name, else its English one."""
    return clean_name(entity.labels.get("ru") or entity.labels.get("en") or "")


def _aliases(item: Entity, name: str) -> tuple[str, ...]:
    known = {fold_name(name), fold_name(item.labels.get("en", ""))}
    aliases: list[str] = []
    for alias in (clean_name(a) for language in LANGUAGES for a in item.aliases.get(language, ())):
        if fold_name(alias) and fold_name(alias) not in known and "|" not in alias:
            known.add(fold_name(alias))
            aliases.append(alias)
    return tuple(aliases)


def _number(item: str) -> int:
    """Older items first where as many projects tell of them."""
    return int(item[1:]) if item[1:].isdecimal() else 0
