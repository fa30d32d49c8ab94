"""Fit the odds that a description fits: the constants of inference.search.ranking.

    python benchmarks/fit_descriptions.py

Logistic regression on the queries of `queries.jsonl` marked "tune" that no name answers, each
weighing the same: the likeliest places of each, fitting or not. Printed beside the constants: on
the queries marked "test", how many descriptions are answered right and how many queries that
nothing fits are answered at all, by the probability from which on a place counts as fitting.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from inference.bundled import CATALOGUE
from inference.catalogue import Catalogue
from inference.search import load_encoder
from inference.search.cities import CityFinder
from inference.search.evidence import Evidence, EvidenceCollector
from inference.search.index import SearchIndex
from inference.search.judged import JudgedQuery, read_queries
from inference.search.query import read
from inference.search.ranking import MOST_OUTSTANDING
from inference.search.stored import build_index

_NAMED = 0.7  # a name met as well as this needs no description
_LIKELIEST = 8
FEATURES = ("lexical", "told_weight", "phrase", "outstanding", "brevity")


def main() -> None:
    catalogue = Catalogue.load(CATALOGUE)
    queries = read_queries(Path(__file__).with_name("queries.jsonl"), catalogue)
    index = build_index(catalogue, load_encoder("static"))
    tune = [query for query in queries if query.split == "tune"]
    test = [query for query in queries if query.split == "test"]
    features, fits, groups = _examples(catalogue, index, tune)
    weights = 1.0 / np.bincount(groups)[groups]
    model = LogisticRegression(C=10.0, max_iter=5000)
    model.fit(features, fits, sample_weight=weights * len(fits) / weights.sum())
    constants = (*model.coef_[0], *model.intercept_)
    for feature, odds in zip((*FEATURES, "rarely"), constants, strict=True):
        print(f"{feature:<12}{odds:>8.2f}")
    for name, some in (("tune", tune), ("test", test)):
        features, fits, groups = _examples(catalogue, index, some)
        likely = model.predict_proba(features)[:, 1]
        best = np.array(
            [np.flatnonzero(groups == g)[likely[groups == g].argmax()] for g in np.unique(groups)]
        )
        answerable = np.array([fits[groups == g].any() for g in np.unique(groups)])
        for least in (0.2, 0.3, 0.4, 0.5, 0.6):
            answered = likely[best] >= least
            right = (answered & fits[best])[answerable].mean()
            wrong = answered[~answerable].mean()
            print(f"{name} {least:.1f}: found {right:.3f}, found though nothing fits {wrong:.3f}")


def _examples(
    catalogue: Catalogue, index: SearchIndex, queries: Sequence[JudgedQuery]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.intp]]:
    """(examples, FEATURES) features, whether the place fits, and the number of the query."""
    cities, collector = CityFinder(catalogue.cities.values()), EvidenceCollector(index)
    ids = list(catalogue.places)
    rows: list[list[float]] = []
    fits: list[bool] = []
    groups: list[int] = []
    for number, judged in enumerate(tqdm(queries, desc="Asking")):
        query = read(judged.query, cities)
        if not query.has_content or query.only_kinds or judged.slice == "wrong layout":
            continue
        found = collector.collect(query, judged.city or query.city)
        if found.best >= _NAMED:
            continue
        for place in _likeliest(found):
            per_place = (float(getattr(found, name)[place]) for name in FEATURES[:-1])
            rows.append([*per_place, found.brevity])
            fits.append(ids[found.places[place]] in judged.gains)
            groups.append(number)
    features = np.array(rows)
    outstanding = FEATURES.index("outstanding")
    features[:, outstanding] = np.clip(features[:, outstanding], 0.0, MOST_OUTSTANDING)
    return features, np.array(fits), np.array(groups)


def _likeliest(found: Evidence) -> NDArray[np.intp]:
    by = (found.told_weight, found.outstanding, found.phrase)
    return np.unique(np.concatenate([np.argsort(-each)[:_LIKELIEST] for each in by]))


if __name__ == "__main__":
    main()
