from __future__ import annotations

import asyncio
import time

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramMigrateToChat, TelegramRetryAfter
from aiogram.types import ReplyParameters
from aiohttp import ClientConnectionError, ClientResponseError, ClientSession

from bot.playground.simulation_client import Person, Simulation, SimulationError
from tests.playground.conftest import RawApi


async def test_the_next_call_answers_429_with_its_pause(
    api: RawApi, bot: Bot, simulation: Simulation, anna: Person
) -> None:
    await simulation.fail_next("sendMessage", 429, retry_after=7)
    answer = await api("sendMessage", chat_id=anna.chat_id, text="a")
    assert answer.status == 429
    assert answer.refusal == "Too Many Requests: retry after 7"
    assert answer.body["parameters"] == {"retry_after": 7}
    assert answer.headers["Retry-After"] == "7"
    assert (await api("sendMessage", chat_id=anna.chat_id, text="a")).status == 200
    await simulation.fail_next("sendMessage", 429, retry_after=3)
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(anna.chat_id, "a")
    assert refusal.value.retry_after == 3


async def test_a_fault_can_come_several_times_and_to_any_method(
    api: RawApi, simulation: Simulation
) -> None:
    await simulation.fail_next("*", 502, times=2)
    assert (await api("getUpdates")).status == 200  # a long poll fails only where it is named
    statuses = [(await api("getMe")).status for _ in range(3)]
    assert statuses == [502, 502, 200]
    assert (await simulation.stats())["refusals"] == {"getMe": 2}


@pytest.mark.parametrize("code", [502, 504])
async def test_a_gateway_answers_with_a_page_for_people(
    bot: Bot, api: RawApi, simulation: Simulation, http: ClientSession, code: int
) -> None:
    await simulation.fail_next("getMe", code, html=True, times=2)
    async with http.get(f"{api.url}/bot{api.token}/getMe") as response:
        assert (response.status, response.content_type) == (code, "text/html")
        page = await response.text()
    assert page.startswith("<html>")
    assert ("Bad Gateway" if code == 502 else "Gateway Time") in page
    with pytest.raises(ClientDecodeError):
        await bot.get_me()
    assert await bot.get_me()


async def test_a_gateway_may_swallow_the_answer_of_a_message_that_was_sent(
    bot: Bot, simulation: Simulation, anna: Person
) -> None:
    await simulation.fail_next("sendMessage", 504, html=True, after=True)
    with pytest.raises(ClientDecodeError):
        await bot.send_message(anna.chat_id, "kept")
    assert [message.text for message in await anna.wait_for_reply()] == ["kept"]


async def test_a_download_can_meet_a_gateway(
    bot: Bot, simulation: Simulation, anna: Person
) -> None:
    sent = await anna.send_document(b"text", "a.txt", "text/plain")
    await simulation.fail_next("download", 502, html=True)
    with pytest.raises(ClientResponseError):
        await bot.download(sent.raw["document"]["file_id"])


async def test_a_page_is_what_only_a_gateway_answers(simulation: Simulation) -> None:
    with pytest.raises(SimulationError, match="502"):
        await simulation.fail_next("getMe", 400, html=True)


async def test_a_call_can_hang_hang_up_or_lose_its_answer(
    api: RawApi, simulation: Simulation, anna: Person
) -> None:
    await simulation.fail_next("getMe", 200, delay=0.4)
    begun = time.monotonic()
    assert (await api("getMe")).status == 200
    assert time.monotonic() - begun > 0.35
    await simulation.fail_next("sendMessage", 0)
    with pytest.raises(ClientConnectionError):
        await api("sendMessage", chat_id=anna.chat_id, text="lost")
    await simulation.fail_next("sendMessage", 502, after=True)
    assert (await api("sendMessage", chat_id=anna.chat_id, text="kept")).status == 502
    assert [message.text for message in await anna.wait_for_reply()] == ["kept"]


async def test_flood_limits_count_messages_and_say_when_to_come_back(
    api: RawApi, simulation: Simulation, anna: Person
) -> None:
    answers = [await api("sendMessage", chat_id=anna.chat_id, text="a") for _ in range(25)]
    assert [answer.status for answer in answers[:20]] == [200] * 20
    refused = answers[-1]
    assert refused.status == 429
    pause = refused.body["parameters"]["retry_after"]
    assert pause == 1
    assert (await api("sendChatAction", chat_id=anna.chat_id, action="typing")).status == 200
    other = await simulation.user()
    await other.send_text("hello")
    assert (await api("sendMessage", chat_id=other.chat_id, text="a")).status == 200
    await asyncio.sleep(pause)
    assert (await api("sendMessage", chat_id=anna.chat_id, text="a")).status == 200


async def test_flood_limits_can_be_switched_off(
    api: RawApi, simulation: Simulation, anna: Person
) -> None:
    await simulation.set_flood_limits(False)
    answers = [await api("sendMessage", chat_id=anna.chat_id, text="a") for _ in range(40)]
    assert {answer.status for answer in answers} == {200}


async def test_groups_take_twenty_messages_a_minute(
    api: RawApi, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna)
    statuses = [
        (await api("sendMessage", chat_id=group.chat_id, text="a")).status for _ in range(21)
    ]
    assert statuses == [200] * 20 + [429]


async def test_a_group_appears_with_the_bot_in_it(
    bot: Bot, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna, "Поездка")
    updates = (await bot.get_updates())[1:]
    assert updates[0].my_chat_member is not None
    assert updates[0].my_chat_member.new_chat_member.status == "member"
    assert updates[1].message is not None
    assert updates[1].message.new_chat_members is not None
    chat = await bot.get_chat(group.chat_id)
    assert (chat.type, chat.title) == ("supergroup", "Поездка")


async def test_privacy_mode_hides_what_is_not_for_the_bot(
    bot: Bot, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna)
    said = await bot.send_message(group.chat_id, "hello")
    await group.send_text("plain words @orientir_playground_bot")
    await group.send_photo(PIXEL)
    await group.send_text("/help@another_bot")
    await group.send_text("/help")
    await group.send_text("/help@orientir_playground_bot")
    await group.send_text("an answer", reply_to=said.message_id)
    heard = [update.message.text for update in (await bot.get_updates())[3:] if update.message]
    assert heard == ["/help", "/help@orientir_playground_bot", "an answer"]


async def test_without_privacy_or_as_admin_the_bot_hears_all(
    bot: Bot, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna, status="administrator")
    await group.send_text("one")
    await group.set_status("member")
    await group.send_text("unheard")
    await simulation.set_privacy(False)
    assert (await bot.get_me()).can_read_all_group_messages
    await group.send_text("two")
    heard = [update.message.text for update in await bot.get_updates() if update.message]
    assert heard[-2:] == ["one", "two"]


async def test_a_removed_bot_is_forbidden(
    api: RawApi, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna)
    await group.block()
    answer = await api("sendMessage", chat_id=group.chat_id, text="a")
    assert answer.status == 403
    assert answer.refusal == "Forbidden: bot was kicked from the supergroup chat"


async def test_a_group_that_became_a_supergroup_names_its_new_id(
    bot: Bot, api: RawApi, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna, kind="group")
    moved = await group.migrate()
    answer = await api("sendMessage", chat_id=group.chat_id, text="a")
    assert answer.status == 400
    assert answer.body["parameters"] == {"migrate_to_chat_id": moved.chat_id}
    with pytest.raises(TelegramMigrateToChat):
        await bot.send_message(group.chat_id, "a")
    assert (await api("sendMessage", chat_id=moved.chat_id, text="a")).status == 200


async def test_a_known_bot_is_switched_by_its_id(bot: Bot, simulation: Simulation) -> None:
    values = {"can_read_all_group_messages": True}
    changed = await simulation.call("POST", f"/bots/{bot.id}", values)
    assert changed["can_read_all_group_messages"]
    assert (await bot.get_me()).can_read_all_group_messages
    with pytest.raises(SimulationError, match="no such bot"):
        await simulation.call("POST", "/bots/77", {})


async def test_the_persons_language_is_told(bot: Bot, simulation: Simulation) -> None:
    person = await simulation.user(language="en")
    await person.send_text("hi")
    await person.set_language("ru")
    await person.send_text("привет")
    users = [update.message.from_user for update in await bot.get_updates() if update.message]
    assert [user.language_code for user in users if user] == ["en", "ru"]


async def test_a_deleted_message_can_only_be_answered_leniently(
    bot: Bot, api: RawApi, anna: Person
) -> None:
    question = await anna.send_text("question")
    await anna.delete(question)
    assert await anna.message(question.id) is None
    strict = await api("sendMessage", chat_id=anna.id, text="a", reply_to_message_id=question.id)
    assert (strict.status, strict.refusal) == (
        400,
        "Bad Request: message to be replied not found",
    )
    lenient = ReplyParameters(message_id=question.id, allow_sending_without_reply=True)
    answer = await bot.send_message(anna.chat_id, "answer", reply_parameters=lenient)
    assert answer.reply_to_message is None
    assert [update.message.text for update in await bot.get_updates() if update.message] == [
        "/start",
        "question",
    ]


async def test_an_edit_reaches_the_bot_as_an_edited_message(bot: Bot, anna: Person) -> None:
    sent = await anna.send_text("/start")
    edited = await anna.edit(sent, "two /help")
    assert (edited.id, edited.text) == (sent.id, "two /help")
    update = (await bot.get_updates())[-1]
    assert update.message is None
    assert update.edited_message is not None
    assert update.edited_message.text == "two /help"
    assert update.edited_message.edit_date is not None
    assert [entity.type for entity in update.edited_message.entities or []] == ["bot_command"]


async def test_the_caption_of_a_photo_is_edited(bot: Bot, anna: Person) -> None:
    sent = await anna.send_photo(PIXEL, "one")
    assert (await anna.edit(sent, "two")).text == "two"
    assert (await anna.edit(sent, "")).text == ""
    captions = [
        update.edited_message.caption
        for update in (await bot.get_updates())[-2:]
        if update.edited_message
    ]
    assert captions == ["two", None]


async def test_an_edit_that_changes_nothing_is_none(bot: Bot, anna: Person) -> None:
    sent = await anna.send_text("one")
    assert (await anna.edit(sent, "one")).raw == sent.raw
    assert (await bot.get_updates())[-1].edited_message is None


async def test_people_change_what_is_theirs(bot: Bot, simulation: Simulation, anna: Person) -> None:
    group = await simulation.group(anna)
    said = await bot.send_message(group.chat_id, "one")
    [seen] = await group.wait_for_reply()
    with pytest.raises(SimulationError, match="can't be edited"):
        await group.edit(seen, "two")
    with pytest.raises(SimulationError, match="can't be deleted"):
        await group.delete(seen)
    with pytest.raises(SimulationError, match="text is empty"):
        await group.edit(await group.send_text("own"), " ")
    await bot.delete_message(group.chat_id, said.message_id)
    with pytest.raises(SimulationError, match="message to delete not found"):
        await group.delete(seen)


async def test_events_tell_what_happens(bot: Bot, simulation: Simulation, anna: Person) -> None:
    address = f"{simulation.url}/playground/api/events"
    async with simulation._http.ws_connect(address) as socket:
        await bot.send_chat_action(anna.chat_id, "typing")
        message = await bot.send_message(anna.chat_id, "one")
        await bot.delete_message(anna.chat_id, message.message_id)
        kinds: list[str] = []
        async with asyncio.timeout(5):
            while "delete" not in kinds:
                kinds.append((await socket.receive_json())["event"])
    assert [kind for kind in kinds if kind != "bots"] == ["action", "message", "delete"]


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)
