"""How search grows: a synthetic catalogue, searched by candidates and exhaustively, side by side.

Names are generated, vectors random: no two texts are near in meaning, which is the worst case for
an approximate index. `recall@5` is the share of the exhaustive search's five places (every place
scored, every vector compared) that the ordinary search gives.

    python benchmarks/bench_search_scale.py --places 1000000
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from inference.catalogue import Catalogue, Category, City, Place
from inference.search import Searcher

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

T = TypeVar("T")


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
                yield "part", words[1].lower()
            case 3:
                yield "name and city", f"{place.name.lower()} {place.city.lower()}"
            case 4:
                yield "kind in city", f"{words[0].lower()} {place.city.lower()}"
            case _:
                yield "no place", f"{_surname(random)}ский {_surname(random)}".lower()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=1_000_000)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--queries", type=int, default=120)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    catalogue = synthetic_catalogue(options.places)
    before = _memory()
    with tempfile.TemporaryDirectory() as folder:
        encoder = RandomEncoder(options.dim)
        build, _ = _timed(lambda: Searcher.open(catalogue, encoder, Path(folder)))
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
        load, searcher = _timed(lambda: Searcher.open(catalogue, encoder, Path(folder)))
        report = {
            "places": options.places,
            "dim": options.dim,
            "build_s": round(build, 1),
            "load_s": round(load, 2),
            "index_mb": round(size / 2**20),
            "peak_memory_over_catalogue_mb": round(_memory() - before),
            "slices": _compare(searcher, list(synthetic_queries(catalogue, options.queries))),
        }
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
        return
    slices = report.pop("slices")
    print("\n".join(f"{name:<32}{value}" for name, value in report.items()))
    print(f"\n{'':<16}{'recall@5':>10}{'median ms':>11}{'p95 ms':>9}{'exhaustive ms':>15}")
    for name, (recall, median, p95, full) in slices.items():
        print(f"{name:<16}{recall:>10.3f}{median:>11.1f}{p95:>9.1f}{full:>15.0f}")


def _compare(
    searcher: Searcher, queries: Sequence[tuple[str, str]]
) -> dict[str, tuple[float, float, float, float]]:
    """For each slice, and all: recall@5, median and 95th percentile, median of the exhaustive."""
    exhaustive = searcher.exhaustive()
    searcher.search("разогрев")
    rows = []
    for slice_, query in tqdm(queries, desc="Searching", unit="query"):
        quick_s, quick = _timed(partial(searcher.search, query))
        full_s, full = _timed(partial(exhaustive.search, query))
        wanted = {hit.place.id for hit in full.hits}
        got = {hit.place.id for hit in quick.hits}
        recall = len(wanted & got) / len(wanted) if wanted else float(not got)
        rows.append((slice_, recall, quick_s * 1000, full_s * 1000))
    slices = {}
    for name in [*dict.fromkeys(row[0] for row in rows), "all"]:
        own = np.array([row[1:] for row in rows if name in (row[0], "all")])
        recall, full = own[:, 0].mean(), np.median(own[:, 2])
        quick = np.quantile(own[:, 1], [0.5, 0.95])
        slices[name] = (float(recall), float(quick[0]), float(quick[1]), float(full))
    return slices


def _surname(random: np.random.Generator) -> str:
    syllables = random.choice(_SYLLABLES, random.integers(2, 5))
    return "".join(syllables).capitalize() + str(random.choice(["ов", "ев", "ин", "нов"]))


def _misspelt(name: str, random: np.random.Generator) -> str:
    at = int(random.integers(len(name.split()[0]) + 2, len(name) - 1))
    return name[:at] + name[at + 1 :]


def _timed(task: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    answer = task()
    return time.perf_counter() - start, answer


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
