"""From settings to models that answer: the parts put together, in one place for all programs."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

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
    """The search over a catalogue, its index kept in DATA_DIR and brought up to date first."""
    encoder = load_encoder(settings.encoder)
    photos = None
    if settings.image_text_model:
        # Here, not above: it imports torch and transformers, which search by words does not need.
        from inference.image_text import ImageTextModel
        from inference.search.photo_index import PhotoIndex

        model = ImageTextModel.load(settings.image_text_model, settings.device)
        cache = settings.data_dir / "photo_vectors"
        photos = PhotoIndex.build(catalogue, model, cache, limits=settings.limits)
    return Searcher.open(catalogue, encoder, index_folder(settings, encoder.name), photos)


def index_folder(settings: InferenceSettings, encoder: str) -> Path:
    """Where the index of a catalogue and an encoder is kept."""
    of = f"{settings.catalogue.resolve()}\0{encoder}"
    return settings.data_dir / "index" / hashlib.sha256(of.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Models:
    """What answers photos and words, and the catalogue that they answer from."""

    catalogue: Catalogue
    recognizer: Recognizer
    searcher: Searcher


def load_models(settings: InferenceSettings) -> Models:
    """Catalogue and models. Raises a UserError for what is damaged."""
    catalogue = load_catalogue(settings)
    recognizer = load_recognizer(settings, catalogue)
    return Models(catalogue, recognizer, load_searcher(settings, catalogue))


def start_engine(settings: InferenceSettings, models: Models) -> Engine:
    """An engine over the models, with the limits of the settings."""
    return Engine(
        models.recognizer,
        models.searcher,
        settings.limits,
        queue_size=settings.queue_size,
        max_batch=settings.max_batch,
    )


def files_stamp(settings: InferenceSettings) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and times of the files that `load_models` reads: equal while none changes."""
    paths = [*settings.catalogue.glob("*.csv"), *settings.model.glob("*")]
    stamps = []
    for path in sorted(paths):
        with suppress(OSError):  # gone between two looks
            status = path.stat()
            stamps.append((str(path), status.st_size, status.st_mtime_ns))
    return tuple(stamps)
