"""From settings to models that answer: the parts put together, in one place for all programs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch

from inference import bundled
from inference.catalogue import Catalogue
from inference.cores import available_cores
from inference.device import select_device
from inference.engine import Engine
from inference.protocol import Observer
from inference.recognizer import Recognizer
from inference.search import Searcher, load_encoder
from inference.search.static import StaticEncoder
from inference.search_pool import SearchPool, SearchSource, digest_of
from inference.settings import InferenceSettings

# While one stacks its photos or words its answers, the other has the device, or more of it.
_WORKERS = 2
_PROCESSES = 4  # of some 120 MB, unless more are asked for


def load_catalogue(settings: InferenceSettings) -> Catalogue:
    return Catalogue.load(settings.catalogue)


def load_recognizer(
    settings: InferenceSettings,
    catalogue: Catalogue,
    folder: Path | None = None,
    jpeg_decoder: str = "pillow",
) -> Recognizer:
    """The recogniser of the settings, or that of a model `folder`.

    Only one for many callers needs another decoder than Pillow, which takes time to start.
    """
    return Recognizer.load(
        folder or settings.model_folder,
        catalogue,
        settings.device,
        settings.backend,
        settings.data_dir / "openvino",
        jpeg_decoder,
    )


def serving_model(settings: InferenceSettings) -> Path:
    """The folder of the model for many callers: on a CPU, if none is named, the fast one."""
    if settings.model == bundled.AUTO and select_device(settings.device).type == "cpu":
        return bundled.FAST_MODEL
    return settings.model_folder


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
    """Catalogue and models for many callers. Raises a UserError for what is damaged."""
    catalogue = load_catalogue(settings)
    with ThreadPoolExecutor(1) as other, _one_thread():
        searcher = other.submit(load_searcher, settings, catalogue)
        folder, decoder = serving_model(settings), settings.jpeg_decoder
        recognizer = load_recognizer(settings, catalogue, folder, decoder)
        return Models(catalogue, recognizer, searcher.result())


def share_search(engine: Engine, settings: InferenceSettings, models: Models) -> SearchPool | None:
    """Let other processes search for an engine over the models, as many as the settings say.

    By default one a core, where there are several, and where a process takes little memory.
    """
    searcher = models.searcher
    processes = settings.search_processes
    if processes is None:
        cores = available_cores()
        processes = min(cores, _PROCESSES) if cores > 1 and _is_light(settings, searcher) else 0
    if not processes:
        return None
    folder = index_folder(settings, searcher.index.dense.encoder.name)
    digest = digest_of(models.catalogue, searcher.index)
    source = SearchSource(settings.catalogue, settings.encoder, folder, digest)
    pool = SearchPool(source, models.catalogue, processes)
    engine.share_search(pool)
    return pool


def _is_light(settings: InferenceSettings, searcher: Searcher) -> bool:
    """Whether another process can hold the same search in little memory."""
    index = searcher.index
    by_words = not settings.image_text_model and isinstance(index.dense.encoder, StaticEncoder)
    return by_words and index.few


@contextmanager
def _one_thread() -> Iterator[None]:
    """torch on one thread: over the small tensors of loading, several wait for one another."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def start_engine(
    settings: InferenceSettings, models: Models, observer: Observer | None = None
) -> Engine:
    """An engine over the models, with the limits of the settings."""
    photos = models.recognizer.device_photos
    most = min(settings.max_batch, models.recognizer.batch)
    return Engine(
        models.recognizer,
        models.searcher,
        settings.limits,
        queue_size=settings.queue_size,
        max_batch=most,
        step=min(models.recognizer.step, most),
        # Those who wait for the device make up its batches.
        decoders=None if photos is None else photos.readers,
        workers=_WORKERS,
        deadline_seconds=settings.deadline_seconds,
        observer=observer,
    )
