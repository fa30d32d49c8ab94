"""One score a place from all its evidence, and the word for what brought it."""

from __future__ import annotations

import numpy as np

from inference.search.evidence import Evidence
from inference.search.vocabulary import Floats

# Chosen on the queries of benchmarks/queries.jsonl marked "tune"; those marked "fresh" were
# written afterwards and measured once.
THRESHOLD = 0.42
# Below it, and only beside a place that fits, what is like the query still helps a traveller.
SIMILAR = 0.2
_LEGIBLE, _DOUBTFUL = 1.3, 0.6  # what meaning alone is worth
_MOST_BY_MEANING = 0.8
_MOSTLY = 0.4  # less of the query than this explained by words: it was the encoder
_AGREEMENT = 0.15  # how much of what words leave open meaning may add


def fuse(found: Evidence, legible: bool) -> Floats:
    """(places,) scores in 0..1; at and above `THRESHOLD` a place fits the query."""
    together = found.lexical + (1.0 - found.lexical) * _AGREEMENT * found.meaning
    fused = np.maximum(together, by_meaning(found, legible))
    scores: Floats = np.where(found.lexical >= 0.99, found.lexical, np.minimum(fused, 0.98))
    return scores


def by_meaning(found: Evidence, legible: bool) -> Floats:
    """(places,) scores by the encoder alone; less where it cannot make sense of the query.

    Only as far as words leave the query open: «красная площадь» is near in meaning to every
    square, and none of them is red.
    """
    worth = (_LEGIBLE if legible else _DOUBTFUL) * found.open_share
    scores: Floats = np.minimum(worth * found.meaning, _MOST_BY_MEANING)
    return scores


def explain(found: Evidence, place: int, alias: bool, in_city: bool) -> str:
    """Which evidence brought a place: see `Hit.why`."""
    if found.lexical[place] < THRESHOLD:
        return "meaning"
    if found.kind[place] > found.named[place]:
        return "kind in city" if in_city else "kind"
    if found.misspelt[place]:
        return "typo"
    if found.named[place] + found.kind[place] < _MOSTLY:
        return "meaning"
    return "alias" if alias else "name"
