from __future__ import annotations

import asyncio
from typing import Any, BinaryIO, cast

import pytest
from aiogram import Bot
from aiogram.types import Document

from bot.downloads import Downloads
from inference import ImageError, ImageLimits, Refusal

LIMITS = ImageLimits(max_bytes=100)


class Server:
    """Stands for the bot's download call alone; the real one is in the integration tests."""

    def __init__(self, size: int) -> None:
        self.size = size

    async def download(self, file: Any, destination: BinaryIO) -> None:
        for _ in range(self.size):
            destination.write(b"x")


def document(size: int | None) -> Document:
    return Document(file_id="a", file_unique_id="b", file_size=size)


def bot_of(size: int) -> Bot:
    return cast(Bot, Server(size))


async def test_a_file_is_held_while_it_is_answered() -> None:
    async with Downloads(LIMITS).hold(bot_of(7), document(7)) as data:
        assert data == b"xxxxxxx"


@pytest.mark.parametrize(("said", "code"), [(101, Refusal.TOO_LARGE), (0, Refusal.EMPTY)])
async def test_a_file_is_refused_by_what_is_said_of_it(said: int, code: Refusal) -> None:
    with pytest.raises(ImageError) as caught:
        async with Downloads(LIMITS).hold(bot_of(1), document(said)):
            pass
    assert caught.value.code is code


@pytest.mark.parametrize("said", [None, 5])
async def test_a_file_that_is_larger_than_was_said_is_refused(said: int | None) -> None:
    with pytest.raises(ImageError) as caught:
        async with Downloads(LIMITS).hold(bot_of(101), document(said)):
            pass
    assert caught.value.code is Refusal.TOO_LARGE


async def test_what_finds_no_room_waits_for_its_turn() -> None:
    downloads = Downloads(LIMITS, max_held=100)
    held = 0
    most = 0

    async def answer() -> None:
        nonlocal held, most
        async with downloads.hold(bot_of(40), document(40)) as data:
            held += len(data)
            most = max(most, held)
            await asyncio.sleep(0.01)
            held -= len(data)

    await asyncio.gather(*(answer() for _ in range(7)))
    assert most == 80


async def test_a_refused_file_gives_its_room_back() -> None:
    downloads = Downloads(LIMITS, max_held=100)
    for _ in range(3):
        with pytest.raises(ImageError):
            async with downloads.hold(bot_of(101), document(60)):
                pass
    async with downloads.hold(bot_of(90), document(90)) as data:
        assert len(data) == 90
