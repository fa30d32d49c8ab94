"""The recogniser: photos in, categories and places with calibrated probabilities out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from inference.catalogue import Catalogue, Category, Place
from inference.device import DeviceError, select_device
from inference.evidence import place_scores, signs
from inference.model_files import Model, ModelError, load_model
from inference.preprocessing import INPUT_SIDE, MIN_DETAIL, detail, make_views
from inference.recognition import CategoryGuess, PlaceGuess, Recognition

log = logging.getLogger(__name__)

CATEGORIES_SHOWN = 5

__all__ = ["ModelError", "Recognizer"]


class Recognizer:
    """A loaded model over a catalogue's places.

    `device` is where the network runs, `version` a short hash of the weights, `place_ids` the
    places that the model knows and the catalogue has, `cities` those in which it knows one.
    `prepare` may be called from several threads, `recognize` from one at a time. A photo should
    reach `prepare` with at least `input_side` pixels a side.
    """

    input_side: int = INPUT_SIDE

    def __init__(self, model: Model, catalogue: Catalogue, device: torch.device) -> None:
        self.device = device
        self.version = model.version
        labels = model.labels
        self._model = model
        self._network = model.network.to(device)
        self._categories = [_category(name, catalogue) for name in labels.categories]
        self._places: list[Place | None] = [catalogue.places.get(p.id) for p in labels.places]
        self._sparse = torch.tensor([place.sparse for place in labels.places])
        order = {category: i for i, category in enumerate(labels.categories)}
        self._category_of_place = torch.tensor([order[c] for c in labels.place_categories])
        absent = [label.id for label in labels.places if label.id not in catalogue.places]
        if absent:
            log.warning(
                "The model knows %d places that the catalogue lacks (%s …); they are left out.",
                len(absent),
                ", ".join(absent[:3]),
            )
        self.place_ids = frozenset(place.id for place in self._places if place is not None)
        self.cities = frozenset(place.city for place in self._places if place is not None)

    @classmethod
    def load(cls, folder: Path, catalogue: Catalogue, device: str = "auto") -> Recognizer:
        """Read a model folder. Raises ModelError, one sentence, if it or the device is unusable."""
        try:
            chosen = select_device(device)
        except DeviceError as error:
            raise ModelError(str(error)) from error
        return cls(load_model(folder), catalogue, chosen)

    def prepare(self, image: Image.Image) -> Tensor:
        """An upright RGB image → its views, uint8 (2, 3, 288, 288)."""
        return make_views(image)

    def recognize(
        self, inputs: Sequence[Tensor], cities: Sequence[str | None], k: int = 5
    ) -> list[Recognition]:
        """Answers for one batch of prepared photos, each within its city (None: everywhere)."""
        if len(inputs) != len(cities):
            raise ValueError("as many cities as photos are needed")
        if not inputs:
            return []
        with torch.inference_mode():
            views = torch.stack(list(inputs))
            embeddings = self._network.embed(views.to(self.device))
            category_logits, place_logits = (x.cpu() for x in self._network(embeddings))
            # Photos of fog have taught the heads that an empty picture is a certain mountain.
            blank = detail(views) < MIN_DETAIL
            return self._answers(embeddings.cpu(), category_logits, place_logits, blank, cities, k)

    def _answers(
        self,
        embeddings: Tensor,
        category_logits: Tensor,
        place_logits: Tensor,
        blank: Tensor,
        cities: Sequence[str | None],
        k: int,
    ) -> list[Recognition]:
        model, scores = self._model, self._model.labels.scores
        bank = model.neighbours
        similarities = bank.similarities(embeddings)  # (B, N)
        raised = place_scores(place_logits, similarities, bank.places, scores.neighbour_weight)
        found = signs(raised, similarities, bank.places, self._sparse)
        confidence = model.rule.confidence(found).masked_fill(blank, 0.0)
        places = raised / scores.place_temperature
        categories = combine_categories(
            category_logits / scores.category_temperature,
            places,
            self._category_of_place,
            scores.category_from_places,
        )
        return [
            self._answer(categories[i], places[i], float(confidence[i]), city, k)
            for i, city in enumerate(cities)
        ]

    def _answer(
        self, categories: Tensor, places: Tensor, confidence: float, city: str | None, k: int
    ) -> Recognition:
        best = categories.topk(min(CATEGORIES_SHOWN, len(categories)))
        category_guesses = tuple(
            CategoryGuess(self._categories[i], p)
            for p, i in zip(best.values.tolist(), best.indices.tolist(), strict=True)
        )
        everywhere = [(i, place) for i, place in enumerate(self._places) if place is not None]
        inside = [(i, place) for i, place in everywhere if city is None or place.city == city]
        knows = confidence >= self._model.rule.threshold
        first = _guesses(places, everywhere, 1) if knows and city is not None else ()
        elsewhere = next((guess for guess in first if guess.place.city != city), None)
        guesses = _guesses(places, inside, k)
        return Recognition(category_guesses, guesses, bool(inside) and knows, confidence, elsewhere)


def _guesses(
    logits: Tensor, candidates: Sequence[tuple[int, Place]], k: int
) -> tuple[PlaceGuess, ...]:
    """The k likeliest of the candidate places, by a softmax over them alone."""
    if not candidates:
        return ()
    chosen = logits[[i for i, _ in candidates]].softmax(0)
    first = chosen.topk(min(k, len(candidates)))
    return tuple(
        PlaceGuess(candidates[i][1], p)
        for p, i in zip(first.values.tolist(), first.indices.tolist(), strict=True)
    )


def combine_categories(
    category_logits: Tensor, place_logits: Tensor, category_of_place: Tensor, from_places: float
) -> Tensor:
    """Probabilities of categories (B, C): the head's own, mixed with the sum over its places."""
    own = category_logits.softmax(1)
    summed = torch.zeros_like(own)
    summed.index_add_(1, category_of_place, place_logits.softmax(1))
    return (1 - from_places) * own + from_places * summed


def _category(name: str, catalogue: Catalogue) -> Category:
    try:
        return catalogue.categories[name]
    except KeyError:
        raise ModelError(
            f"The model answers with the category {name!r}, which the catalogue does not have."
        ) from None
