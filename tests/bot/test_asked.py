from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.asked import Asked
from bot.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'bot.sqlite'}")
    yield store
    await store.close()


async def test_what_is_kept_is_found_under_its_key(store: Store) -> None:
    asked = Asked(store)
    keys = [await asked.keep({"query": f"мост {number}"}) for number in range(20)]
    assert len(set(keys)) == 20
    assert [await asked.get(key) for key in keys] == [{"query": f"мост {n}"} for n in range(20)]


async def test_a_key_is_short_and_fits_a_callback(store: Store) -> None:
    key = await Asked(store).keep({})
    assert len(key) == 8
    assert ":" not in key


async def test_an_unknown_key_has_nothing(store: Store) -> None:
    assert await Asked(store).get("whatever") is None


async def test_what_was_kept_outlives_a_restart(store: Store) -> None:
    key = await Asked(store).keep({"query": "мост", "city": None})
    assert await Asked(store).get(key) == {"query": "мост", "city": None}


async def test_what_no_longer_fits_into_memory_is_read_from_the_store(store: Store) -> None:
    asked = Asked(store, at_hand=2)
    keys = [await asked.keep({"number": number}) for number in range(5)]
    assert len(asked._entries) == 2
    assert await asked.get(keys[0]) == {"number": 0}


async def test_what_is_put_again_takes_the_place_of_what_was(store: Store) -> None:
    asked = Asked(store)
    await asked.put("walk", {"told": []})
    await asked.put("walk", {"told": ["U1"]})
    assert await asked.get("walk") == {"told": ["U1"]}
    assert await Asked(store).get("walk") == {"told": ["U1"]}


async def test_a_user_is_forgotten_and_the_others_are_not(store: Store) -> None:
    asked = Asked(store)
    mine, theirs = await asked.keep({"a": 1}, user_id=1), await asked.keep({"b": 2}, user_id=2)
    asked.forget(1)
    await store.forget(1)
    assert await asked.get(mine) is None
    assert await asked.get(theirs) == {"b": 2}
