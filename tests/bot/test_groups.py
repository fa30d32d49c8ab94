from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.groups import ALBUM, PER_MINUTE, Groups
from bot.store import Store

GROUP, SUPERGROUP = -7, -1007


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'bot.sqlite3'}")
    yield store
    await store.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def groups(store: Store, clock: Clock) -> Groups:
    return Groups(store, clock)


def test_what_was_sent_takes_room_for_a_minute(groups: Groups, clock: Clock) -> None:
    groups.count(GROUP, 5)
    clock.now += 40
    groups.count(GROUP, 3)
    assert groups.room(GROUP) == PER_MINUTE - 8
    assert groups.room(SUPERGROUP) == PER_MINUTE
    clock.now += 20
    assert groups.room(GROUP) == PER_MINUTE - 3
    clock.now += 40
    assert groups.room(GROUP) == PER_MINUTE


def test_albums_give_way_to_compact_answers_before_the_minute_is_full(groups: Groups) -> None:
    answers = []
    while groups.room(GROUP) > 0:
        with groups.answering(GROUP) as compact:
            answers.append(compact)
            groups.count(GROUP, 1 if compact else ALBUM)
    assert answers == [False, False, *[True] * 8]


def test_answers_under_way_do_not_both_take_the_last_album(groups: Groups) -> None:
    groups.count(GROUP, ALBUM)
    with groups.answering(GROUP) as first, groups.answering(GROUP) as second:
        assert (first, second) == (False, True)
    with groups.answering(GROUP) as third:
        assert not third


def test_where_photos_are_refused_answers_are_compact_for_a_while(
    groups: Groups, clock: Clock
) -> None:
    groups.note_photos_refused(GROUP)
    with groups.answering(GROUP) as compact:
        assert compact
    clock.now += 601
    with groups.answering(GROUP) as compact:
        assert not compact
    groups.note_photos_refused(GROUP)
    groups.rights_changed(GROUP)
    with groups.answering(GROUP) as compact:
        assert not compact


def test_silence_is_news_once_until_rights_change(groups: Groups) -> None:
    assert [groups.silence(GROUP), groups.silence(GROUP)] == [True, False]
    groups.rights_changed(GROUP)
    assert groups.silence(GROUP)


def test_a_group_that_removed_the_bot_is_forgotten(groups: Groups) -> None:
    groups.count(GROUP, 20)
    groups.silence(GROUP)
    groups.note_photos_refused(GROUP)
    groups.forget(GROUP)
    assert groups.room(GROUP) == PER_MINUTE
    assert not groups.refuses_photos(GROUP)


async def test_settings_move_once_with_a_group(groups: Groups, store: Store) -> None:
    await store.change_chat(GROUP, city="Владимир", every_photo=True)
    await groups.move(GROUP, SUPERGROUP)
    assert groups.moved_to(GROUP) == SUPERGROUP
    await store.change_chat(SUPERGROUP, city="Казань")
    await groups.move(GROUP, SUPERGROUP)
    chat = await store.chat(SUPERGROUP)
    assert (chat.city, chat.every_photo) == ("Казань", True)


async def test_whoever_tells_of_a_move_waits_until_the_settings_are_there(
    groups: Groups, store: Store
) -> None:
    await store.change_chat(GROUP, city="Владимир")

    async def city_there() -> str | None:
        await groups.move(GROUP, SUPERGROUP)
        return await store.city(SUPERGROUP)

    told_twice = await asyncio.gather(city_there(), city_there())
    assert set(told_twice) == {"Владимир"}
