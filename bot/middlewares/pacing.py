"""Gives every call that sends messages its turn, and obeys Telegram when it asks to wait."""

from __future__ import annotations

import logging
import math
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import (
    CopyMessages,
    ForwardMessages,
    Response,
    SendChatAction,
    SendGift,
    SendMediaGroup,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType

from bot.limits.pace import HeldError, Pace, Turn

log = logging.getLogger(__name__)

ATTEMPTS = 10
_NO_MESSAGES = (SendChatAction, SendGift)


class PacingMiddleware(BaseRequestMiddleware):
    """A call that Telegram refuses with 429 keeps its place before the chat's later calls."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType] | Any:
        chat_id = getattr(method, "chat_id", None)
        messages = messages_of(method)
        if not messages or chat_id is None:
            return await make_request(bot, method)
        async with self.pace.turn(chat_id, messages) as turn:
            for _ in range(ATTEMPTS - 1):
                try:
                    return await _call(make_request, bot, method, turn)
                except TelegramRetryAfter as error:
                    log.info("Telegram asks to wait %d s with a chat.", error.retry_after)
            return await _call(make_request, bot, method, turn)


def messages_of(method: TelegramMethod[Any]) -> int:
    """How many messages a call sends: an album counts as its items, an indicator as none."""
    if isinstance(method, SendMediaGroup):
        return len(method.media)
    if isinstance(method, CopyMessages | ForwardMessages):
        return len(method.message_ids)
    name = type(method).__name__
    if isinstance(method, _NO_MESSAGES) or name.endswith("Draft"):
        return 0
    return int(name.startswith(("Send", "Copy", "Forward")))


async def _call(
    make_request: NextRequestMiddlewareType[TelegramType],
    bot: Bot,
    method: TelegramMethod[TelegramType],
    turn: Turn,
) -> Response[TelegramType] | Any:
    try:
        await turn.wait()
    except HeldError as error:
        seconds = math.ceil(error.seconds)
        raise TelegramRetryAfter(method, "Flood control", seconds) from error
    try:
        result = await make_request(bot, method)
    except TelegramRetryAfter as error:
        turn.refused(error.retry_after)
        raise
    except (ClientDecodeError, TelegramNetworkError, TelegramServerError):
        turn.sent()
        raise
    except TelegramAPIError:
        turn.refused()
        raise
    except BaseException:
        turn.sent()
        raise
    turn.sent()
    return result
