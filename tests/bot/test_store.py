from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import Store, StoreError


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'new' / 'bot.sqlite3'}"


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    store = await Store.open(url)
    yield store
    await store.close()


async def test_a_chat_has_no_city_until_it_chooses_one(store: Store) -> None:
    assert await store.city(1) is None
    await store.set_city(1, "Владимир")
    assert await store.city(1) == "Владимир"
    assert await store.city(2) is None
    await store.set_city(1, None)
    assert await store.city(1) is None


async def test_file_ids_belong_to_the_bot_that_uploaded(store: Store) -> None:
    await store.remember_uploads(7, {"card:a": "id-a", "card:b": "id-b"})
    assert await store.file_ids(7, ["card:a", "card:c"]) == {"card:a": "id-a"}
    assert await store.file_ids(8, ["card:a"]) == {}


async def test_a_newer_upload_replaces_the_older(store: Store) -> None:
    await store.remember_uploads(7, {"card:a": "old"})
    await store.remember_uploads(7, {"card:a": "new"})
    assert await store.file_ids(7, ["card:a"]) == {"card:a": "new"}


async def test_two_handlers_may_write_the_same_row_at_once(store: Store) -> None:
    await asyncio.gather(*(store.set_city(1, f"Город {n}") for n in range(20)))
    assert str(await store.city(1)).startswith("Город")


async def test_remembering_nothing_is_no_error(store: Store) -> None:
    await store.remember_uploads(7, {})


async def test_an_upload_can_be_forgotten(store: Store) -> None:
    await store.remember_uploads(7, {"card:a": "id-a", "card:b": "id-b"})
    await store.forget_uploads(7, ["card:a"])
    assert await store.file_ids(7, ["card:a", "card:b"]) == {"card:b": "id-b"}


async def test_everything_outlives_a_restart(store: Store, url: str) -> None:
    await store.set_city(-100200300400, "Порту")
    await store.remember_uploads(7, {"card:a": "id-a"})
    await store.close()
    again = await Store.open(url)
    assert await again.city(-100200300400) == "Порту"
    assert await again.file_ids(7, ["card:a"]) == {"card:a": "id-a"}
    await again.close()


@pytest.mark.parametrize("url", ["no address", "nodatabase://x", "sqlite+aiosqlite:////dev/null/x"])
async def test_a_database_that_cannot_be_opened_is_one_sentence(url: str) -> None:
    with pytest.raises(StoreError, match=r"cannot be"):
        await Store.open(url)


async def test_a_damaged_database_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match="cannot be opened"):
        await Store.open(f"sqlite+aiosqlite:///{path}")
