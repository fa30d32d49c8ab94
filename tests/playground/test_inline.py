from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import InlineQuery

from bot.playground.simulation_client import InlineAnswer, Person, Simulation, SimulationError
from tests.playground.conftest import OTHER_TOKEN, RawApi

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
BUTTONS = {"inline_keyboard": [[{"text": "Map", "callback_data": "map:1"}]]}


def article(identifier: str = "1", **facts: Any) -> dict[str, Any]:
    content = {"message_text": f"<b>Place {identifier}</b>", "parse_mode": "HTML"}
    title = f"Place {identifier}"
    base = {"type": "article", "id": identifier, "title": title, "input_message_content": content}
    return {**base, **facts}


async def asked(api: RawApi) -> dict[str, Any]:
    """The newest inline query the bot was told of."""
    updates = (await api("getUpdates")).result
    found: list[dict[str, Any]] = [one["inline_query"] for one in updates if "inline_query" in one]
    return found[-1]


async def answered(
    api: RawApi, person: Person, *results: dict[str, Any], query: str = "tower", **values: Any
) -> InlineAnswer:
    """What the person sees of an answer with these results."""
    query_id = await person.ask_inline(query)
    answer = await api(
        "answerInlineQuery",
        inline_query_id=query_id,
        results=json.dumps(results),
        **{"cache_time": 0, **values},
    )
    assert answer.result is True
    return await person.inline_answer(query_id)


async def test_a_query_reaches_the_bot_and_its_answer_the_person(bot: Bot, anna: Person) -> None:
    waiting = asyncio.create_task(anna.inline("golden gates", "20", (56.12, 40.4), "private"))
    update = (await bot.get_updates(offset=-1, timeout=5))[-1]
    while update.inline_query is None:
        update = (await bot.get_updates(offset=update.update_id + 1, timeout=5))[-1]
    query = update.inline_query
    assert isinstance(query, InlineQuery)
    assert (query.query, query.offset, query.chat_type) == ("golden gates", "20", "private")
    assert query.location is not None
    assert query.location.latitude == 56.12
    assert query.from_user.id == anna.id
    await query.answer([], next_offset="40", cache_time=60, is_personal=True).as_(bot)
    answer = await waiting
    assert (answer.results, answer.next_offset) == ([], "40")
    assert (answer.cache_time, answer.is_personal, answer.button) == (60, True, None)


async def test_location_is_told_only_where_botfather_was_asked(
    api: RawApi, simulation: Simulation, anna: Person
) -> None:
    await simulation.set_inline_location(False)
    await anna.ask_inline("a", location=(1, 2))
    assert "location" not in await asked(api)


async def test_without_inline_mode_there_is_nothing_to_ask(
    bot: Bot, simulation: Simulation, anna: Person
) -> None:
    assert (await bot.get_me()).supports_inline_queries
    await simulation.set_inline(False)
    assert not (await bot.get_me()).supports_inline_queries
    with pytest.raises(SimulationError, match="no inline mode"):
        await anna.ask_inline("a")


async def test_an_unanswered_query_times_out(anna: Person) -> None:
    with pytest.raises(TimeoutError):
        await anna.inline("a", timeout=0.2)


async def test_every_kind_of_result_is_sent_via_the_bot(
    api: RawApi, bot: Bot, simulation: Simulation, anna: Person, picture: Callable[..., bytes]
) -> None:
    uploaded = (await api("sendPhoto", chat_id=anna.chat_id, photo=picture())).result
    place = {"latitude": 56.8, "longitude": 60.6}
    results = [
        article("a"),
        {
            "type": "photo",
            "id": "f",
            "photo_file_id": uploaded["photo"][-1]["file_id"],
            "title": "Tower",
            "caption": "<i>A tower</i>",
            "parse_mode": "HTML",
        },
        {
            "type": "photo",
            "id": "u",
            "photo_url": "https://pictures.example/1.jpg",
            "thumbnail_url": "https://pictures.example/1s.jpg",
            "photo_width": 640,
            "photo_height": 480,
        },
        {"type": "venue", "id": "v", "title": "Gate", "address": "Square 1", **place},
        {"type": "location", "id": "l", "title": "Here", **place},
        article("w", input_message_content={"title": "Gate", "address": "Square 1", **place}),
    ]
    answer = await answered(api, anna, *results)
    shown = {result["id"]: result for result in answer.results}
    assert (await simulation.download(shown["f"]["photo"][-1]["address"]))[:2] == b"\xff\xd8"
    assert shown["u"]["thumbnail_url"] == "https://pictures.example/1s.jpg"
    assert not [name for name in shown["f"] if name.startswith("$")]
    group = await simulation.group(anna, status="left")
    sent = [await group.choose(answer, index) for index in range(len(results))]
    assert {message.via_bot for message in sent} == {simulation.bot_id}
    assert {message.sender for message in sent} == {anna.id}
    assert (sent[0].text, sent[0].entities[0]["type"]) == ("Place a", "bold")
    assert sent[1].photo is not None
    assert sent[1].text == "A tower"
    assert sent[2].photo is not None
    assert sent[2].photo["address"].startswith("/playground/elsewhere/")
    assert sent[2].photo["width"] == 640
    assert sent[3].venue is not None
    assert sent[3].venue["title"] == "Gate"
    assert sent[4].location == place
    assert sent[5].venue == sent[3].venue
    assert (await api("sendMessage", chat_id=group.chat_id, text="a")).status == 400


async def test_the_bot_gets_its_own_inline_message_back(
    api: RawApi, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna)
    await group.choose(await answered(api, group, article()))
    [*_, message] = [u["message"] for u in (await api("getUpdates")).result if "message" in u]
    assert message["via_bot"]["id"] == simulation.bot_id
    assert message["from"]["id"] == anna.id


async def test_feedback_tells_what_was_chosen(
    api: RawApi, simulation: Simulation, anna: Person
) -> None:
    answer = await answered(api, anna, article("plain"), article("rich", reply_markup=BUTTONS))
    await anna.choose(answer, 0)
    await anna.choose(answer, 1)
    await simulation.set_inline_feedback(False)
    await anna.choose(answer, 0)
    updates = (await api("getUpdates")).result
    plain, rich = (
        update["chosen_inline_result"] for update in updates if "chosen_inline_result" in update
    )
    assert (plain["result_id"], plain["query"]) == ("plain", "tower")
    assert plain["from"]["id"] == anna.id
    assert "inline_message_id" not in plain  # without buttons there is nothing to edit
    assert rich["inline_message_id"]


async def test_a_button_of_an_inline_message_names_it_and_the_bot_edits_it(
    api: RawApi, bot: Bot, anna: Person
) -> None:
    answer = await answered(api, anna, article(reply_markup=BUTTONS))
    sent = await anna.choose(answer)
    assert await anna.press(sent, "Map", timeout=0) is None
    query = (await api("getUpdates")).result[-1]["callback_query"]
    assert query["data"] == "map:1"
    assert "message" not in query
    inline_id = query["inline_message_id"]
    assert await bot.answer_callback_query(query["id"])
    assert await bot.edit_message_text("Changed", inline_message_id=inline_id) is True
    assert (await anna.wait_for_edit(sent)).text == "Changed"
    again = await api("editMessageText", inline_message_id=inline_id, text="Changed")
    assert "message is not modified" in again.refusal
    other = api.as_bot(OTHER_TOKEN)
    for caller, identifier in ((other, inline_id), (api, "AAAA")):
        refused = await caller("editMessageText", inline_message_id=identifier, text="a")
        assert refused.refusal == "Bad Request: MESSAGE_ID_INVALID"
    by_number = await api("editMessageText", chat_id=anna.chat_id, message_id=sent.id, text="a")
    assert by_number.refusal == "Bad Request: message can't be edited"


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"results": [article(str(n)) for n in range(51)]}, "too many inline query results"),
        ({"results": [article(), article()]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("я" * 33)]}, "RESULT_ID_INVALID"),
        ({"results": [article("")]}, "RESULT_ID_EMPTY"),
        ({"results": [article(title=" ")]}, "ARTICLE_TITLE_EMPTY"),
        ({"results": [{"type": "audio", "id": "1"}]}, "can't parse InlineQueryResult: type"),
        ({"results": [{"id": "1"}]}, "can't parse InlineQueryResult: can't find field \"type\""),
        ({"results": ["a"]}, "can't parse InlineQueryResult: "),
        (
            {"results": [{"type": "article", "id": "1", "title": "a"}]},
            "can't parse InlineQueryResult: ",
        ),
        ({"results": [article(input_message_content={"message_text": " "})]}, "MESSAGE_EMPTY"),
        (
            {"results": [article(input_message_content={"message_text": "a" * 4097})]},
            "MESSAGE_TOO_LONG",
        ),
        (
            {"results": [article(input_message_content={"phone": "1"})]},
            "invalid inline message content specified",
        ),
        (
            {"results": [article(reply_markup={"keyboard": [["a"]]})]},
            "can't parse InlineQueryResult: inline keyboard expected",
        ),
        (
            {
                "results": [
                    article(
                        reply_markup={
                            "inline_keyboard": [[{"text": "a", "callback_data": "b" * 65}]]
                        }
                    )
                ]
            },
            "BUTTON_DATA_INVALID",
        ),
        ({"results": [article(thumbnail_url="picture")]}, "WEBDOCUMENT_URL_INVALID"),
        (
            {"results": [{"type": "photo", "id": "1", "photo_file_id": "AgAC"}]},
            "wrong remote file identifier specified",
        ),
        (
            {"results": [{"type": "photo", "id": "1", "photo_url": "https://a.example/1.jpg"}]},
            "PHOTO_THUMB_URL_EMPTY",
        ),
        (
            {
                "results": [
                    {
                        "type": "photo",
                        "id": "1",
                        "photo_url": "https://a.example/1.jpg",
                        "thumbnail_url": "https://a.example/1.jpg",
                        "caption": "a" * 1025,
                    }
                ]
            },
            "MEDIA_CAPTION_TOO_LONG",
        ),
        (
            {
                "results": [
                    {"type": "venue", "id": "1", "title": "a", "latitude": 1, "longitude": 2}
                ]
            },
            "address is empty",
        ),
        ({"next_offset": "я" * 33}, "NEXT_OFFSET_INVALID"),
        ({"button": {"text": "a"}}, "can't use empty start_parameter"),
        ({"button": {"text": "a", "start_parameter": "a" * 65}}, "too long start_parameter"),
        ({"button": {"text": "a", "start_parameter": "a b"}}, "unallowed characters in start"),
        ({"button": {"start_parameter": "a"}}, "can't parse InlineQueryResultsButton"),
    ],
)
async def test_a_wrong_answer_is_refused_in_the_words_of_the_real_server(
    api: RawApi, anna: Person, values: dict[str, Any], refusal: str
) -> None:
    query_id = await anna.ask_inline("a")
    body = {"inline_query_id": query_id, "results": [], **values}
    answer = await api.post("answerInlineQuery", json=body)
    assert answer.status == 400
    assert answer.refusal.startswith(f"Bad Request: {refusal}")
    right = await api("answerInlineQuery", inline_query_id=query_id, results="[]")
    assert right.result is True  # a refused answer is none


async def test_the_largest_answer_passes(api: RawApi, anna: Person) -> None:
    results = [article(str(number).rjust(64, "0")) for number in range(50)]
    button = json.dumps({"text": "Open", "start_parameter": "a" * 64})
    answer = await answered(api, anna, *results, next_offset="я" * 32, button=button)
    assert len(answer.results) == 50
    assert answer.button == {"text": "Open", "start_parameter": "a" * 64}


async def test_a_query_is_answered_once_and_within_seconds(
    api: RawApi, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    query_id = await anna.ask_inline("a")
    other = api.as_bot(OTHER_TOKEN)
    strange = await other("answerInlineQuery", inline_query_id=query_id, results="[]")
    assert strange.refusal == TOO_OLD
    assert (await api("answerInlineQuery", inline_query_id=query_id, results="[]")).result
    second = await api("answerInlineQuery", inline_query_id=query_id, results="[]")
    assert second.refusal == TOO_OLD
    late_id = await anna.ask_inline("b")
    monkeypatch.setattr("bot.playground.inline.ANSWER_SECONDS", 0.0)
    await asyncio.sleep(0.01)
    late = await api("answerInlineQuery", inline_query_id=late_id, results="[]")
    assert late.refusal == TOO_OLD


async def test_answers_are_cached_for_all_or_for_one(
    api: RawApi, simulation: Simulation, anna: Person
) -> None:
    boris = await simulation.user(first_name="Борис")
    await answered(api, anna, article("all"), query="a", cache_time=60)
    again = await boris.inline("a")
    assert again.cached
    assert again.results[0]["id"] == "all"
    assert (await boris.choose(again)).text == "Place all"
    await answered(api, anna, article("mine"), query="b", cache_time=60, is_personal=True)
    assert (await anna.inline("b")).cached
    with pytest.raises(TimeoutError):
        await boris.inline("b", timeout=0)
    with pytest.raises(TimeoutError):
        await anna.inline("a", offset="20", timeout=0)
    await simulation.forget_inline_answers()
    with pytest.raises(TimeoutError):
        await anna.inline("a", timeout=0)


async def test_only_what_was_offered_to_the_person_is_chosen(
    api: RawApi, simulation: Simulation, anna: Person
) -> None:
    answer = await answered(api, anna, article())
    boris = await simulation.user(first_name="Борис")
    with pytest.raises(SimulationError, match="no such inline query"):
        await boris.choose(answer)
    answer.results[0]["id"] = "2"
    with pytest.raises(SimulationError, match="no such result"):
        await anna.choose(answer)
