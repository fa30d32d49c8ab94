from __future__ import annotations

import asyncio

import pytest

from bot.playground.simulation_client import Person, Seen, Simulation
from bot.services import Services
from tests.integration.conftest import StartBot
from tests.pictures import jpeg, summer_palace

NAME = "@orientir_playground_bot"
QUIET = 1.5  # seconds: an album counts as whole after less


async def group_of(
    simulation: Simulation, status: str = "member", kind: str = "supergroup", forum: bool = False
) -> Person:
    """A traveller in a group whose greeting by the bot has been read."""
    anna = await simulation.user("ru")
    group = await simulation.group(anna, status=status, kind=kind, forum=forum)
    await group.wait_for_reply()
    return group


def answered(message: Seen) -> int:
    return int(message.raw["reply_to_message"]["message_id"])


@pytest.fixture(scope="module")
def palace() -> bytes:
    return summer_palace().read_bytes()


@pytest.mark.usefixtures("services")
async def test_where_below_a_photo_says_what_it_shows(
    simulation: Simulation, palace: bytes
) -> None:
    group = await group_of(simulation)
    sent = await group.send_photo(palace, "/where")
    (reply,) = await group.wait_for_reply()
    assert "Летний дворец" in reply.text
    assert answered(reply) == sent.id


@pytest.mark.usefixtures("services")
async def test_where_in_reply_to_a_photo_is_answered_at_the_photo(
    simulation: Simulation, palace: bytes
) -> None:
    group = await group_of(simulation)
    photo = await group.send_photo(palace)
    await group.expect_silence(QUIET)
    await group.send_text(f"/where{NAME}", reply_to=photo.id)
    (reply,) = await group.wait_for_reply()
    assert "Летний дворец" in reply.text
    assert answered(reply) == photo.id


@pytest.mark.usefixtures("services")
async def test_find_gets_an_album_in_reply(simulation: Simulation) -> None:
    group = await group_of(simulation)
    asked = await group.send_text("/find Храм на Крови")
    replies = await group.wait_for_reply()
    album = [message for message in replies if message.album is not None]
    assert len(album) == 5
    assert "1. Храм на Крови" in album[0].text
    assert answered(album[0]) == asked.id


@pytest.mark.usefixtures("services")
async def test_what_is_not_for_the_bot_gets_no_answer(
    simulation: Simulation, palace: bytes
) -> None:
    group = await group_of(simulation, status="administrator")
    said = await group.send_text("Храм на Крови")
    await group.send_text("/find@other_bot театр")
    await group.send_text("/weather")
    await group.send_photo(palace)
    await group.send_album([palace, jpeg()], "красота")
    await group.send_text("/where@other_bot", reply_to=said.id)
    await group.expect_silence(QUIET)


@pytest.mark.usefixtures("services")
async def test_a_mention_asks_by_words_by_caption_and_by_reply(
    simulation: Simulation, palace: bytes
) -> None:
    group = await group_of(simulation, status="administrator")
    await group.send_text(f"{NAME} Эйфелева башня")
    assert "1. Эйфелева башня" in (await group.wait_for_reply())[0].text
    await group.wait_for_reply()
    own = await group.send_photo(palace, f"{NAME} что это?")
    (reply,) = await group.wait_for_reply()
    assert ("Летний дворец" in reply.text, answered(reply)) == (True, own.id)
    photo = await group.send_photo(palace)
    await group.send_text(f"{NAME}, где это?", reply_to=photo.id)
    (reply,) = await group.wait_for_reply()
    assert ("Летний дворец" in reply.text, answered(reply)) == (True, photo.id)


@pytest.mark.usefixtures("services")
async def test_a_reply_to_the_bot_asks_even_with_privacy_mode_on(simulation: Simulation) -> None:
    group = await group_of(simulation)
    await group.send_text("/where")
    (how,) = await group.wait_for_reply()
    assert "/where" in how.text
    await group.send_text("спасибо!", reply_to=how.id)
    await group.expect_silence(QUIET)
    asked = await group.send_text("Эйфелева башня", reply_to=how.id)
    replies = await group.wait_for_reply()
    assert "1. Эйфелева башня" in replies[0].text
    assert answered(replies[0]) == asked.id


@pytest.mark.usefixtures("services")
async def test_an_album_addressed_by_its_caption_gets_one_answer(
    simulation: Simulation, palace: bytes
) -> None:
    group = await group_of(simulation, status="administrator")
    sent = await group.send_album([palace, palace], "/where")
    (reply,) = await group.wait_for_reply()
    assert "Летний дворец" in reply.text
    assert answered(reply) == sent[0].id
    await group.expect_silence(QUIET)


async def test_every_photo_is_recognised_where_an_admin_wants_it(
    simulation: Simulation, services: Services, palace: bytes
) -> None:
    await simulation.set_privacy(False)
    group = await group_of(simulation)
    await services.store.change_chat(group.chat_id, every_photo=True)
    await group.send_text("без фото")
    sent = await group.send_photo(palace)
    (reply,) = await group.wait_for_reply()
    assert ("Летний дворец" in reply.text, answered(reply)) == (True, sent.id)
    album = await group.send_album([palace, palace])
    (reply,) = await group.wait_for_reply()
    assert answered(reply) == album[0].id
    await group.expect_silence(QUIET)


@pytest.mark.usefixtures("services")
async def test_answers_stay_in_the_topic(simulation: Simulation, palace: bytes) -> None:
    group = await group_of(simulation, forum=True)
    topic = await simulation.topic(group, "Фото")
    photo = await group.send_photo(palace, thread=topic)
    await group.send_text("/where", reply_to=photo.id, thread=topic)
    (reply,) = await group.wait_for_reply()
    assert (reply.raw["message_thread_id"], answered(reply)) == (topic, photo.id)
    await group.send_text("/find Эйфелева башня", thread=topic)
    replies = await group.wait_for_reply()
    assert {message.raw["message_thread_id"] for message in replies} == {topic}


async def test_a_busy_group_gets_compact_answers_and_no_refusal(
    simulation: Simulation, services: Services
) -> None:
    group = await group_of(simulation)
    services.groups.count(group.chat_id, 10)
    asked = await group.send_text("/find Храм на Крови")
    (reply,) = await group.wait_for_reply()
    assert "1. Храм на Крови" in reply.text
    assert (reply.photo, answered(reply)) == (None, asked.id)
    assert reply.buttons
    await group.expect_silence(QUIET)
    assert "sendMessage" not in (await simulation.stats())["refusals"]


async def test_more_in_a_busy_group_is_one_message_that_turns_pages(
    simulation: Simulation, services: Services
) -> None:
    group = await group_of(simulation)
    asked = await group.send_text("/find театр")
    found: list[Seen] = []
    while len(found) < 6:
        found += await group.wait_for_reply()
    services.groups.count(group.chat_id, 6)
    await group.press(found[-1], "Ещё →")
    (reply,) = await group.wait_for_reply()
    assert "6. " in reply.text
    assert (reply.photo, answered(reply)) == (None, asked.id)
    await group.press(reply, "Ещё →")
    turned = await group.message(reply.id)
    assert turned is not None
    assert "11. " in turned.text


@pytest.mark.usefixtures("services")
async def test_questions_in_a_row_are_all_answered_within_the_limit(
    simulation: Simulation,
) -> None:
    group = await group_of(simulation)
    asked = [await group.send_text(f"/find мост {number}") for number in range(6)]
    replies: dict[int, Seen] = {}
    async with asyncio.timeout(30):
        while len(replies) < len(asked):
            for message in await group.wait_for_reply():
                if "reply_to_message" in message.raw and message.text:
                    replies[answered(message)] = message
    assert set(replies) == {message.id for message in asked}
    assert (await simulation.stats())["refusals"] == {}


@pytest.mark.usefixtures("services")
async def test_being_added_says_how_to_ask_and_how_to_be_seen(simulation: Simulation) -> None:
    anna = await simulation.user("ru")
    group = await simulation.group(anna)
    (hello,) = await group.wait_for_reply()
    assert "/where" in hello.text
    assert "Privacy mode" in hello.text
    admin = await simulation.group(anna, status="administrator")
    (hello,) = await admin.wait_for_reply()
    assert "Privacy mode" not in hello.text
    await simulation.set_privacy(False)
    (hello,) = await (await simulation.group(anna)).wait_for_reply()
    assert "Privacy mode" not in hello.text


async def test_losing_sight_of_photos_is_told_once_where_all_are_wanted(
    simulation: Simulation, services: Services
) -> None:
    group = await group_of(simulation, status="administrator")
    await group.set_status("member")
    await group.expect_silence(QUIET)
    await group.set_status("administrator")
    await services.store.change_chat(group.chat_id, every_photo=True)
    await group.set_status("member")
    (told,) = await group.wait_for_reply()
    assert "каждое фото" in told.text
    await simulation.set_restrictions(group, can_send_photos=False)
    await group.expect_silence(QUIET)


async def test_a_group_becomes_a_supergroup_with_its_settings(
    simulation: Simulation, services: Services
) -> None:
    group = await group_of(simulation, kind="group")
    await services.store.change_chat(group.chat_id, city="Владимир", every_photo=True)
    moved = await group.migrate()
    await moved.send_text("/find собор")
    replies = await moved.wait_for_reply()
    assert replies[0].text.count("Владимир") >= 5
    assert (await services.store.chat(moved.chat_id)).every_photo
    assert not (await services.store.chat(group.chat_id)).every_photo


async def test_an_answer_that_meets_the_move_is_sent_to_the_supergroup(
    simulation: Simulation, start_bot: StartBot
) -> None:
    async with start_bot():
        group = await group_of(simulation, kind="group")
    await group.send_text("/find Эйфелева башня")
    moved = await group.migrate()
    async with start_bot():
        replies = await moved.wait_for_reply()
    assert "1. Эйфелева башня" in replies[0].text


@pytest.mark.usefixtures("services")
async def test_a_group_that_lets_the_bot_write_nothing_is_left_in_peace(
    simulation: Simulation, palace: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    group = await group_of(simulation)
    await simulation.set_restrictions(group, can_send_messages=False)
    with caplog.at_level("INFO", "bot"):
        await group.send_photo(palace, "/where")
        await group.send_photo(palace, "/where")
        await group.expect_silence(QUIET * 2)
    refusals = (await simulation.stats())["refusals"]
    assert refusals["sendMessage"] == 2  # one for each question, and no apology
    noted = [record for record in caplog.records if "may not write" in record.message]
    assert len(noted) == 1
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.usefixtures("services")
async def test_a_group_that_takes_no_photos_gets_words(simulation: Simulation) -> None:
    group = await group_of(simulation)
    await simulation.set_restrictions(group, can_send_photos=False)
    for _ in range(2):
        await group.send_text("/find Эйфелева башня")
        (reply,) = await group.wait_for_reply()
        assert "1. Эйфелева башня" in reply.text
    assert (await simulation.stats())["refusals"] == {"sendMediaGroup": 1}


async def test_a_removed_bot_forgets_the_group(simulation: Simulation, services: Services) -> None:
    group = await group_of(simulation)
    services.groups.note_photos_refused(group.chat_id)
    await group.send_text("/find Эйфелева башня")
    await group.wait_for_reply()
    await group.block()
    async with asyncio.timeout(10):
        while services.groups.refuses_photos(group.chat_id):  # noqa: ASYNC110  # it is no event
            await asyncio.sleep(0.02)
    assert services.groups.room(group.chat_id) == 20


@pytest.mark.usefixtures("services")
async def test_the_two_commands_work_in_a_private_chat_too(
    simulation: Simulation, palace: bytes
) -> None:
    anna = await simulation.user("ru")
    photo = await anna.send_photo(palace)
    await anna.wait_for_reply()
    await anna.send_text("/where", reply_to=photo.id)
    (reply,) = await anna.wait_for_reply()
    assert ("Летний дворец" in reply.text, answered(reply)) == (True, photo.id)
    await anna.send_text("/find Эйфелева башня")
    assert "1. Эйфелева башня" in (await anna.wait_for_reply())[0].text


async def test_help_in_a_group_says_how_to_ask_there(
    simulation: Simulation, services: Services
) -> None:
    assert services is not None
    group = await group_of(simulation)
    for command in ("/help", f"/start{NAME}", f"/weather{NAME}"):
        await group.send_text(command)
        (reply,) = await group.wait_for_reply()
        assert "/find" in reply.text


async def test_wanting_every_photo_without_seeing_any_is_answered_once_in_the_topic(
    simulation: Simulation, services: Services
) -> None:
    group = await group_of(simulation, forum=True)
    topic = await simulation.topic(group, "Фото")
    await group.send_text("/settings", thread=topic)
    (shown,) = await group.wait_for_reply()
    await group.press(shown, "📷 Узнавать каждое фото")
    (told,) = await group.wait_for_reply()
    assert "каждое фото" in told.text
    assert told.raw["message_thread_id"] == topic
    assert (await services.store.chat(group.chat_id)).every_photo
    await group.press(shown, "📷 Узнавать только по просьбе")
    await group.press(shown, "📷 Узнавать каждое фото")
    assert (await services.store.chat(group.chat_id)).every_photo
    await group.expect_silence(QUIET)


@pytest.mark.usefixtures("services")
async def test_the_menu_of_a_group_shows_how_to_ask(simulation: Simulation) -> None:
    group = await group_of(simulation)
    async with asyncio.timeout(10):
        while [entry["command"] for entry in await group.commands()][:2] != ["where", "find"]:  # noqa: ASYNC110  # the bot introduces itself while it answers
            await asyncio.sleep(0.1)


@pytest.mark.usefixtures("services")
async def test_an_edited_find_is_searched_again(simulation: Simulation) -> None:
    group = await group_of(simulation)
    asked = await group.send_text("/find планетарий")
    first = await group.wait_for_reply()
    assert "планетарий" in first[0].text
    await group.edit(asked, "/find храм на крови")
    second = await group.wait_for_reply()
    while "1. Храм на Крови" not in second[0].text:  # the buttons below the first album
        second = await group.wait_for_reply()
