"""What the recogniser says about one photo."""

from __future__ import annotations

from dataclasses import dataclass

from inference.catalogue import Category, Place


@dataclass(frozen=True, slots=True)
class CategoryGuess:
    """A category and the probability, in [0, 1], that the photo shows it."""

    category: Category
    probability: float


@dataclass(frozen=True, slots=True)
class PlaceGuess:
    """A place and the probability, in [0, 1], that it is the one among those considered."""

    place: Place
    probability: float


@dataclass(frozen=True, slots=True)
class Recognition:
    """The answer to a photo, highest probability first.

    `categories` are the five likeliest of all. `places` are up to k of the chosen city, their
    probabilities a softmax over that city's places alone. `known` says that the photo shows one of
    the places the model knows; `confidence`, in [0, 1], is the probability of that. Both look at
    all places; in a city where the model knows none, `places` is empty and `known` is False.
    """

    categories: tuple[CategoryGuess, ...]
    places: tuple[PlaceGuess, ...]
    known: bool
    confidence: float
    elsewhere: PlaceGuess | None = None
