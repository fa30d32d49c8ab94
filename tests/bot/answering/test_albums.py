from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from aiogram.types import Chat, Message

from bot.answering.albums import Albums


def part(number: int, album: str = "1", chat: int = 7) -> Message:
    return Message(
        message_id=number,
        date=datetime.now(UTC),
        chat=Chat(id=chat, type="private"),
        media_group_id=album,
    )


async def gathered(albums: Albums, message: Message) -> list[int]:
    async with albums.gather(message) as messages:
        return [message.message_id for message in messages]


async def test_one_of_an_albums_messages_gets_all_of_them_in_order() -> None:
    albums = Albums(pause=0.05)
    found = await asyncio.gather(*(gathered(albums, part(number)) for number in (3, 1, 2)))
    assert found == [[1, 2, 3], [], []]


async def test_each_further_photo_is_waited_for_anew() -> None:
    albums = Albums(pause=0.2)
    first = asyncio.create_task(gathered(albums, part(1)))
    rest = []
    for number in (2, 3):
        await asyncio.sleep(0.12)
        rest.append(asyncio.create_task(gathered(albums, part(number))))
    assert await first == [1, 2, 3]
    assert await asyncio.gather(*rest) == [[], []]


async def test_albums_of_two_chats_are_kept_apart() -> None:
    albums = Albums(pause=0.05)
    found = await asyncio.gather(
        gathered(albums, part(1, chat=7)), gathered(albums, part(2, chat=8))
    )
    assert list(found) == [[1], [2]]


async def test_an_album_of_ten_is_whole_at_once() -> None:
    albums = Albums(pause=60)
    async with asyncio.timeout(5):
        found = await asyncio.gather(*(gathered(albums, part(number)) for number in range(10)))
    assert found[0] == list(range(10))


async def test_the_others_wait_until_the_album_is_answered() -> None:
    albums = Albums(pause=0.05)
    answered = asyncio.Event()

    async def answer() -> None:
        async with albums.gather(part(1)):
            await answered.wait()

    first = asyncio.create_task(answer())
    await asyncio.sleep(0)
    other = asyncio.create_task(gathered(albums, part(2)))
    await asyncio.sleep(0.2)
    assert not other.done()
    answered.set()
    await first
    assert await other == []


async def test_an_answer_that_fails_keeps_nobody_waiting() -> None:
    albums = Albums(pause=0.05)

    async def fail() -> None:
        async with albums.gather(part(1)):
            raise ValueError("no answer")

    first = asyncio.create_task(fail())
    await asyncio.sleep(0)
    other = asyncio.create_task(gathered(albums, part(2)))
    with pytest.raises(ValueError, match="no answer"):
        await first
    assert await other == []
