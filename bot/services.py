"""What handlers work with; the dispatcher hands it to them by the argument name `services`."""

from __future__ import annotations

from dataclasses import dataclass

from bot.gallery import Gallery
from bot.store import Store
from inference import Catalogue, Engine, ImageLimits


@dataclass(frozen=True)
class Services:
    catalogue: Catalogue
    engine: Engine
    store: Store
    gallery: Gallery
    limits: ImageLimits
