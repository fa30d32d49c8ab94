"""Work that several ask for at once is done once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Shared(Generic[T]):
    task: asyncio.Task[T]
    waiting: int = 0


class Sharing(Generic[T]):
    """One task a key; it is cancelled when all who waited for it have been."""

    def __init__(self) -> None:
        self._under_way: dict[str, _Shared[T]] = {}

    async def get(self, key: str, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What the task of that key gives or raises; it is made where there is none."""
        shared = self._under_way.get(key)
        if shared is None:
            shared = self._under_way[key] = _Shared(asyncio.create_task(make()))
        shared.waiting += 1
        try:
            # Who is cancelled takes nothing away from the others.
            return await asyncio.shield(shared.task)
        finally:
            shared.waiting -= 1
            if shared.waiting == 0:
                del self._under_way[key]
                shared.task.cancel()
