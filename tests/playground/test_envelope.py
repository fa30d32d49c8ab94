from __future__ import annotations

import json

import pytest
from aiogram import Bot
from aiohttp import ClientSession

from bot.playground import PLAYGROUND_TOKEN
from bot.playground.simulation_client import Person
from tests.playground.conftest import OTHER_TOKEN, RawApi


async def test_a_result_comes_in_the_envelope(api: RawApi) -> None:
    answer = await api("getMe")
    assert answer.status == 200
    assert answer.body["ok"] is True
    assert answer.result["id"] == 1000000001
    assert answer.result["is_bot"] is True
    assert answer.result["can_read_all_group_messages"] is False


async def test_aiogram_talks_to_it_unchanged(bot: Bot) -> None:
    me = await bot.get_me()
    assert me.username == "orientir_playground_bot"


@pytest.mark.parametrize(
    "token",
    ["12:short", "nonsense", f"x{PLAYGROUND_TOKEN}", PLAYGROUND_TOKEN[:-1], PLAYGROUND_TOKEN + "a"],
)
async def test_a_token_of_the_wrong_form_is_unauthorized(api: RawApi, token: str) -> None:
    answer = await api.as_bot(token)("getMe")
    assert (answer.status, answer.refusal) == (401, "Unauthorized")


async def test_another_secret_for_a_known_bot_is_unauthorized(api: RawApi) -> None:
    wrong = PLAYGROUND_TOKEN.replace("Playground", "playground")
    assert (await api.as_bot(wrong)("getMe")).status == 401


async def test_every_token_is_its_own_bot(api: RawApi, anna: Person) -> None:
    other = api.as_bot(OTHER_TOKEN)
    assert (await other("getMe")).result["id"] == 2000000002
    assert (await other("getUpdates")).result == []
    assert len((await api("getUpdates")).result) == 1


async def test_an_unknown_method_is_not_found(api: RawApi) -> None:
    answer = await api("sendTelepathy")
    assert (answer.status, answer.refusal) == (404, "Not Found: method not found")


@pytest.mark.parametrize("name", ["getme", "GETME", "GetMe"])
async def test_method_names_ignore_case(api: RawApi, name: str) -> None:
    assert (await api(name)).result["is_bot"] is True


async def test_calls_come_urlencoded_multipart_as_json_or_in_the_query(
    api: RawApi, http: ClientSession, anna: Person
) -> None:
    chat = anna.chat_id
    assert (await api("sendMessage", chat_id=chat, text="a")).result["text"] == "a"
    assert (await api("sendMessage", chat_id=chat, text="b", x=b"1")).result["text"] == "b"
    as_json = await api.post("sendMessage", json={"chat_id": chat, "text": "c"})
    assert as_json.result["text"] == "c"
    address = f"{api.url}/bot{api.token}/sendMessage"
    async with http.get(address, params={"chat_id": chat, "text": "d"}) as response:
        assert (await response.json())["result"]["text"] == "d"


async def test_unknown_parameters_are_ignored(api: RawApi, anna: Person) -> None:
    answer = await api("sendMessage", chat_id=anna.chat_id, text="a", colour="red")
    assert answer.status == 200


async def test_a_body_that_is_no_json_is_refused(api: RawApi) -> None:
    answer = await api.post(
        "sendMessage", data=b"{chat", headers={"Content-Type": "application/json"}
    )
    assert answer.refusal == "Bad Request: can't parse request JSON object"


async def test_too_large_a_request_is_refused(api: RawApi, anna: Person) -> None:
    answer = await api("sendDocument", chat_id=anna.chat_id, document=bytes(51 * 1024 * 1024))
    assert (answer.status, answer.refusal) == (413, "Request Entity Too Large")


@pytest.mark.parametrize("markup", ["[", "[1]", '"text"', json.dumps({"inline_keyboard": 3})])
async def test_nested_objects_of_a_wrong_type_are_refused(
    api: RawApi, anna: Person, markup: str
) -> None:
    answer = await api("sendMessage", chat_id=anna.chat_id, text="a", reply_markup=markup)
    assert answer.status == 400
    assert answer.refusal.startswith("Bad Request: ")
