"""How well what is told of places meets a query: its words, and its meaning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inference.search.documented import PlaceTexts
from inference.search.forms import Floats
from inference.search.index import SearchIndex
from inference.search.question import Question

_MOST_TOLD = 64  # places whose texts are compared one by one


@dataclass(frozen=True, slots=True)
class DescriptionMatch:
    """Each (places,): see Evidence, which has the same."""

    told: Floats
    told_weight: Floats
    phrase: Floats
    meaning: Floats
    outstanding: Floats


def match_descriptions(
    index: SearchIndex, question: Question, about: PlaceTexts, kind: Floats
) -> DescriptionMatch:
    """Compare a query with all texts about places, none of its mistakes forgiven.

    `kind` is (words, places), as the `Gatherer` has it.
    """
    words = question.told
    weights = np.where(question.content, words.weights, 0.0).astype(np.float32)
    by_texts = index.told.told(words, about.told)
    total = max(float(weights.sum()), 1e-6)
    told_weight = np.einsum("w,wp->p", weights, np.maximum(by_texts, kind))
    # Only of the places that the most is told of: a text that shares no word explains nothing.
    most = np.argsort(-told_weight, kind="stable")[:_MOST_TOLD]
    most = most[by_texts[question.content][:, most].any(axis=0)]
    phrases = about.phrases.take(most)
    match = index.told.match(words, index.told.take(phrases.values))
    worth = np.zeros(len(phrases.values), dtype=np.float32)
    worth[match.met] = np.einsum("w,wd->d", weights / total, match.likeness) * match.covered
    phrase = np.zeros_like(told_weight)
    phrase[most] = phrases.highest(worth)
    meaning, outstanding = np.zeros((2, len(about.places)), dtype=np.float32)
    if question.vector is not None and len(about.places):
        near = index.dense.compare(question.vector, about.rows, about.vectors)
        meaning = about.texts.highest(near.likeness)
        outstanding = (meaning - near.usual) / near.deviation
    return DescriptionMatch(
        told=told_weight / total,
        told_weight=told_weight,
        phrase=phrase,
        meaning=meaning,
        outstanding=outstanding,
    )
