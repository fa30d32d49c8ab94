"""`@bot words` in any chat → places to choose from: found by the words, near by, or best known."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter
from aiogram.types import ChosenInlineResult, InlineQuery

from bot.answering.inline import Found, find_inline
from bot.picture_sending import is_unusable
from bot.pictures import KnownPicture
from bot.services import Services
from bot.texts import Texts
from bot.views.inline import InlineResult, inline_result, public_address, start_button
from inference import AwayError, BusyError, Catalogue, Hit
from inference.suggestions import Suggestions

log = logging.getLogger(__name__)

# Clients give up on an answer after a few seconds; the rest of three is for sending it.
DEADLINE = 2.5
PAGE = 20
# How many seconds Telegram may answer in the bot's place while pictures are on their way.
PENDING = 5


def build_router() -> Router:
    router = Router(name="inline")
    router.inline_query.register(InlineAnswers().answer)
    router.chosen_inline_result.register(count_chosen)
    return router


async def count_chosen(chosen: ChosenInlineResult, services: Services) -> None:
    await services.store.count("chosen_inline", chosen.from_user.id)


class InlineAnswers:
    """Answers the latest query of each user: one arrives at every keystroke."""

    def __init__(self) -> None:
        self._latest: dict[int, asyncio.Task[None]] = {}
        self._suggestions: Suggestions | None = None

    async def answer(self, query: InlineQuery, bot: Bot, services: Services, texts: Texts) -> None:
        started = time.perf_counter()
        user = query.from_user.id
        work = asyncio.create_task(self._answer(query, bot, services, texts))
        if (older := self._latest.get(user)) is not None:
            older.cancel()
        self._latest[user] = work
        try:
            await asyncio.wait([work])
        finally:
            work.cancel()  # where this handler itself was cancelled
            if self._latest.get(user) is work:
                del self._latest[user]
        if not work.cancelled():
            work.result()
            milliseconds = (time.perf_counter() - started) * 1000
            await services.store.count("inline", user, milliseconds)

    async def _answer(self, query: InlineQuery, bot: Bot, services: Services, texts: Texts) -> None:
        offset = _offset(query.offset)
        try:
            async with asyncio.timeout(DEADLINE):
                catalogue = services.catalogue
                found = await self._find(query, services, catalogue)
                hits = found.hits[offset : offset + PAGE]
                pictures = await services.gallery.known_pictures(bot.id, hits, texts.language)
        except (TimeoutError, BusyError, AwayError) as error:
            log.warning("An inline query is not answered: %s", type(error).__name__)
            key = "inline-away" if isinstance(error, AwayError) else "inline-busy"
            await _send(query, [], "", 0, key, texts)
            return
        username = (await bot.me()).username or ""
        more = str(offset + PAGE) if offset + PAGE < len(found.hits) else ""
        # Where Telegram refuses a picture, it does not say which: then the page has none.
        for known, photos in ((pictures, True), ({}, False)):
            pending = self._ask_for_pictures(hits, known, services, texts.language)
            results = [
                inline_result(
                    hit.place,
                    known.get(hit.place.id),
                    services.gallery.usable(hit.photo) if photos else None,
                    catalogue,
                    texts,
                    username,
                    metres=found.metres.get(hit.place.id),
                )
                for hit in hits
            ]
            cache_time = min(found.cache_time, PENDING) if pending else found.cache_time
            key = "inline-open" if found.hits else "inline-nothing"
            if await _send(query, results, more, cache_time, key, texts):
                return
            await services.gallery.forget(bot.id, hits, texts.language)

    def _ask_for_pictures(
        self,
        hits: Sequence[Hit],
        known: Mapping[str, KnownPicture],
        services: Services,
        language: str,
    ) -> bool:
        """Have the missing pictures uploaded; whether they may be there soon."""
        usable = services.gallery.usable
        lacking = [
            hit
            for hit in hits
            if hit.place.id not in known and public_address(usable(hit.photo)) is None
        ]
        if not lacking or services.storage is None:
            return False
        services.storage.ask(lacking, language)
        return not services.storage.refused

    async def _find(self, query: InlineQuery, services: Services, catalogue: Catalogue) -> Found:
        suggestions = self._suggestions
        if suggestions is None or suggestions.catalogue is not catalogue:
            suggestions = await asyncio.to_thread(Suggestions, catalogue)
            self._suggestions = suggestions
        city = await services.chosen_city(query.from_user.id)
        return await find_inline(query.query, query.location, city, services, suggestions)


async def _send(
    query: InlineQuery,
    results: Sequence[InlineResult],
    next_offset: str,
    cache_time: int,
    button: str,
    texts: Texts,
) -> bool:
    """Answer the query; False where Telegram refuses a picture among the results."""
    try:
        await query.answer(
            [*results],
            cache_time=cache_time,
            # The texts are in the user's language, and the places are those of the user's city.
            is_personal=True,
            next_offset=next_offset,
            button=start_button(texts, button),
        )
    except TelegramBadRequest as error:
        if "query is too old" in error.message:
            log.debug("An inline answer came too late.")
        elif results and is_unusable(error):
            log.warning("Telegram refused an inline picture (%s).", error.message)
            return False
        else:
            raise
    except TelegramRetryAfter as error:
        # A later answer would be none.
        log.warning("An inline answer was refused for %d s.", error.retry_after)
    return True


def _offset(text: str) -> int:
    """The offset this bot gave with the page before; anything else is the first page."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0
