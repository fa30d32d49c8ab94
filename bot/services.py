"""What handlers work with; the dispatcher hands it to them by the argument name `services`."""

from __future__ import annotations

from dataclasses import dataclass

from bot.downloads import Downloads
from bot.gallery import Gallery
from bot.store import Store
from inference import Catalogue, Engine, ImageLimits


@dataclass(frozen=True)
class Services:
    """Put together by `build_services`; the store and the engine are closed by who opened them."""

    catalogue: Catalogue
    engine: Engine
    store: Store
    gallery: Gallery
    downloads: Downloads
    limits: ImageLimits


def build_services(
    catalogue: Catalogue, engine: Engine, store: Store, limits: ImageLimits
) -> Services:
    gallery = Gallery(catalogue, store, limits)
    return Services(catalogue, engine, store, gallery, Downloads(limits), limits)
