"""What goes wrong inside: logged with its traceback, answered with a sentence."""

from __future__ import annotations

import logging

from aiogram import Router
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramServerError,
)
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import ErrorEvent, Update, User

from bot.handlers.membership import lacks_rights_there, note_no_rights
from bot.texts import Texts, language_of, texts_in
from inference.protocol import AwayError, BusyError, DeadlineError

log = logging.getLogger(__name__)


def build_router() -> Router:
    router = Router(name="errors")
    router.error.register(say_busy, ExceptionTypeFilter(BusyError, DeadlineError))
    router.error.register(say_away, ExceptionTypeFilter(AwayError))
    router.error.register(note_forbidden, ExceptionTypeFilter(TelegramForbiddenError))
    router.error.register(note_unreachable, ExceptionTypeFilter(TelegramNetworkError))
    router.error.register(say_unconfirmed, ExceptionTypeFilter(TelegramServerError))
    router.error.register(note_no_rights, lacks_rights_there)
    router.error.register(apologise)
    return router


async def say_busy(event: ErrorEvent) -> None:
    log.warning("Too many requests wait; one was turned away.")
    await _say(event.update, "busy")


async def say_away(event: ErrorEvent) -> None:
    log.debug("A question could not be passed on: %s", event.exception)
    await _say(event.update, "away")


async def note_forbidden(event: ErrorEvent) -> None:
    # The user blocked the bot, or removed it: there is nobody to tell.
    log.info("Telegram forbids an answer: %s", event.exception)


async def note_unreachable(event: ErrorEvent) -> None:
    # What was sent may have arrived, so an apology could stand below a good answer.
    log.warning("Telegram could not be reached for an answer: %s", event.exception)


async def say_unconfirmed(event: ErrorEvent) -> None:
    # Telegram's own error: a call that may have been carried out (see RetryMiddleware).
    log.warning("Telegram did not confirm an answer: %s", event.exception)
    await _say(event.update, "unconfirmed")


async def apologise(event: ErrorEvent) -> None:
    log.error("Update %d could not be handled.", event.update.update_id, exc_info=event.exception)
    await _say(event.update, "apology")


async def _say(update: Update, key: str) -> None:
    try:
        message = update.message or update.edited_message
        if message is not None:
            await message.answer(_texts(message.from_user)(key))
        elif update.callback_query is not None:
            query = update.callback_query
            await query.answer(_texts(query.from_user)(key), show_alert=True)
    except TelegramForbiddenError as error:
        log.info("Nobody is there to be told: %s", error)
    except TelegramAPIError as error:
        log.warning("The user could not be told either: %s", error)


def _texts(user: User | None) -> Texts:
    return texts_in(language_of(user.language_code if user else None))
