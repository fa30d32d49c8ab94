"""What handlers work with; the dispatcher hands it to them by the argument name `services`."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.answering.albums import Albums
from bot.answering.turns import Turns
from bot.asked import Asked
from bot.downloads import Downloads
from bot.gallery import Gallery
from bot.groups import Groups
from bot.limits.notices import Notices
from bot.storage_chat import StorageChat
from bot.store import Store
from bot.taps import Taps
from bot.walks import Walks
from inference import Catalogue, ImageLimits, Inference

if TYPE_CHECKING:
    from bot.settings import Settings
    from inference.remote import RemoteEngine


@dataclass
class Services:
    """Put together by `build_services`; the store and the engine are closed by who opened them.

    The catalogue and what recognises it may be replaced while the bot runs: handlers read them
    once, when they begin to answer.
    """

    catalogue: Catalogue
    engine: Inference
    store: Store
    gallery: Gallery
    downloads: Downloads
    limits: ImageLimits
    recognizable: int | None  # how many places are told by their photos; None while not known
    asked: Asked  # what buttons stand for
    walks: Walks
    admin_chat: int | None = None
    storage: StorageChat | None = None
    remote: RemoteEngine | None = None  # the engine, where it asks a service
    keep_feedback_photos: bool = False
    started: float = field(default_factory=time.monotonic)
    albums: Albums = field(default_factory=Albums)
    taps: Taps = field(default_factory=Taps)
    turns: Turns = field(default_factory=Turns)
    too_long: Notices = field(default_factory=Notices)  # words that are too long to search for
    groups: Groups = field(init=False)

    def __post_init__(self) -> None:
        self.groups = Groups(self.store)

    def configure(self, settings: Settings) -> None:
        """Take over what the owner has set for the conversations."""
        self.admin_chat = settings.admin_chat
        self.keep_feedback_photos = settings.keep_feedback_photos
        if settings.storage_chat is not None:
            self.storage = StorageChat(self.gallery, settings.storage_chat)

    def take_up(self, catalogue: Catalogue) -> None:
        """Speak of another catalogue from now on; what has begun is finished with the old one."""
        self.gallery.catalogue = self.catalogue = catalogue

    async def forget(self, user_id: int) -> None:
        """Delete all that is kept of a user, in memory and in the store, at once."""
        self.asked.forget(user_id)
        await self.store.forget(user_id)

    async def chosen_city(self, chat_id: int) -> str | None:
        """The city that a chat searches in, or None for all; one that has gone counts as none."""
        city = await self.store.city(chat_id)
        return city if city in self.catalogue.cities else None


def build_services(
    catalogue: Catalogue,
    engine: Inference,
    store: Store,
    limits: ImageLimits,
    recognizable: int | None,
) -> Services:
    gallery = Gallery(catalogue, store, limits)
    downloads = Downloads(limits)
    asked = Asked(store)
    walks = Walks(asked)
    return Services(
        catalogue, engine, store, gallery, downloads, limits, recognizable, asked, walks
    )
