"""Calls Telegram again when it asks to wait, and where a repeated call does no harm."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import (
    AnswerCallbackQuery,
    AnswerInlineQuery,
    DeleteMessage,
    DeleteMessages,
    DeleteWebhook,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    GetMe,
    GetUpdates,
    Response,
    SendChatAction,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
    SetWebhook,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiohttp import ClientConnectorError

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0
ATTEMPTS = 4
# Doing these twice is doing them once.
_REPEATABLE = (
    DeleteMessage,
    DeleteMessages,
    DeleteWebhook,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    GetMe,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
    SetWebhook,
)
# Too late is worse than never: an indicator or an answer that Telegram no longer waits for.
# Polling has its own pauses.
_ONCE = (AnswerCallbackQuery, AnswerInlineQuery, GetUpdates, SendChatAction)


class RetryMiddleware(BaseRequestMiddleware):
    """Waits as long as `retry_after` says, up to a minute; network faults wait 1, 2, 4 seconds.

    Stands before the pacing, which waits by itself with what sends messages.
    """

    def __init__(self, pause: float = 1.0) -> None:
        self._pause = pause

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType] | Any:
        attempts = 1 if type(method) in _ONCE else ATTEMPTS
        repeatable = type(method) in _REPEATABLE
        for attempt in range(1, attempts + 1):
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                wait = float(error.retry_after)
                if attempt == attempts or wait > LONGEST_WAIT:
                    raise
            except (ClientDecodeError, TelegramNetworkError, TelegramServerError) as error:
                wait = self._pause * 2 ** (attempt - 1)
                if attempt == attempts or not (repeatable or _unsent(error)):
                    if isinstance(error, ClientDecodeError):
                        # A gateway before the Bot API answers with a page of HTML.
                        raise TelegramServerError(method, "Bad Gateway") from None
                    raise
            log.info("%s waits %.0f s before it is tried again.", type(method).__name__, wait)
            await asyncio.sleep(wait)
        raise AssertionError("unreachable")  # the last attempt returns or raises


def _unsent(error: ClientDecodeError | TelegramNetworkError | TelegramServerError) -> bool:
    """Whether a call has surely done nothing, so that a message may be sent again.

    That is so without a connection, and with 503, by which a server says that it does not take the
    request (RFC 9110, 15.6.4). After 500, 502, 504 or a connection that breaks off, the message may
    be in the chat: only its receipt is lost, and a bot cannot look. It is not sent twice then; the
    user is told that the answer may be missing.
    """
    if isinstance(error, ClientDecodeError):  # a gateway's page, which begins with its status
        return "503 Service" in str(error.data)
    if isinstance(error, TelegramServerError):
        return error.message.startswith("Service Unavailable")
    return isinstance(error.__cause__, ClientConnectorError)
