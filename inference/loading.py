"""From settings to models that answer: the parts put together, in one place for all programs."""

from __future__ import annotations

from dataclasses import dataclass

from inference.catalogue import Catalogue
from inference.engine import Engine
from inference.recognizer import Recognizer
from inference.search import Searcher, load_encoder
from inference.settings import InferenceSettings


def load_catalogue(settings: InferenceSettings) -> Catalogue:
    return Catalogue.load(settings.catalogue)


def load_recognizer(settings: InferenceSettings, catalogue: Catalogue) -> Recognizer:
    return Recognizer.load(settings.model, catalogue, settings.device)


def load_searcher(settings: InferenceSettings, catalogue: Catalogue) -> Searcher:
    return Searcher.build(catalogue, load_encoder(settings.encoder))


@dataclass(frozen=True)
class Models:
    """What answers photos and words, and the catalogue that they answer from."""

    catalogue: Catalogue
    recognizer: Recognizer
    engine: Engine


def load_models(settings: InferenceSettings) -> Models:
    """Catalogue, models and the engine over them. Raises a UserError for what is damaged."""
    catalogue = load_catalogue(settings)
    recognizer = load_recognizer(settings, catalogue)
    searcher = load_searcher(settings, catalogue)
    engine = Engine(
        recognizer,
        searcher,
        settings.limits,
        queue_size=settings.queue_size,
        max_batch=settings.max_batch,
    )
    return Models(catalogue, recognizer, engine)
