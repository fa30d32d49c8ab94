"""Takes up changed files while a program runs; what is damaged leaves in use what was before."""

from __future__ import annotations

import asyncio
import json
import logging
import math
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from inference.catalogue import Catalogue
from inference.errors import UserError
from inference.settings import InferenceSettings

if TYPE_CHECKING:
    from inference.loading import Models

log = logging.getLogger(__name__)

T = TypeVar("T")
Prints = tuple[tuple[str, ...], ...]

_NAMES_ASKED = 20  # a single place may have a name that nothing is found by, such as one letter


class UnfitError(UserError):
    """What was loaded does not answer as it should."""


class Stamp(NamedTuple):
    """What the files looked like: equal while none changes.

    `given` are those that a program reads only, `kept` those that loading may write itself.
    """

    given: Prints
    kept: Prints = ()


async def keep_up(
    settings: InferenceSettings, take_up: Callable[[Models], None], asked: asyncio.Event
) -> None:
    """Watch the catalogue's tables, the model and the search index; hand over what has changed.

    Looks every RELOAD_SECONDS, and loads all anew whenever `asked`. `take_up` is called on the
    event loop, with models that have answered a photo and a query.
    """
    await _watch(settings, _models_stamp, _load_checked, take_up, asked)


async def keep_up_catalogue(
    settings: InferenceSettings, take_up: Callable[[Catalogue], None], asked: asyncio.Event
) -> None:
    """As `keep_up`, for a program whose models are elsewhere: the catalogue's tables alone."""

    def look(settings: InferenceSettings) -> Stamp:
        return Stamp(_files(settings.catalogue.glob("*.csv")))

    def load(settings: InferenceSettings) -> Catalogue:
        return Catalogue.load(settings.catalogue)

    await _watch(settings, look, load, take_up, asked)


async def _watch(
    settings: InferenceSettings,
    look: Callable[[InferenceSettings], Stamp],
    load: Callable[[InferenceSettings], T],
    take_up: Callable[[T], None],
    asked: asyncio.Event,
) -> None:
    """Files that are still being written are left alone until two looks find them the same."""
    used = seen = await asyncio.to_thread(look, settings)
    while True:
        at_once = await _asked_within(asked, settings.reload_seconds)
        now = await asyncio.to_thread(look, settings)
        settled, seen = now == seen, now
        if not at_once and (now == used or not settled):
            continue
        try:
            loaded = await asyncio.to_thread(load, settings)
        except UserError as error:
            log.warning("The changed files are not used: %s", error)
        except Exception:
            log.exception("The changed files are not used.")
        else:
            take_up(loaded)
            log.info("The changed files are used.")
        # What changed meanwhile is seen at the next look, what loading itself has kept is not.
        used = seen = now._replace(kept=(await asyncio.to_thread(look, settings)).kept)


async def _asked_within(asked: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(asked.wait(), seconds)
    except TimeoutError:
        return False
    asked.clear()
    return True


def _load_checked(settings: InferenceSettings) -> Models:
    """Models that answer. Raises a UserError for what is damaged."""
    # Here, not above: a program whose models are elsewhere needs no torch.
    from inference.loading import load_models

    models = load_models(settings)
    _check_recognizer(models)
    places = models.catalogue.places.values()
    if not places:
        raise UnfitError(f"The catalogue {settings.catalogue} has no places.")
    names = [place.name for place in islice(places, _NAMES_ASKED)]
    if not any(models.searcher.search(name).hits for name in names):
        raise UnfitError(f"The search finds none of the catalogue's places by name: {names}.")
    return models


def _check_recognizer(models: Models) -> None:
    from PIL import Image

    recognizer = models.recognizer
    picture = Image.radial_gradient("L").resize((recognizer.input_side,) * 2).convert("RGB")
    (answer,) = recognizer.recognize([recognizer.prepare(picture)], [None])
    numbers = [answer.confidence, *(guess.probability for guess in answer.categories)]
    numbers += [guess.probability for guess in answer.places]
    if not answer.categories or not all(math.isfinite(number) for number in numbers):
        raise UnfitError("The model answers a photo with numbers that are none; train it anew.")


def _models_stamp(settings: InferenceSettings) -> Stamp:
    from inference.loading import index_folder, serving_model
    from inference.search.stored import MANIFEST, manifest_of

    given = _files([*settings.catalogue.glob("*.csv"), *serving_model(settings).glob("*")])
    kept = []
    # An index of another version's code says nothing to this one: two versions that share a
    # folder would write it in turn for ever.
    for path in sorted((settings.data_dir / "index").glob(f"*/{MANIFEST}")):
        manifest = manifest_of(path.parent)
        if manifest is not None and path.parent == index_folder(settings, manifest["encoder"]):
            kept.append((str(path), json.dumps(manifest)))
    return Stamp(given, tuple(kept))


def _files(paths: Iterable[Path]) -> Prints:
    prints = []
    for path in sorted(paths):
        with suppress(OSError):  # gone between two looks
            status = path.stat()
            prints.append((str(path), str(status.st_size), str(status.st_mtime_ns)))
    return tuple(prints)
