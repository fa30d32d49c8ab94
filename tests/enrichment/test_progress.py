"""Many at once, in order, and all of it ended by the first error."""

from __future__ import annotations

import asyncio

import pytest

from inference.enrichment.progress import for_each


async def test_results_keep_the_order_of_the_items() -> None:
    async def late(number: int) -> int:
        for _ in range(10 - number):
            await asyncio.sleep(0)
        return number * number

    assert await for_each(range(10), late, "counting", "numbers") == [n * n for n in range(10)]


async def test_the_first_error_ends_the_others() -> None:
    begun: list[int] = []
    ended: list[int] = []

    async def work(number: int) -> None:
        begun.append(number)
        if number == 1:
            raise ValueError("no")
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(number)

    with pytest.raises(ValueError, match="no"):
        await for_each(range(100), work, "counting", "numbers")
    assert sorted(ended) == [number for number in sorted(begun) if number != 1]
    assert len(begun) < 100
