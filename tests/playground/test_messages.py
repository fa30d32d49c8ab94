from __future__ import annotations

import json
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters

from bot.playground.simulation_client import Person, Simulation
from tests.playground.conftest import OTHER_TOKEN, RawApi


def keyboard(*buttons: dict[str, Any]) -> str:
    return json.dumps({"inline_keyboard": [list(buttons)]})


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"chat_id": ""}, "chat_id is empty"),
        ({"chat_id": 12345}, "chat not found"),
        ({"chat_id": "@nobody"}, "chat not found"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "a", "parse_mode": "Morse"}, "unsupported parse_mode"),
        ({"text": "<b>a", "parse_mode": "HTML"}, "can't parse entities: "),
        ({"text": "a", "reply_to_message_id": 999}, "message to be replied not found"),
        ({"text": "a", "reply_parameters": '{"message_id": 9}'}, "message to be replied not found"),
        (
            {"text": "a", "reply_markup": keyboard({"text": "b", "callback_data": "я" * 33})},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "a", "reply_markup": keyboard({"text": "b"})},
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "a", "reply_markup": keyboard({"text": "b", "url": "ftp://x"})},
            "inline keyboard button URL 'ftp://x' is invalid: unsupported URL protocol",
        ),
    ],
)
async def test_a_message_is_refused_in_the_words_of_the_real_server(
    api: RawApi, anna: Person, values: dict[str, Any], refusal: str
) -> None:
    answer = await api("sendMessage", **{"chat_id": anna.chat_id, "text": "a", **values})
    assert answer.status == 400
    assert answer.refusal.startswith(f"Bad Request: {refusal}")


async def test_texts_of_the_full_length_pass(api: RawApi, anna: Person) -> None:
    text = f"<b>{'a' * 4096}</b>"
    answer = await api("sendMessage", chat_id=anna.chat_id, text=text, parse_mode="HTML")
    assert len(answer.result["text"]) == 4096


async def test_button_data_of_64_bytes_passes(api: RawApi, anna: Person) -> None:
    markup = keyboard({"text": "b", "callback_data": "я" * 32})
    answer = await api("sendMessage", chat_id=anna.chat_id, text="a", reply_markup=markup)
    assert answer.result["reply_markup"] == json.loads(markup)


async def test_a_bot_cannot_write_first(api: RawApi, simulation: Simulation, anna: Person) -> None:
    stranger = await simulation.user()
    assert "chat not found" in (await api("sendMessage", chat_id=stranger.id, text="a")).refusal
    other = api.as_bot(OTHER_TOKEN)
    assert "chat not found" in (await other("sendMessage", chat_id=anna.id, text="a")).refusal


async def test_a_bot_that_was_blocked_is_forbidden_and_told(api: RawApi, anna: Person) -> None:
    await anna.block()
    answer = await api("sendMessage", chat_id=anna.chat_id, text="a")
    assert (answer.status, answer.refusal) == (403, "Forbidden: bot was blocked by the user")
    change = (await api("getUpdates")).result[-1]["my_chat_member"]
    assert change["new_chat_member"]["status"] == "kicked"
    await anna.unblock()
    assert (await api("sendMessage", chat_id=anna.chat_id, text="a")).status == 200


async def test_a_reply_shows_what_it_answers(bot: Bot, anna: Person) -> None:
    question = await anna.send_text("question")
    answer = await bot.send_message(anna.chat_id, "answer", reply_to_message_id=question.id)
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "question"
    lost = ReplyParameters(message_id=999, allow_sending_without_reply=True)
    raw = await bot.send_message(anna.chat_id, "b", reply_parameters=lost)
    assert raw.reply_to_message is None


async def test_a_text_can_be_edited_and_the_edit_is_marked(bot: Bot, anna: Person) -> None:
    message = await bot.send_message(anna.chat_id, "one")
    edited = await bot.edit_message_text("two", chat_id=anna.chat_id, message_id=message.message_id)
    assert not isinstance(edited, bool)
    assert edited.text == "two"
    assert edited.edit_date is not None
    shown = await anna.message(message.message_id)
    assert shown is not None
    assert shown.text == "two"


@pytest.mark.parametrize(
    ("method", "values", "refusal"),
    [
        ("editMessageText", {"message_id": 999, "text": "a"}, "message to edit not found"),
        ("editMessageText", {"message_id": 1, "text": "a"}, "message can't be edited"),
        ("editMessageText", {"message_id": 2, "text": "a"}, "message is not modified: "),
        ("editMessageReplyMarkup", {"message_id": 2}, "message is not modified: "),
        ("editMessageText", {"message_id": 2, "text": ""}, "message text is empty"),
        ("editMessageText", {"text": "a"}, "message identifier is not specified"),
        ("editMessageCaption", {"message_id": 2, "caption": "b"}, "there is no caption"),
        ("deleteMessage", {"message_id": 999}, "message to delete not found"),
    ],
)
async def test_an_edit_is_refused_in_the_words_of_the_real_server(
    api: RawApi, anna: Person, method: str, values: dict[str, Any], refusal: str
) -> None:
    await api("sendMessage", chat_id=anna.chat_id, text="a")
    answer = await api(method, chat_id=anna.chat_id, **values)
    assert answer.status == 400
    assert answer.refusal.startswith(f"Bad Request: {refusal}")


async def test_a_deleted_message_is_gone(bot: Bot, anna: Person) -> None:
    message = await bot.send_message(anna.chat_id, "one")
    assert await bot.delete_message(anna.chat_id, message.message_id)
    assert await anna.message(message.message_id) is None


async def test_a_button_is_answered_once(bot: Bot, api: RawApi, anna: Person) -> None:
    button = InlineKeyboardButton(text="More", callback_data="more:1")
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
    await bot.send_message(anna.chat_id, "text", reply_markup=markup)
    [message] = await anna.wait_for_reply()
    assert await anna.press(message, "More", timeout=0) is None
    query = (await api("getUpdates")).result[-1]["callback_query"]
    assert query["data"] == "more:1"
    assert query["message"]["message_id"] == message.id
    assert await bot.answer_callback_query(query["id"], text="Done", show_alert=True)
    again = await api("answerCallbackQuery", callback_query_id=query["id"])
    assert again.refusal == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )
    assert (await api("answerCallbackQuery", callback_query_id="7")).status == 400


async def test_venues_and_locations_arrive(bot: Bot, api: RawApi, anna: Person) -> None:
    venue = await bot.send_venue(anna.chat_id, 56.8444, 60.609, "Храм-на-Крови", "Царская, 10")
    assert venue.venue is not None
    assert venue.location is not None
    assert venue.venue.title == "Храм-на-Крови"
    location = await bot.send_location(anna.chat_id, 0, 0)
    assert location.location is not None
    answer = await api("sendLocation", chat_id=anna.chat_id, latitude="north", longitude=0)
    assert answer.status == 400
    answer = await api("sendLocation", chat_id=anna.chat_id, latitude=91, longitude=0)
    assert answer.status == 400


async def test_the_typing_indicator_is_seen(
    bot: Bot, api: RawApi, simulation: Simulation, anna: Person
) -> None:
    assert await bot.send_chat_action(anna.chat_id, "upload_photo")
    [action] = (await simulation.stats())["actions"]
    assert (action["chat"], action["action"]) == (anna.chat_id, "upload_photo")
    answer = await api("sendChatAction", chat_id=anna.chat_id, action="dancing")
    assert answer.refusal == "Bad Request: wrong parameter action in request"


async def test_commands_are_kept_by_scope_and_language(api: RawApi, anna: Person) -> None:
    ru = '[{"command": "start", "description": "Начать"}]'
    en = '[{"command": "start", "description": "Start"}]'
    await api("setMyCommands", commands=ru)
    await api("setMyCommands", commands=en, language_code="en")
    assert (await api("getMyCommands")).result == json.loads(ru)
    assert (await anna.commands()) == json.loads(ru)
    await anna.set_language("en")
    assert (await anna.commands()) == json.loads(en)
    await api("deleteMyCommands", language_code="en")
    assert (await anna.commands()) == json.loads(ru)
    wrong = '[{"command": "Start!", "description": "Start"}]'
    assert (await api("setMyCommands", commands=wrong)).refusal.endswith("BOT_COMMAND_INVALID")


async def test_descriptions_differ_by_language(api: RawApi) -> None:
    await api("setMyDescription", description="Узнаю места")
    await api("setMyDescription", description="I know places", language_code="en")
    english = await api("getMyDescription", language_code="en")
    assert english.result == {"description": "I know places"}
    german = await api("getMyDescription", language_code="de")
    assert german.result == {"description": "Узнаю места"}
    await api("setMyShortDescription", short_description="Места")
    assert (await api("getMyShortDescription")).result == {"short_description": "Места"}


async def test_a_chat_can_be_looked_up(bot: Bot, anna: Person) -> None:
    chat = await bot.get_chat(anna.chat_id)
    assert chat.type == "private"
    assert chat.first_name == "Анна"


@pytest.mark.parametrize(
    "values",
    [
        {"chat_id": "9" * 30, "text": "a"},
        {"chat_id": {"id": 1}, "text": ["a"]},
        {"text": "\ud800"},
        {"text": "a", "reply_parameters": {"message_id": 10**30}},
        {"text": "a", "reply_parameters": {"message_id": {}}},
        {"text": "a", "entities": [{"type": "bold", "offset": "0", "length": 1}]},
        {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": 1, "callback_data": 2}]]}},
        {"text": "<b>" * 20_000, "parse_mode": "HTML"},
    ],
)
async def test_strange_values_are_refused_and_never_break_the_server(
    api: RawApi, anna: Person, values: dict[str, Any]
) -> None:
    body = json.dumps({"chat_id": anna.chat_id, **values})
    headers = {"Content-Type": "application/json"}
    answer = await api.post("sendMessage", data=body, headers=headers)
    assert answer.status == 400
    deleted = await api("deleteMessages", chat_id=anna.chat_id, message_ids='["a", {}, 1e99, 9]')
    assert deleted.refusal == "Bad Request: can't parse message identifier as a Number"


async def test_deeply_nested_json_is_refused(api: RawApi, anna: Person) -> None:
    answer = await api("sendMessage", chat_id=anna.chat_id, text="a", reply_markup="[" * 100_000)
    assert answer.refusal == "Bad Request: can't parse reply keyboard markup JSON object"
