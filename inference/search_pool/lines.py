"""What the processes of the pool say to each other: one JSON document a line."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from inference.catalogue import Catalogue
from inference.search.results import Hit, SearchResult


class Question(NamedTuple):
    """What `Searcher.search` is called with."""

    text: str
    city: str | None
    k: int


class Answer(NamedTuple):
    """What it returned, and how long that took."""

    result: SearchResult
    seconds: float


def line_of(said: Any) -> bytes:
    """A document in ASCII, so that no character of a text ends the line."""
    return json.dumps(said).encode("ascii") + b"\n"


def question_of(line: bytes) -> Question:
    return Question(*json.loads(line))


def answer_line(answer: Answer | None) -> bytes:
    """None says that whoever asked has to search."""
    if answer is None:
        return line_of(None)
    hits = [(hit.place.id, hit.score, hit.why) for hit in answer.result.hits]
    return line_of((answer.result.city, hits, answer.seconds))


def answer_of(line: bytes, question: Question, catalogue: Catalogue) -> Answer | None:
    """The answer with places and photos of a catalogue."""
    said = json.loads(line)
    if said is None:
        return None
    city, hits, seconds = said
    return Answer(
        SearchResult(
            question.text,
            city,
            tuple(
                Hit(catalogue.places[place], score, catalogue.first_photo(place), why)
                for place, score, why in hits
            ),
        ),
        seconds,
    )
