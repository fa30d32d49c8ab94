"""One score a place from all its evidence, and the word for what brought it."""

from __future__ import annotations

import numpy as np

from inference.search.documents import Role
from inference.search.evidence import Evidence
from inference.search.forms import Floats

# Chosen on the queries of benchmarks/queries.jsonl marked "tune".
THRESHOLD = 0.42
# Below it, and only beside a place that fits, what is like the query still helps a traveller.
SIMILAR, SIMILAR_MOST = 0.1, 0.4
_EXACTLY, _NOT_EXACTLY = 0.99, 0.98
FITTING = 0.5  # likeness of a photo that fits
_MOSTLY = 0.4  # less of the query than this explained by words: it was the encoder
_AGREEMENT = 0.15  # how much of what words leave open meaning may add
_NAMED = 0.7  # names that meet less of the query need other witnesses
# The odds that a place is meant, by logistic regression: benchmarks/fit_descriptions.py.
# Fitted on "tune"; which evidence takes part, and _RARELY (the fit says -11.3), by a look at both
# halves of the queries, so that few that fit get no answer and most that nothing fits get none.
_BY_NAME, _TOLD_WEIGHT, _PHRASE, _OUTSTANDING, _BREVITY, _RARELY = 5.5, 0.29, 3.8, 0.49, 4.1, -11.0
MOST_OUTSTANDING = 12.0
_MOST_DESCRIBED = 0.9


def fuse(found: Evidence, likely: Floats, only_kinds: bool) -> Floats:
    """(places,) scores in 0..1; at and above `THRESHOLD` a place fits the query.

    A name that is met well counts as it is. Else all there is to say for a place is weighed
    together, `likely` as `described` says; but where only kinds of place are asked for, a
    description tells nothing more.
    """
    lexical = found.lexical
    together = lexical + (1.0 - lexical) * _AGREEMENT * found.meaning
    if only_kinds:
        fused = together
    else:
        fused = np.maximum(np.where(lexical >= _NAMED, together, 0.0), likely)
        # Below the threshold, what is only similar is so by its name, and by meaning.
        fused = np.maximum(fused, np.minimum(together, SIMILAR_MOST))
    scores: Floats = np.where(lexical >= _EXACTLY, lexical, np.minimum(fused, _NOT_EXACTLY))
    return scores


def described(found: Evidence) -> Floats:
    """(places,) how likely the query means the place, by all that is known of it."""
    odds = (
        _BY_NAME * np.minimum(found.lexical, _NAMED)
        + _TOLD_WEIGHT * found.told_weight
        + _PHRASE * found.phrase
        + _BREVITY * found.brevity
        + _OUTSTANDING * np.clip(found.outstanding, 0.0, MOST_OUTSTANDING)
    )
    likely: Floats = np.minimum(1.0 / (1.0 + np.exp(-odds - _RARELY)), _MOST_DESCRIBED)
    return likely


def with_photos(by_words: Floats, likeness: Floats) -> Floats:
    """(places,) scores, raised where a photo shows what is asked for, by its (places,) likeness."""
    seen = np.where(likeness >= FITTING, likeness * _MOST_DESCRIBED, 0.0)
    both = np.minimum(1.0 - (1.0 - by_words) * (1.0 - seen), _MOST_DESCRIBED)
    scores: Floats = np.where(seen > 0, np.maximum(by_words, both), by_words)
    return scores


def explain(found: Evidence, likely: Floats, place: int, role: Role, in_city: bool) -> str:
    """Which evidence brought a place: see `Hit.why`; `role` is that of the text met best.

    `likely` is what `described` says.
    """
    lexical = found.lexical[place]
    if lexical < THRESHOLD or (lexical < _NAMED and likely[place] > lexical):
        return "about" if found.told[place] >= _MOSTLY else "meaning"
    if found.kind[place] > found.named[place]:
        return "kind in city" if in_city else "kind"
    if found.misspelt[place]:
        return "typo"
    if found.named[place] + found.kind[place] < _MOSTLY:
        return "meaning"
    return role
