from __future__ import annotations

import asyncio

import pytest

from inference.wikimedia.together import together
from tests.wikimedia.scripted import a_while


async def test_what_each_gives_is_in_the_order_of_the_work() -> None:
    async def give(number: int) -> int:
        for _ in range(3 - number):
            await asyncio.sleep(0)
        return number

    assert await together(give(number) for number in range(4)) == [0, 1, 2, 3]
    assert await together([]) == []


async def test_the_first_error_ends_all_of_it() -> None:
    ended: list[int] = []

    async def wait(number: int) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(number)

    async def fail() -> None:
        await a_while()
        raise LookupError("there is nothing")

    with pytest.raises(LookupError):
        await together([wait(1), fail(), wait(2)])
    assert sorted(ended) == [1, 2]
