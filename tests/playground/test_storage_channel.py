from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.server import running
from bot.playground.storage_channel import storage_channel
from bot.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'bot.sqlite3'}")
    yield store
    await store.close()


async def test_a_channel_is_made_once(store: Store, tmp_path: Path) -> None:
    for _ in range(2):
        async with running(tmp_path / "playground", port=0) as url:
            channel = await storage_channel(url, store)
            assert channel is not None
            assert channel < 0
            assert await storage_channel(url, store) == channel


async def test_a_playground_that_forgot_it_makes_another(store: Store, tmp_path: Path) -> None:
    for folder in ("first", "second"):
        async with running(tmp_path / folder, port=0) as url:
            assert await storage_channel(url, store) is not None


async def test_without_a_playground_there_is_none(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    assert await storage_channel("http://127.0.0.1:9", store) is None
    assert "no storage channel" in caplog.text
