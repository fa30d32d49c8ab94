"""The pool with real processes."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from inference.search_pool import SearchPool, SearchSource, pool
from tests.search_pool.conftest import Kept
from tests.waiting import until

QUERIES = ("водонапорная башня", "церковь", "музэй часов", "wthrjdm", "чего здесь нет")


@asynccontextmanager
async def running(
    kept: Kept, processes: int, source: SearchSource | None = None
) -> AsyncIterator[SearchPool]:
    searching = SearchPool(source or kept.source, kept.catalogue, processes)
    task = asyncio.create_task(searching.run())
    try:
        yield searching
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def one_running(kept: Kept) -> AsyncIterator[tuple[SearchPool, int]]:
    """A pool of one process that is ready, and its number."""
    before = children()
    async with running(kept, 1) as searching:
        await until(lambda: searching.is_complete)
        (process,) = children() - before
        yield searching, process


def children() -> set[int]:
    """The processes that this one has started and not yet waited for."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # gone between two looks
        if int(fields[1]) == os.getpid():
            found.add(int(path.parent.name))
    return found


async def test_processes_find_what_the_searcher_finds(kept: Kept) -> None:
    async with running(kept, 2) as searching:
        await until(lambda: searching.is_complete)
        for city in (None, "Бета"):
            answers = await asyncio.gather(*(searching.search(q, city, 2) for q in QUERIES))
            for query, answer in zip(QUERIES, answers, strict=True):
                assert answer is not None
                assert answer.result == kept.searcher.search(query, city, 2)


async def test_before_one_is_ready_and_after_the_end_nothing_is_answered(kept: Kept) -> None:
    async with running(kept, 1) as searching:
        assert await searching.search("церковь", None, 5) is None
        await until(lambda: searching.is_complete)
        assert await searching.search("церковь", None, 5) is not None
    assert not searching.is_complete
    assert await searching.search("церковь", None, 5) is None


async def test_an_end_leaves_no_process(kept: Kept) -> None:
    before = children()
    async with running(kept, 2) as searching:
        await until(lambda: searching.is_complete)
        assert len(children() - before) == 2
    assert children() <= before


async def test_signals_that_all_processes_get_leave_the_pool_at_work(kept: Kept) -> None:
    async with one_running(kept) as (searching, process):
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(process, number)
        assert await searching.search("церковь", None, 5) is not None


async def test_one_that_does_not_end_by_itself_is_killed(kept: Kept) -> None:
    async with one_running(kept) as (_, process):
        os.kill(process, signal.SIGSTOP)
    assert process not in children()


async def test_what_a_killed_process_had_to_answer_is_given_back_and_another_takes_its_place(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pool, "_PAUSE", 0.01)
    async with one_running(kept) as (searching, process):
        os.kill(process, signal.SIGSTOP)
        asked = [asyncio.create_task(searching.search(query, None, 5)) for query in QUERIES]
        await asyncio.sleep(0.05)
        assert not any(task.done() for task in asked)
        os.kill(process, signal.SIGKILL)
        assert await asyncio.gather(*asked) == [None] * len(QUERIES)
        await until(lambda: "ended" in caplog.text and searching.is_complete)
        assert await searching.search("церковь", None, 5) is not None


async def test_a_process_that_gives_no_answer_is_ended_and_replaced(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inference.search_pool.process._PATIENCE", 0.1)
    monkeypatch.setattr(pool, "_PAUSE", 0.01)
    async with one_running(kept) as (searching, process):
        os.kill(process, signal.SIGSTOP)
        assert await searching.search("церковь", None, 5) is None
        await until(lambda: searching.is_complete)
        assert process not in children()


async def test_an_answer_that_nobody_waits_for_is_no_other_s(kept: Kept) -> None:
    async with running(kept, 1) as searching:
        await until(lambda: searching.is_complete)
        given_up = asyncio.create_task(searching.search("музей часов", None, 5))
        await asyncio.sleep(0)
        given_up.cancel()
        answer = await searching.search("церковь", None, 5)
    assert answer is not None
    assert answer.result.hits[0].place.id == "church"


async def test_a_process_that_would_find_something_else_is_not_asked(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pool, "_PAUSE", 60.0)
    async with running(kept, 1, replace(kept.source, digest="another")) as searching:
        await until(lambda: "ended" in caplog.text)
        assert not searching.is_complete


async def test_where_no_process_can_be_started_the_log_says_so(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("inference.search_pool.process.sys.executable", "/nowhere/python")
    async with running(kept, 1) as searching:
        await until(lambda: "No process for searching" in caplog.text)
        assert await searching.search("церковь", None, 5) is None


async def test_questions_go_to_the_process_that_has_the_least_to_do(kept: Kept) -> None:
    before = children()
    async with running(kept, 2) as searching:
        await until(lambda: searching.is_complete)
        stopped = min(children() - before)
        os.kill(stopped, signal.SIGSTOP)
        two = [asyncio.create_task(searching.search("музей", None, 5)) for _ in range(2)]
        answered, held = await asyncio.wait(two, return_when=asyncio.FIRST_COMPLETED)
        assert (len(answered), len(held)) == (1, 1)
        assert None not in [await searching.search(query, None, 5) for query in QUERIES]
        os.kill(stopped, signal.SIGCONT)
        assert None not in await asyncio.gather(*held)
