"""A made-up Kazan: places with photos, and what gets into the way of them."""

from __future__ import annotations

import random
from math import cos, pi, radians, sin, sqrt

from tests.wikimedia.imitation.naming import KINDS, WIKIS, Name, name_of
from tests.wikimedia.imitation.oddities import add_oddities
from tests.wikimedia.imitation.photographs import add_noise, add_photos
from tests.wikimedia.imitation.world import Coordinates, Item, Statement, World, ranked

CITY, CENTRE = "Q900", (55.7963, 49.1088)
FIRST_PLACE = 200_000_000
_RADIUS_KM = 6.0
_NOT_SIGHTS = (  # class, Russian, English: near by and no sight
    ("Q3914", "Школа № {n}", "School No. {n}"),
    ("Q79007", "улица {n} Мая", "{n} May Street"),
    ("Q4830453", "Завод № {n}", "Factory No. {n}"),
)


def make_world(places: int, photos: int, seed: int = 0, *, oddities: bool = True) -> World:
    """A city of `places` sights within 6 km, each with `photos` free ones in its category.

    Beside them every category holds a file that is not free, and most a plan or an interior.
    Some main images (P18) are redirects, deleted, or not free. Every name and picture differs.
    `oddities`: see `oddities`, all of them far from the city.
    """
    world = World(CITY)
    chance = random.Random(seed)  # noqa: S311
    _add_cities(world)
    for kind, parent, _, _ in KINDS:
        world.subclasses.append((kind, parent))
    world.subclasses.append(("Q1370598", "Q41176"))
    for number in range(places):
        _add_place(world, number, photos, places, chance)
    for number in range(max(1, places // 20)):
        _add_other(world, number, chance)
    if oddities:
        add_oddities(world)
    return world


def _add_place(world: World, number: int, photos: int, places: int, chance: random.Random) -> None:
    name = name_of(number)
    lat, lon = _somewhere(chance)
    category = f"{name.en} (Kazan)"
    item = Item(
        f"Q{FIRST_PLACE + number}",
        labels=_labels(number, name),
        descriptions={
            "ru": f"{name.noun_ru.lower()} в Казани, Россия",
            "en": f"{name.noun_en.lower()} in Kazan, Russia",
        },
        aliases={"ru": [f"{name.ru} в Казани"]} if number % 3 == 0 else {},
        claims={
            "P31": ranked(name.kind),
            "P131": ranked(CITY),
            "P625": ranked(Coordinates(lat, lon)),
            "P373": ranked(category),
        },
        sitelinks=_sitelinks(name, 1 + 38 * (places - number) // places),
    )
    added = add_photos(world, name, category, (lat, lon), photos, number)
    if added:
        item.claims["P18"] = ranked(_main_image(world, added[0], number))
    add_noise(world, name, category, (lat, lon), number)
    world.add(item)
    world.places.append(item.id)


def _main_image(world: World, name: str, number: int) -> str:
    """Mostly the first photo; now and then a redirect to it, or a file that was deleted."""
    if number % 7 == 3:
        old = f"Kazan image {number} before it was renamed.jpg"
        world.file_redirects[old] = name
        return old
    return f"Deleted image {number}.jpg" if number % 11 == 5 else name


def _labels(number: int, name: Name) -> dict[str, str]:
    labels = {"ru": name.ru, "en": name.en, "tt": f"{name.en} (tt)"}
    if number % 17 == 4:
        del labels["en"]
    elif number % 23 == 6:
        del labels["ru"]
    return labels


def _sitelinks(name: Name, many: int) -> dict[str, str]:
    titles = {"ruwiki": f"{name.ru} (Казань)"}
    links = {site: titles.get(site, f"{name.en} (Kazan)") for site in WIKIS[: many - 1]}
    return links | {"commonswiki": f"Category:{name.en} (Kazan)"}


def _somewhere(chance: random.Random) -> tuple[float, float]:
    away, angle = _RADIUS_KM * sqrt(chance.random()), 2 * pi * chance.random()
    north = away * cos(angle) / 111.2
    east = away * sin(angle) / (111.2 * cos(radians(CENTRE[0])))
    return round(CENTRE[0] + north, 6), round(CENTRE[1] + east, 6)


def _add_cities(world: World) -> None:
    """The city itself, a village of its name, and a disambiguation page."""
    world.subclasses += [("Q1549591", "Q515"), ("Q532", "Q486972"), ("Q515", "Q486972")]
    world.add(
        Item(
            CITY,
            {"ru": "Казань", "en": "Kazan", "tt": "Казан"},
            {"ru": "столица Татарстана, Россия", "en": "capital of Tatarstan, Russia"},
            {"en": ["Qazan"]},
            {"P31": ranked("Q1549591"), "P625": ranked(Coordinates(*CENTRE))},
            {site: "Казань" if site == "ruwiki" else "Kazan" for site in WIKIS},
        )
    )
    world.add(
        Item(
            "Q4208888",
            {"ru": "Казань"},
            {"ru": "деревня в Кировской области"},
            claims={"P31": ranked("Q532"), "P625": ranked(Coordinates(58.05, 49.9))},
            sitelinks={"ruwiki": "Казань (Кировская область)"},
        )
    )
    world.add(
        Item(
            "Q401234",
            {"ru": "Казань", "en": "Kazan"},
            {"en": "Wikimedia disambiguation page"},
            claims={"P31": ranked("Q4167410")},
            sitelinks={"ruwiki": "Казань (значения)"},
        )
    )


def _add_other(world: World, number: int, chance: random.Random) -> None:
    kind, ru, en = _NOT_SIGHTS[number % len(_NOT_SIGHTS)]
    item = Item(
        f"Q{FIRST_PLACE + 50_000_000 + number}",
        {"ru": ru.format(n=number + 1), "en": en.format(n=number + 1)},
        claims={
            "P31": [Statement(kind)],
            "P625": ranked(Coordinates(*_somewhere(chance))),
        },
    )
    world.add(item)
