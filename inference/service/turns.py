"""Several things asked at once, but not all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


async def each(
    items: Sequence[Item], ask: Callable[[Item], Awaitable[Outcome]], at_once: int
) -> list[Outcome]:
    """What `ask` says of each item, in their order; the first error ends it all."""
    if len(items) == 1:
        return [await ask(items[0])]
    turns = asyncio.Semaphore(at_once)

    async def take_turn(item: Item) -> Outcome:
        async with turns:
            return await ask(item)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(take_turn(item)) for item in items]
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]
