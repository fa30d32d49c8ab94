from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramForbiddenError, TelegramRetryAfter
from aiogram.methods import (
    CopyMessages,
    EditMessageText,
    GetFile,
    SendChatAction,
    SendMediaGroup,
    SendMessage,
    SendVenue,
    TelegramMethod,
)
from aiogram.types import InputMediaPhoto

from bot.limits.pace import Pace
from bot.middlewares.pacing import PacingMiddleware, messages_of


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    bot = Bot("123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    yield bot
    await bot.session.close()


class Server:
    """Answers what the test has planned, then True."""

    def __init__(self, *planned: type[Exception] | float) -> None:
        self.planned = list(planned)
        self.calls: list[float] = []

    async def __call__(self, bot: Bot, method: TelegramMethod[Any]) -> Any:
        self.calls.append(time.monotonic())
        if self.planned:
            plan = self.planned.pop(0)
            if isinstance(plan, float | int):
                raise TelegramRetryAfter(method, "Too Many Requests", int(plan))
            raise plan(method, "refused")
        return True


ALBUM = SendMediaGroup(chat_id=1, media=[InputMediaPhoto(media="x")] * 3)


@pytest.mark.parametrize(
    ("method", "messages"),
    [
        (SendMessage(chat_id=1, text="a"), 1),
        (SendVenue(chat_id=1, latitude=0, longitude=0, title="a", address="b"), 1),
        (ALBUM, 3),
        (CopyMessages(chat_id=1, from_chat_id=2, message_ids=[1, 2]), 2),
        (SendChatAction(chat_id=1, action="typing"), 0),
        (EditMessageText(chat_id=1, message_id=1, text="a"), 0),
        (GetFile(file_id="x"), 0),
    ],
)
def test_an_album_counts_as_its_items_and_an_indicator_as_none(
    method: TelegramMethod[Any], messages: int
) -> None:
    assert messages_of(method) == messages


async def test_a_call_that_is_refused_for_its_pace_is_made_again_when_told(bot: Bot) -> None:
    server = Server(1, 1)
    assert await PacingMiddleware()(server, bot, SendMessage(chat_id=1, text="a")) is True
    first, second, third = server.calls
    assert second - first >= 1
    assert third - second >= 1


async def test_a_call_that_would_wait_too_long_is_not_made(bot: Bot) -> None:
    server = Server(3600)
    middleware = PacingMiddleware(Pace(longest_hold=10))
    for _ in range(2):
        with pytest.raises(TelegramRetryAfter):
            await middleware(server, bot, SendMessage(chat_id=1, text="a"))
    assert len(server.calls) == 1


async def test_what_telegram_forbids_costs_nothing(bot: Bot) -> None:
    server = Server(*[TelegramForbiddenError] * 6)
    middleware, begun = PacingMiddleware(Pace(burst=2)), time.monotonic()
    for _ in range(6):
        with pytest.raises(TelegramForbiddenError):
            await middleware(server, bot, ALBUM)
    assert time.monotonic() - begun < 0.5
