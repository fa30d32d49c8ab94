"""Uploads pictures ahead of time to a chat nobody reads: inline results take no uploads.

One picture after another, in the background and slower than a group's limit of 20 messages a
minute, so that no answer waits for it. What inline answers lacked goes before best-known places.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
)
from sqlalchemy.exc import SQLAlchemyError

from bot.gallery import Gallery
from inference import Hit
from inference.place import LANGUAGES
from inference.suggestions import best_known

log = logging.getLogger(__name__)

PAUSE = 3.5
BEST_KNOWN = 100
MAX_ASKED = 200
# How long to wait after Telegram could not be reached, and after it refused the chat itself.
_UNREACHABLE_PAUSE = 30.0
_REFUSED_PAUSE = 600.0
# How often to look whether the catalogue has changed while there is nothing to upload.
_IDLE = 60.0

_Job = tuple[Hit, str]
"""What to upload, and for readers of which language."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A picture that an answer lacked: the how manieth of those it lacked, and when it was asked
    for, counted."""

    job: _Job
    rank: int
    number: int

    @property
    def urgency(self) -> tuple[int, int]:
        """Smaller is more urgent: everybody's first results, the latest query's before others'."""
        return self.rank, -self.number


class StorageChat:
    """Run `run` as a task beside the bot; `ask` for pictures that an inline answer lacked."""

    def __init__(self, gallery: Gallery, chat_id: int, pause: float = PAUSE) -> None:
        self._gallery = gallery
        self._chat_id = chat_id
        self._pause = pause
        self._asked: dict[tuple[str, str], _Asked] = {}
        self._number = 0
        self._wake = asyncio.Event()
        self.refused = False  # Telegram does not let the bot write into the chat

    def ask(self, hits: Sequence[Hit], language: str) -> None:
        """Upload these next, the first before the others; of too many the least urgent are left."""
        self._number += 1
        for rank, hit in enumerate(hits):
            self._put(hit, language, rank)
        while len(self._asked) > MAX_ASKED:
            del self._asked[max(self._asked, key=self._urgency)]
        self._wake.set()

    def _put(self, hit: Hit, language: str, rank: int) -> None:
        key = hit.place.id, language
        if key in self._asked:
            rank = min(rank, self._asked[key].rank)
        self._asked[key] = _Asked((hit, language), rank, self._number)

    def _urgency(self, key: tuple[str, str]) -> tuple[int, int]:
        return self._asked[key].urgency

    def _most_urgent(self) -> _Job | None:
        if not self._asked:
            return None
        return self._asked.pop(min(self._asked, key=self._urgency)).job

    async def run(self, bot: Bot) -> None:
        """Upload until cancelled."""
        catalogue, known = self._gallery.catalogue, self._well_known()
        while True:
            if self._gallery.catalogue is not catalogue:
                catalogue, known = self._gallery.catalogue, self._well_known()
            self._wake.clear()
            job = self._most_urgent() or next(known, None)
            if job is None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), _IDLE)
            else:
                await asyncio.sleep(await self._upload(bot, *job))

    def _well_known(self) -> Iterator[_Job]:
        places = best_known(self._gallery.catalogue)[:BEST_KNOWN]
        for language in LANGUAGES:
            for place in places:
                yield self._gallery.hit(place), language

    async def _upload(self, bot: Bot, hit: Hit, language: str) -> float:
        """Upload one picture unless Telegram has it; returns how many seconds to pause then."""
        try:
            if await self._gallery.known_pictures(bot.id, [hit], language):
                return 0.0
            await self._gallery.upload(bot, self._chat_id, hit, language)
        except TelegramMigrateToChat as error:
            self._chat_id = error.migrate_to_chat_id
            log.warning("The storage chat has moved: set STORAGE_CHAT=%d.", self._chat_id)
        except TelegramRetryAfter as error:
            self._put(hit, language, 0)
            return max(self._pause, float(error.retry_after))
        except (TelegramForbiddenError, TelegramBadRequest) as error:
            return self._refuse(error)
        except (TelegramAPIError, SQLAlchemyError, OSError) as error:
            log.warning("A picture could not be uploaded: %s", type(error).__name__)
            self._put(hit, language, 0)
            return _UNREACHABLE_PAUSE
        except Exception:
            log.exception("The picture of %s could not be uploaded.", hit.place.id)
        else:
            self.refused = False
        return self._pause

    def _refuse(self, error: TelegramAPIError) -> float:
        if not self.refused:
            log.error(
                "Pictures for inline answers cannot be uploaded to STORAGE_CHAT %d (%s); add the "
                "bot there as an administrator, or name another chat.",
                self._chat_id,
                error.message,
            )
        self.refused = True
        return _REFUSED_PAUSE
