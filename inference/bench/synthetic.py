"""Catalogues of any size with generated names, and what people might ask them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from inference.catalogue import Catalogue, Category, City, Place

_WHAT = {
    "Церковь": "churches", "Часовня": "churches", "Собор": "cathedrals", "Музей": "museums",
    "Памятник": "monuments", "Мост": "bridges", "Башня": "towers", "Театр": "theatres",
    "Усадьба": "architecture", "Дом": "architecture", "Площадь": "squares", "Парк": "gardens",
    "Фонтан": "fountains", "Монастырь": "monasteries", "Галерея": "art_galleries",
}  # fmt: skip
_SYLLABLES = re.findall(
    "..",
    "бабебибобувавевивогададедидожазазезокакикокукрилалелилолумамемимомунаненинонупапепипопрар"
    "еририроруссасвесесисоскотатетитотуфехахоцачешаще",
)


class RandomEncoder:
    """A random unit vector for each text, the same each time."""

    name = "random"

    def __init__(self, dim: int) -> None:
        self.dim = dim

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.empty((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            random = np.random.default_rng(zlib.crc32(text.encode()))
            random.standard_normal(out=row, dtype=np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


def synthetic_catalogue(count: int, seed: int = 0) -> Catalogue:
    """Places named after what they are and somebody: «Церковь Ставилова», some with a number."""
    random = np.random.default_rng(seed)
    people = [_surname(random) for _ in range(max(count // 20, 50))]
    cities = sorted({_surname(random)[:-1] + "ск" for _ in range(max(count // 1000, 3))})
    kinds = list(_WHAT)
    places = {}
    for number in range(count):
        what = kinds[random.integers(len(kinds))]
        # A few people have much named after them, most have little.
        person = people[int(len(people) * random.random() ** 2)]
        name = f"{what} {person}а"
        if random.random() < 0.3:
            name += f" {_surname(random)}ского"
        if random.random() < 0.1:
            name += f" № {random.integers(1, 200)}"
        city = cities[random.integers(len(cities))]
        place = Place(f"P{number}", name, _WHAT[what], city, kinds=(_WHAT[what],))
        places[place.id] = place
    return Catalogue(
        places=places,
        categories={c: Category(c, c, c, "📍") for c in set(_WHAT.values())},
        cities={name: City(name) for name in cities},
    )


def synthetic_queries(catalogue: Catalogue, count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Queries with what each is: whole names, misspelt, in part, with a city, and of no place."""
    random = np.random.default_rng(seed)
    places = list(catalogue.places.values())
    for number in range(count):
        place = places[random.integers(len(places))]
        words = place.name.split()
        match number % 6:
            case 0:
                yield "name", place.name.lower()
            case 1:
                yield "typo", _misspelt(place.name.lower(), random)
            case 2:
                yield "part", words[min(1, len(words) - 1)].lower()
            case 3:
                yield "name and city", f"{place.name.lower()} {place.city.lower()}"
            case 4:
                yield "kind in city", f"{words[0].lower()} {place.city.lower()}"
            case _:
                yield "no place", f"{_surname(random)}ский {_surname(random)}".lower()


def _surname(random: np.random.Generator) -> str:
    syllables = random.choice(_SYLLABLES, random.integers(2, 5))
    return "".join(syllables).capitalize() + str(random.choice(["ов", "ев", "ин", "нов"]))


def _misspelt(name: str, random: np.random.Generator) -> str:
    """A letter is missing, not of the first word where others follow, which tells little."""
    first = len(name.split()[0]) + 2
    if first < len(name) - 1:
        at = int(random.integers(first, len(name) - 1))
    else:
        at = int(random.integers(len(name)))
    return name[:at] + name[at + 1 :]
