"""`@bot words` in any chat, through the local Bot API."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator

import pytest

from bot.app import build_bot
from bot.handlers import inline
from bot.playground import PLAYGROUND_TOKEN
from bot.playground.simulation_client import InlineAnswer, Person, Simulation
from bot.services import Services
from bot.storage_chat import StorageChat
from bot.views.inline import START_PARAMETER
from inference import SearchResult

YAROSLAVL = (57.6261, 39.8845)


@pytest.fixture
async def user(services: Services, simulation: Simulation) -> Person:
    return await simulation.user("ru")


@pytest.fixture
async def storing(services: Services, simulation: Simulation) -> AsyncIterator[StorageChat]:
    """The bot has a storage chat, and uploads to it faster than it would to a real one."""
    services.storage = StorageChat(services.gallery, await simulation.channel(), pause=0.1)
    # Only what answers lack, for these tests wait for that.
    services.storage._well_known = lambda: iter(())  # type: ignore[method-assign]
    async with build_bot(PLAYGROUND_TOKEN, simulation.url) as bot:
        task = asyncio.create_task(services.storage.run(bot))
        yield services.storage
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def titles(answer: InlineAnswer) -> list[str]:
    return [result["title"] for result in answer.results]


def kinds(answer: InlineAnswer) -> set[str]:
    return {result["type"] for result in answer.results}


class SlowSearch:
    """Searches take as long as they are told to."""

    def __init__(self, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
        self.delays: dict[str, float] = {}
        self.cancelled: list[str] = []
        self._search = services.engine.search
        monkeypatch.setattr(services.engine, "search", self.search)

    async def search(self, text: str, city: str | None = None, k: int = 5) -> SearchResult:
        try:
            await asyncio.sleep(self.delays.get(text, 0))
        except asyncio.CancelledError:
            self.cancelled.append(text)
            raise
        return await self._search(text, city, k)


@pytest.fixture
def search(services: Services, monkeypatch: pytest.MonkeyPatch) -> SlowSearch:
    return SlowSearch(services, monkeypatch)


async def test_words_find_places_to_choose_from(user: Person) -> None:
    answer = await user.inline("золотые ворота")
    assert titles(answer)[0] == "Золотые ворота"
    assert answer.results[0]["description"].endswith(" · Владимир")


async def test_an_article_is_sent_as_a_venue_with_links(
    user: Person, simulation: Simulation
) -> None:
    answer = await user.inline("золотые ворота")
    assert kinds(answer) == {"article"}
    sent = await user.choose(answer, 0)
    assert sent.venue is not None
    assert sent.venue["title"] == "Золотые ворота"
    assert sent.via_bot == simulation.bot_id
    links = [button["url"] for button in sent.buttons]
    place = answer.results[0]["id"]
    assert f"https://t.me/{simulation.bot['username']}?start=place_{place}" in links


async def test_missing_pictures_are_uploaded_once_and_then_shown(
    user: Person, storing: StorageChat, simulation: Simulation
) -> None:
    first = await user.inline("золотые ворота владимир")
    assert "article" in kinds(first)
    assert first.cache_time <= 5
    later = await _until_photos(user, simulation, "золотые ворота владимир")
    assert later.cache_time > 60
    assert await simulation.uploads() == len(later.results)
    sent = await user.choose(later, 0)
    assert sent.photo is not None
    assert "Золотые ворота" in sent.text
    assert "Владимир" in sent.text


async def test_what_an_album_uploaded_is_shown_inline(user: Person) -> None:
    await user.send_text("золотые ворота владимир")
    await user.wait_for_reply()
    assert (await user.inline("золотые ворота владимир")).results[0]["type"] == "photo"


async def test_a_picture_telegram_no_longer_has_is_replaced_at_once(
    user: Person, services: Services, simulation: Simulation
) -> None:
    await user.send_text("золотые ворота владимир")
    await user.wait_for_reply()
    text = "Bad Request: wrong file identifier/HTTP URL specified"
    await simulation.fail_next("answerInlineQuery", 400, description=text)
    answer = await user.inline("золотые ворота владимир")
    assert titles(answer)[0] == "Золотые ворота"
    assert kinds(answer) == {"article"}


async def test_the_client_decides_the_language(simulation: Simulation, services: Services) -> None:
    answer = await (await simulation.user("en")).inline("golden gate")
    assert titles(answer)[0] == "Golden Gate"
    assert answer.button is not None
    assert not re.search("[а-яё]", "".join(titles(answer)) + answer.button["text"])
    assert answer.is_personal


async def test_the_button_opens_the_private_chat(user: Person) -> None:
    answer = await user.inline("")
    assert answer.button is not None
    assert answer.button["start_parameter"] == START_PARAMETER


async def test_nothing_typed_shows_the_sights_of_the_cities(
    user: Person, services: Services
) -> None:
    answer = await user.inline("")
    sights = {id_ for city in services.catalogue.cities.values() for id_ in city.sights}
    assert {result["id"] for result in answer.results} <= sights
    assert answer.cache_time >= 60


async def test_nothing_typed_shows_the_users_city_first(user: Person) -> None:
    await user.send_text("/city Ярославль")
    await user.wait_for_reply()
    answer = await user.inline("")
    assert all(result["description"].endswith("Ярославль") for result in answer.results)


async def test_nothing_typed_shows_what_is_near_a_shared_location(user: Person) -> None:
    answer = await user.inline("", location=YAROSLAVL)
    assert "Ярославль" in answer.results[0]["description"]
    assert re.match(r"\d+ м · |\d+(,\d)? км · ", answer.results[0]["description"])
    assert answer.cache_time == 0
    assert answer.is_personal


async def test_pages_follow_each_other_without_gaps_or_repeats(user: Person) -> None:
    offset, seen = "", []
    for _ in range(10):
        answer = await user.inline("церковь", offset)
        seen += [result["id"] for result in answer.results]
        offset = answer.next_offset
        if not offset:
            break
    assert offset == ""
    assert len(seen) > inline.PAGE
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("offset", ["-3", "abc", "999999999999", "²", "10000"])
async def test_an_offset_of_somebody_elses_making_is_no_error(user: Person, offset: str) -> None:
    await user.inline("церковь", offset)


async def test_a_name_half_typed_finds_the_place(user: Person) -> None:
    assert "Золотые ворота" in titles(await user.inline("золо"))[:3]


async def test_the_users_city_is_searched_unless_the_words_name_another(user: Person) -> None:
    await user.send_text("/city Ярославль")
    await user.wait_for_reply()
    own = await user.inline("театр")
    assert all(result["description"].endswith("Ярославль") for result in own.results)
    named = await user.inline("театр во Владимире")
    assert named.results[0]["description"].endswith("Владимир")
    assert named.cache_time > own.cache_time


async def test_what_the_users_city_lacks_is_shown_from_the_others(user: Person) -> None:
    await user.send_text("/city Ярославль")
    await user.wait_for_reply()
    assert titles(await user.inline("золотые ворота"))[0] == "Золотые ворота"


async def test_nothing_found_says_so_on_the_button(user: Person) -> None:
    answer = await user.inline("zzzqqqxxx")
    assert answer.results == []
    assert answer.button is not None
    assert "Ничего" in answer.button["text"]


@pytest.mark.parametrize("query", ["з", "?!", "<b>&", "а" * 256, "\u200b", "🏛", "' OR 1=1 --"])
async def test_odd_queries_are_answered(user: Person, query: str) -> None:
    assert (await user.inline(query)).button is not None


async def test_a_newer_query_cancels_the_older_of_the_same_user_alone(
    user: Person, simulation: Simulation, search: SlowSearch
) -> None:
    search.delays = {"золотые": 2.0, "дмитриевский собор": 0.5}
    other = await simulation.user("ru")
    old = await user.ask_inline("золотые")
    others = await other.ask_inline("дмитриевский собор")
    await asyncio.sleep(0.2)
    answer = await user.inline("золотые ворота")
    assert titles(answer)[0] == "Золотые ворота"
    assert search.cancelled == ["золотые"]
    assert (await other.inline_answer(others)).results
    with pytest.raises(TimeoutError):
        await user.inline_answer(old, 2.5)


async def test_within_three_seconds_there_is_an_answer(user: Person, search: SlowSearch) -> None:
    search.delays = {"золотые ворота": 30}
    started = time.monotonic()
    answer = await user.inline("золотые ворота")
    assert time.monotonic() - started < 3
    assert (answer.results, answer.cache_time) == ([], 0)
    assert answer.button is not None
    assert "запросов" in answer.button["text"]


async def test_an_answer_too_late_is_no_error(
    user: Person, simulation: Simulation, caplog: pytest.LogCaptureFixture
) -> None:
    text = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    await simulation.fail_next("answerInlineQuery", 400, description=text)
    with pytest.raises(TimeoutError):
        await user.inline("золотые ворота", timeout=1)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert (await user.inline("золотые ворота владимир")).results


async def test_an_answer_refused_for_a_while_is_not_sent_again(
    user: Person, simulation: Simulation, caplog: pytest.LogCaptureFixture
) -> None:
    await simulation.fail_next("answerInlineQuery", 429, retry_after=1)
    with pytest.raises(TimeoutError):
        await user.inline("золотые ворота", timeout=2)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_queries_and_choices_are_counted(user: Person, services: Services) -> None:
    await user.choose(await user.inline("золотые ворота"), 0)
    deadline = time.monotonic() + 5
    while (await services.store.statistics()).total.get("chosen_inline") != 1:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    assert (await services.store.statistics()).total["inline"] == 1


async def _until_photos(user: Person, simulation: Simulation, query: str) -> InlineAnswer:
    deadline = time.monotonic() + 20
    while True:
        await simulation.forget_inline_answers()
        answer = await user.inline(query)
        if kinds(answer) == {"photo"}:
            return answer
        assert time.monotonic() < deadline
        await asyncio.sleep(0.3)


async def test_a_result_sent_to_the_bot_itself_is_no_question(user: Person) -> None:
    answer = await user.inline("храм на крови")
    await user.choose(answer, 0)
    await user.expect_silence(1.5)
