"""What was asked with a photo, and what its recognition comes to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inference import Place, PlaceGuess, Recognition

# One name is given when it is likelier than all the others together by a margin.
SURE = 0.65
# A candidate this unlikely helps nobody choose.
CANDIDATE = 0.05
MAX_CANDIDATES = 3


class CityFrom(StrEnum):
    """What narrowed an answer to a city."""

    CHAT = "chat"
    CAPTION = "caption"
    POSITION = "position"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: so many readable photos of those sent, in a city or everywhere.

    `nearby` are the places around the position in the photo's file, the nearest first.
    """

    photos: int = 1
    sent: int = 1
    city: str | None = None
    city_from: CityFrom = CityFrom.CHAT
    nearby: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a recognition comes to: one place, or several to choose from, or none at all.

    `shown` is the place named at once, and `elsewhere` says that it lies outside the city.
    `offered` are those to choose from (at once, or when `shown` is wrong); `likely` says that the
    photo looks like them.
    """

    shown: PlaceGuess | None
    offered: tuple[Place, ...]
    elsewhere: bool = False
    likely: bool = True

    @property
    def places(self) -> tuple[Place, ...]:
        """All of them, in the order in which buttons count them."""
        return (self.shown.place, *self.offered) if self.shown else self.offered


def answer_to(question: Question, recognition: Recognition) -> Answer:
    """Weighs what was recognised. Where a photo was taken goes before what it looks like."""
    places = tuple(guess.place for guess in recognition.places)
    if question.city is not None and recognition.elsewhere is not None:
        if question.city_from is CityFrom.POSITION:
            return Answer(None, question.nearby, likely=False)
        return Answer(recognition.elsewhere, places, elsewhere=True)
    if not recognition.known or not places:
        return Answer(None, question.nearby, likely=False)
    if recognition.places[0].probability >= SURE:
        return Answer(recognition.places[0], places[1:])
    likely = [guess.place for guess in recognition.places if guess.probability >= CANDIDATE]
    return Answer(None, tuple(likely or places[:1])[:MAX_CANDIDATES])
