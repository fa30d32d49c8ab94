from __future__ import annotations

import json

import pytest
from aiogram import Bot
from aiogram.types import ChatMemberAdministrator, ChatMemberRestricted, ReplyParameters

from bot.playground.simulation_client import Person, Simulation, SimulationError
from tests.playground.conftest import OTHER_TOKEN, RawApi
from tests.playground.test_simulation import PIXEL


async def test_people_have_statuses_in_a_group(
    bot: Bot, api: RawApi, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna)
    boris, clara = await simulation.user(), await simulation.user()
    await simulation.join(group, boris)
    await simulation.join(group, clara, "administrator")
    stranger = await simulation.user()
    people = (anna, boris, clara, stranger)
    statuses = [(await bot.get_chat_member(group.chat_id, one.id)).status for one in people]
    assert statuses == ["creator", "member", "administrator", "left"]
    admins = await bot.get_chat_administrators(group.chat_id)
    assert [admin.user.id for admin in admins] == [anna.id, clara.id]
    assert await bot.get_chat_member_count(group.chat_id) == 4
    await simulation.join(group, boris, "left")
    assert (await bot.get_chat_member(group.chat_id, boris.id)).status == "left"
    assert await bot.get_chat_member_count(group.chat_id) == 3
    me = await bot.get_chat_member(group.chat_id, bot.id)
    assert me.status == "member"
    await simulation.set_status(group, "administrator")
    admins = await bot.get_chat_administrators(group.chat_id)
    assert isinstance(admins[-1], ChatMemberAdministrator)
    assert admins[-1].user.id == bot.id
    joined = [
        update["message"]["new_chat_members"][0]["id"]
        for update in (await api("getUpdates")).result
        if "new_chat_members" in update.get("message", {})
    ]
    assert joined == [bot.id, boris.id, clara.id]


async def test_a_private_chat_has_no_administrators(api: RawApi, bot: Bot, anna: Person) -> None:
    refused = await api("getChatAdministrators", chat_id=anna.chat_id)
    assert refused.refusal == "Bad Request: there are no administrators in the private chat"
    assert (await bot.get_chat_member(anna.chat_id, anna.id)).status == "member"
    assert await bot.get_chat_member_count(anna.chat_id) == 2
    for number, refusal in ((0, "invalid user_id specified"), (77, "member not found")):
        refused = await api("getChatMember", chat_id=anna.chat_id, user_id=number)
        assert refused.refusal == f"Bad Request: {refusal}"


async def test_changes_of_members_are_told_to_admins_that_ask(
    api: RawApi, simulation: Simulation, anna: Person
) -> None:
    await api("getUpdates", allowed_updates='["chat_member"]', offset=-1)
    group = await simulation.group(anna, status="administrator")
    boris = await simulation.user()
    await simulation.join(group, boris)
    [update] = [one for one in (await api("getUpdates")).result if "chat_member" in one]
    assert update["chat_member"]["new_chat_member"]["user"]["id"] == boris.id


async def test_people_who_were_removed_cannot_write(simulation: Simulation, anna: Person) -> None:
    group = await simulation.group(anna)
    boris = await simulation.user()
    guest = await simulation.join(group, boris)
    await guest.send_text("/help")
    await simulation.join(group, boris, "kicked")
    with pytest.raises(SimulationError, match="was removed"):
        await guest.send_text("/help")


async def test_a_restricted_bot_is_told_and_refused(
    api: RawApi, bot: Bot, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna)
    await simulation.set_restrictions(group, can_send_photos=False)
    assert await group.status() == "restricted"
    change = (await bot.get_updates())[-1].my_chat_member
    assert change is not None
    assert isinstance(change.new_chat_member, ChatMemberRestricted)
    assert change.new_chat_member.can_send_messages
    assert not change.new_chat_member.can_send_photos
    assert (await api("sendMessage", chat_id=group.chat_id, text="a")).status == 200
    photo = await api("sendPhoto", chat_id=group.chat_id, photo=PIXEL)
    assert photo.status == 400
    assert photo.refusal == "Bad Request: not enough rights to send photos to the chat"
    await group.send_text("/help")  # a restricted bot still hears
    assert (await bot.get_updates())[-1].message is not None
    await simulation.set_restrictions(group, can_send_messages=False)
    place = {"chat_id": group.chat_id, "latitude": 1, "longitude": 2}
    refusals = {
        what: (await api(method, **values)).refusal
        for what, method, values in (
            ("text messages", "sendMessage", {"chat_id": group.chat_id, "text": "a"}),
            ("photos", "sendPhoto", {"chat_id": group.chat_id, "photo": PIXEL}),
            ("locations", "sendLocation", place),
            ("venues", "sendVenue", {**place, "title": "a", "address": "b"}),
        )
    }
    assert refusals == {
        what: f"Bad Request: not enough rights to send {what} to the chat" for what in refusals
    }
    await simulation.set_restrictions(group)
    assert await group.status() == "member"
    assert (await api("sendMessage", chat_id=group.chat_id, text="a")).status == 200


async def test_a_basic_group_restricts_all_its_members(
    api: RawApi, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna, kind="group")
    await simulation.set_restrictions(group, can_send_messages=False)
    assert await group.status() == "member"
    chat = (await api("getChat", chat_id=group.chat_id)).result
    assert chat["permissions"]["can_send_messages"] is False
    assert (await api("sendMessage", chat_id=group.chat_id, text="a")).status == 400
    await simulation.set_status(group, "administrator")
    assert (await api("sendMessage", chat_id=group.chat_id, text="a")).status == 200


async def test_a_bot_that_leaves_is_told_and_out(
    api: RawApi, bot: Bot, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna)
    assert await bot.leave_chat(group.chat_id)
    change = (await bot.get_updates())[-1].my_chat_member
    assert change is not None
    assert change.new_chat_member.status == "left"
    assert change.from_user.id == bot.id
    answer = await api("sendMessage", chat_id=group.chat_id, text="a")
    assert answer.refusal == "Forbidden: bot is not a member of the supergroup chat"
    await group.send_text("/help")
    assert (await bot.get_updates())[-1].message is None


async def test_members_move_along_with_their_group(
    bot: Bot, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna, kind="group")
    boris = await simulation.user()
    await simulation.join(group, boris, "administrator")
    moved = await simulation.migrate(group)
    admins = await bot.get_chat_administrators(moved.chat_id)
    assert [admin.status for admin in admins] == ["creator", "administrator"]
    texts = [update.message for update in await bot.get_updates() if update.message]
    assert texts[-2].migrate_to_chat_id == moved.chat_id
    assert texts[-1].migrate_from_chat_id == group.chat_id


async def test_what_is_said_in_a_topic_stays_there(
    api: RawApi, bot: Bot, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna, forum=True, status="administrator")
    topic = await simulation.topic(group, "Церкви")
    created = (await bot.get_updates())[-1].message
    assert created is not None
    assert created.forum_topic_created is not None
    assert (created.message_id, created.message_thread_id) == (topic, topic)
    asked = await group.send_text("Что это?", thread=topic)
    assert asked.thread == topic
    heard = (await bot.get_updates())[-1].message
    assert heard is not None
    assert heard.is_topic_message
    assert heard.reply_to_message is not None  # the real server's way: the topic's first message
    assert heard.reply_to_message.forum_topic_created is not None
    await heard.reply("Церковь").as_(bot)
    [answer] = await group.wait_for_reply()
    assert (answer.thread, answer.reply_to) == (topic, asked.id)
    parameters = ReplyParameters(message_id=asked.id)
    bare = await bot.send_message(group.chat_id, "a", reply_parameters=parameters)
    assert bare.message_thread_id == topic
    other = await simulation.topic(group, "Музеи")
    across = await bot.send_message(
        group.chat_id, "a", message_thread_id=other, reply_parameters=parameters
    )
    assert across.message_thread_id == other
    assert across.reply_to_message is not None
    assert across.reply_to_message.message_id == other
    general = await bot.send_message(group.chat_id, "a")
    assert general.message_thread_id is None
    refused = await api("sendMessage", chat_id=group.chat_id, text="a", message_thread_id=999)
    assert refused.refusal == "Bad Request: message thread not found"
    found = await simulation.call("GET", f"/chats/{group.chat_id}", bot=bot.id)
    assert found["topics"] == [
        {"thread": topic, "title": "Церкви"},
        {"thread": other, "title": "Музеи"},
    ]


async def test_typing_is_shown_in_a_topic_and_in_the_general_one(
    api: RawApi, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna, forum=True)
    topic = await simulation.topic(group, "Церкви")
    for thread, status in ((topic, 200), (1, 200), (999, 400)):
        values = {"chat_id": group.chat_id, "action": "typing", "message_thread_id": thread}
        assert (await api("sendChatAction", **values)).status == status


async def test_threads_of_answers_are_no_topics(
    api: RawApi, bot: Bot, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna)
    first = await group.send_text("/one")
    await group.send_text("/two", reply_to=first.id)
    heard = (await bot.get_updates())[-1].message
    assert heard is not None
    assert (heard.message_thread_id, heard.is_topic_message) == (first.id, None)
    refused = await api("sendMessage", chat_id=group.chat_id, text="a", message_thread_id=first.id)
    assert refused.refusal == "Bad Request: message thread not found"
    await heard.reply("answer").as_(bot)  # aiogram names a topic only where there is one
    with pytest.raises(SimulationError, match="not a forum"):
        await simulation.topic(group, "a")


async def test_a_channel_keeps_what_its_administrator_posts(
    api: RawApi, bot: Bot, simulation: Simulation, anna: Person
) -> None:
    storage = await simulation.channel("Хранилище")
    answer = await api("sendPhoto", chat_id=storage, photo=PIXEL)
    assert answer.result["sender_chat"]["id"] == storage
    assert "from" not in answer.result
    file_id = answer.result["photo"][-1]["file_id"]
    assert (await api("sendPhoto", chat_id=anna.chat_id, photo=file_id)).status == 200
    assert await bot.delete_message(storage, answer.result["message_id"])
    assert all(update.channel_post is None for update in await bot.get_updates())
    state = await simulation.call("GET", "/state")
    assert [chat["id"] for chat in state["channels"]] == [storage]
    assert state["groups"] == []
    other = await simulation.channel(status="member")
    refused = await api("sendMessage", chat_id=other, text="a")
    assert refused.refusal == "Bad Request: need administrator rights in the channel chat"
    stranger = await api.as_bot(OTHER_TOKEN)("sendMessage", chat_id=storage, text="a")
    assert stranger.refusal == "Bad Request: chat not found"


async def test_posts_of_a_channel_are_channel_posts(
    bot: Bot, simulation: Simulation, anna: Person
) -> None:
    channel = await simulation.group(anna, kind="channel", status="administrator")
    post = await channel.send_text("news")
    await channel.edit(post.id, "more news")
    posted, edited = (await bot.get_updates())[-2:]
    assert posted.channel_post is not None
    assert posted.channel_post.text == "news"
    assert edited.edited_channel_post is not None


async def test_messages_are_forwarded_and_copied(
    api: RawApi, bot: Bot, simulation: Simulation, anna: Person
) -> None:
    boris = await simulation.user()
    await boris.send_text("/start")
    photo = await anna.send_photo(PIXEL, "one")
    forwarded = await bot.forward_message(boris.chat_id, anna.chat_id, photo.id)
    assert forwarded.forward_origin is not None
    assert forwarded.caption == "one"
    await bot.copy_message(boris.chat_id, anna.chat_id, photo.id, caption="two")
    first, second = await boris.wait_for_reply()
    assert (first.text, second.text) == ("one", "two")
    assert "forward_origin" not in second.raw
    values = {"chat_id": boris.chat_id, "from_chat_id": anna.chat_id, "message_id": 999}
    assert (await api("copyMessage", **values)).refusal.endswith("message to copy not found")
    assert (await api("forwardMessage", **values)).refusal.endswith("message to forward not found")


@pytest.mark.parametrize(
    ("numbers", "refusal"),
    [
        (None, "message identifiers are not specified"),
        ([0], "invalid message identifier specified"),
        (list(range(1, 102)), "too many message identifiers specified"),
    ],
)
async def test_wrong_lists_of_messages_are_refused(
    api: RawApi, anna: Person, numbers: list[int] | None, refusal: str
) -> None:
    listed = {} if numbers is None else {"message_ids": json.dumps(numbers)}
    answer = await api("deleteMessages", chat_id=anna.chat_id, **listed)
    assert answer.refusal == f"Bad Request: {refusal}"


async def test_a_bot_deletes_others_messages_as_an_administrator_only(
    api: RawApi, bot: Bot, simulation: Simulation, anna: Person
) -> None:
    group = await simulation.group(anna)
    asked = await group.send_text("/help")
    mine = [(await bot.send_message(group.chat_id, "a")).message_id for _ in range(2)]
    refused = await api("deleteMessage", chat_id=group.chat_id, message_id=asked.id)
    assert refused.refusal == "Bad Request: message can't be deleted"
    assert await bot.delete_messages(group.chat_id, [*mine, 999])
    assert [await group.message(number) for number in mine] == [None, None]
    await simulation.set_status(group, "administrator")
    assert await bot.delete_message(group.chat_id, asked.id)
