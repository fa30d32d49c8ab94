"""Work on many things at once under a progress bar; the services' own limit is kept elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from tqdm import tqdm

from inference.wikimedia.together import together

T = TypeVar("T")
R = TypeVar("R")

# More than the two requests that may be under way, so that neither waits for a file being read.
_AT_ONCE = 8


async def for_each(
    items: Sequence[T], work: Callable[[T], Awaitable[R]], title: str, unit: str
) -> list[R]:
    """What `work` makes of every item, in their order; the first error ends all of it."""
    at_once = asyncio.Semaphore(_AT_ONCE)
    with tqdm(total=len(items), desc=title, unit=f" {unit}", disable=not items) as bar:

        async def one(item: T) -> R:
            async with at_once:
                result = await work(item)
            bar.update()
            return result

        return await together(one(item) for item in items)
