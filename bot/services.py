"""What handlers work with; the dispatcher hands it to them by the argument name `services`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.downloads import Downloads
from bot.gallery import Gallery
from bot.store import Store
from inference import Catalogue, Engine, ImageLimits

if TYPE_CHECKING:
    from inference.loading import Models


@dataclass
class Services:
    """Put together by `build_services`; the store and the engine are closed by who opened them.

    The catalogue and what recognises it may be replaced while the bot runs: handlers read them
    once, when they begin to answer.
    """

    catalogue: Catalogue
    engine: Engine
    store: Store
    gallery: Gallery
    downloads: Downloads
    limits: ImageLimits
    recognizable: int  # how many places are told by their photos

    def take_up(self, models: Models) -> None:
        """Answer from other models from now on; what has begun is finished by those before."""
        self.engine.replace(models.recognizer, models.searcher)
        self.gallery.catalogue = self.catalogue = models.catalogue
        self.recognizable = len(models.recognizer.place_ids)

    async def chosen_city(self, chat_id: int) -> str | None:
        """The city that a chat searches in, or None for all; one that has gone counts as none."""
        city = await self.store.city(chat_id)
        return city if city in self.catalogue.cities else None


def build_services(
    catalogue: Catalogue, engine: Engine, store: Store, limits: ImageLimits, recognizable: int
) -> Services:
    gallery = Gallery(catalogue, store, limits)
    downloads = Downloads(limits)
    return Services(catalogue, engine, store, gallery, downloads, limits, recognizable)
