"""One reading of a query, looked up and weighed: what the indexes are asked with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.search.forms import Floats, Found
from inference.search.index import SearchIndex
from inference.search.lexical import QueryWords
from inference.search.query import Part, Query
from inference.search.stages import Stage

_ASIDE = 0.15  # weight of words that say little, beside the others


@dataclass(frozen=True, slots=True)
class Question:
    """`found` (words,) are the terms of each word; `content`, `in_city`,
    `carrier` (words,) what it is.

    `names` are the words as names know them, `weights` (words,) how much each says there; `told`
    are the words as all texts know them, none of their mistakes forgiven;
    `vector` (dim,) the query's, None where the encoder is not asked.
    """

    query: Query
    found: tuple[Found, ...]
    content: NDArray[np.bool_]
    in_city: NDArray[np.bool_]
    carrier: NDArray[np.bool_]
    names: QueryWords
    weights: Floats
    told: QueryWords
    vector: Floats | None


def ask(index: SearchIndex, query: Query, off: frozenset[Stage]) -> Question:
    """Look up the words of a query; the encoder takes most of the time."""
    parts = zip(query.words, query.parts, strict=True)
    fillers = {word for word, part in parts if part in (Part.FILLER, Part.CARRIER)}
    known = [index.look_up(word, word not in fillers, off) for word in query.words]
    content = np.array([part is Part.CONTENT for part in query.parts], dtype=np.bool_)
    names = QueryWords.of([word.named for word in known])
    asked = query.has_content and Stage.MEANING not in off
    return Question(
        query=query,
        found=tuple(word.found for word in known),
        content=content,
        in_city=np.array([part is Part.CITY for part in query.parts], dtype=np.bool_),
        carrier=np.array([part is Part.CARRIER for part in query.parts], dtype=np.bool_),
        names=names,
        weights=names.weights * np.where(content, 1.0, _ASIDE).astype(np.float32),
        told=QueryWords.of([word.told for word in known]),
        vector=index.dense.encode(query.subject) if asked else None,
    )
