from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from inference.search import SearchResult
from inference.search_pool import Answer, SearchPool
from inference.word_search import WordSearch
from tests.test_engine import DummySearch, Notes


class Processes(SearchPool):
    """A pool that answers some words, and starts nothing."""

    def __init__(self, *known: str) -> None:
        self.known = known
        self.asked: list[str] = []
        self.running = False

    async def run(self) -> None:
        self.running = True
        try:
            await asyncio.Event().wait()
        finally:
            self.running = False

    async def search(self, text: str, city: str | None, k: int) -> Answer | None:
        self.asked.append(text)
        return Answer(SearchResult(text, "elsewhere", ()), 0.5) if text in self.known else None


@pytest.fixture
def here() -> DummySearch:
    return DummySearch()


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
async def words(here: DummySearch, notes: Notes) -> AsyncIterator[WordSearch]:
    words = WordSearch(here, notes)
    yield words
    await words.close()


async def test_processes_are_asked_first_and_the_search_here_where_they_have_no_answer(
    words: WordSearch, here: DummySearch, notes: Notes
) -> None:
    words.share(Processes("башня"))
    assert (await words.search("башня", None, 5)).city == "elsewhere"
    assert (await words.search("мост", "Альфа", 5)).city == "Альфа"
    assert here.searched == ["мост"]
    assert notes.stages == ["search", "search"]


async def test_an_error_is_that_of_the_search_here(words: WordSearch) -> None:
    words.share(Processes())
    with pytest.raises(ValueError, match="no such city"):
        await words.search("башня", "Атлантида", 5)


async def test_what_a_process_found_is_remembered(words: WordSearch) -> None:
    assert words.known("башня", None, 5) is None
    words.share(Processes("башня"))
    found = await words.search("башня", None, 5)
    assert words.known("башня", None, 5) is found


async def test_another_search_ends_the_processes_of_the_one_before(words: WordSearch) -> None:
    before = Processes("башня")
    words.share(before)
    await asyncio.sleep(0)
    assert before.running
    words.replace(DummySearch())
    assert (await words.search("башня", "здесь", 5)).city == "здесь"
    assert not before.asked
    assert not before.running


async def test_other_processes_take_the_place_of_those_before(words: WordSearch) -> None:
    before, after = Processes("башня"), Processes("башня")
    words.share(before)
    await asyncio.sleep(0)
    words.share(after)
    await words.search("башня", None, 5)
    assert (before.asked, after.asked) == ([], ["башня"])


async def test_a_close_ends_the_processes(here: DummySearch, notes: Notes) -> None:
    words, processes = WordSearch(here, notes), Processes()
    words.share(processes)
    await asyncio.sleep(0)
    assert processes.running
    await words.close()
    assert not processes.running
