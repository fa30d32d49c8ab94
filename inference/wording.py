"""Scores of a model → the places and categories of a catalogue."""

from __future__ import annotations

import logging

from torch import Tensor

from inference.catalogue import Catalogue, Category
from inference.labels import Labels
from inference.model_files import ModelError
from inference.place_guesses import PlacesConsidered
from inference.recognition import CategoryGuess, Recognition

log = logging.getLogger(__name__)

CATEGORIES_SHOWN = 5


class Wording:
    """Words answers: `place_ids` are those that the model knows and the catalogue has, `cities`
    those in which there is one. Raises ModelError for a category that the catalogue lacks."""

    def __init__(self, labels: Labels, catalogue: Catalogue) -> None:
        self._categories = [_category(name, catalogue) for name in labels.categories]
        places = [(i, catalogue.places.get(p.id)) for i, p in enumerate(labels.places)]
        present = [(i, place) for i, place in places if place is not None]
        self.place_ids = frozenset(place.id for _, place in present)
        self.cities = frozenset(place.city for _, place in present)
        self._everywhere = PlacesConsidered(present)
        self._inside = {
            city: PlacesConsidered([(i, place) for i, place in present if place.city == city])
            for city in self.cities
        }
        absent = [label.id for label in labels.places if label.id not in catalogue.places]
        if absent:
            log.warning(
                "The model knows %d places that the catalogue lacks (%s …); they are left out.",
                len(absent),
                ", ".join(absent[:3]),
            )

    def answer(
        self,
        categories: Tensor,
        places: Tensor,
        confidence: float,
        knows: bool,
        city: str | None,
        k: int,
    ) -> Recognition:
        """Probabilities of categories (C,) and logits of places (P,) → an answer within a city.

        `knows` says whether the model takes the photo for one of its places at all.
        """
        best = categories.topk(min(CATEGORIES_SHOWN, len(categories)))
        category_guesses = tuple(
            CategoryGuess(self._categories[i], p)
            for p, i in zip(best.values.tolist(), best.indices.tolist(), strict=True)
        )
        inside = self._everywhere if city is None else self._inside.get(city)
        first = self._everywhere.guesses(places, 1) if knows and city is not None else ()
        elsewhere = next((guess for guess in first if guess.place.city != city), None)
        guesses = inside.guesses(places, k) if inside is not None else ()
        known = knows and bool(guesses)
        return Recognition(category_guesses, guesses, known, confidence, elsewhere)


def _category(name: str, catalogue: Catalogue) -> Category:
    try:
        return catalogue.categories[name]
    except KeyError:
        raise ModelError(
            f"The model answers with the category {name!r}, which the catalogue does not have."
        ) from None
