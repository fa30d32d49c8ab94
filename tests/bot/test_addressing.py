from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import Message, User

from bot.addressing import Manner, addressed
from bot.photo_files import photo_of
from bot.playground.detection import detect

ME = User(id=1, is_bot=True, first_name="Ориентир", username="orientir_bot")
ANNA = User(id=7, is_bot=False, first_name="Анна")
OTHER_BOT = User(id=9, is_bot=True, first_name="Другой", username="other_bot")
SIZES = [
    {"file_id": name, "file_unique_id": name, "width": side, "height": side}
    for name, side in (("s", 90), ("m", 320), ("x", 800), ("y", 1280))
]


def message(
    text: str | None = None,
    *,
    number: int = 10,
    sender: User = ANNA,
    photo: bool = False,
    **more: Any,
) -> Message:
    """A message in a group with the entities that a client would mark; with a photo, a caption."""
    values: dict[str, Any] = {
        "message_id": number,
        "date": datetime.now(UTC),
        "chat": {"id": -100, "type": "supergroup", "title": "Поездка"},
        "from": sender.model_dump(),
    }
    words, entities = ("caption", "caption_entities") if photo else ("text", "entities")
    if text is not None:
        values |= {words: text, entities: detect(text, [])}
    if photo:
        values["photo"] = SIZES
    return Message.model_validate({**values, **more})


def reply(text: str | None, answered: Message, **more: Any) -> Message:
    return message(text, number=20, reply_to_message=answered.model_dump(by_alias=True), **more)


def manner_and_words(said: Message) -> tuple[Manner, str] | None:
    address = addressed(said, ME)
    return None if address is None else (address.manner, address.words)


@pytest.mark.parametrize(
    "text",
    [
        "Храм на Крови",
        "пишите на me@orientir_bot.com",
        "https://t.me/orientir_bot",
        "@orientir_bot2 привет",
        "@other_bot где это",
        "/help",
        "/weather Казань",
        "/where@other_bot",
        "/find@other_bot театр",
        "@orientir_bot /find@other_bot театр",
        "наберите /find театр",
        "/whereabouts",
        "where is it?",
        None,
    ],
)
def test_what_the_group_says_to_itself_is_left_alone(text: str | None) -> None:
    assert addressed(message(text), ME) is None
    assert addressed(message(text, photo=True), ME) is None
    assert addressed(reply(text, message("да", number=3)), ME) is None


@pytest.mark.parametrize("text", ["/find театр", "/FIND@Orientir_Bot театр", "/find\nтеатр"])
def test_words_follow_find(text: str) -> None:
    assert manner_and_words(message(text)) == (Manner.FIND, "театр")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@orientir_bot золотые ворота", "золотые ворота"),
        ("@Orientir_Bot, золотые ворота", "золотые ворота"),
        ("золотые ворота @orientir_bot", "золотые ворота"),
        ("🗿 где, @orientir_bot, золотые ворота?", "🗿 где золотые ворота?"),
        ("@orientir_bot", ""),
    ],
)
def test_words_around_a_mention_are_searched_without_it(text: str, words: str) -> None:
    assert manner_and_words(message(text)) == (Manner.MENTION, words)


def test_a_mention_by_name_without_username_counts() -> None:
    entity = {"type": "text_mention", "offset": 0, "length": 8, "user": ME.model_dump()}
    assert manner_and_words(message("Ориентир, мост", entities=[entity])) == (
        Manner.MENTION,
        "мост",
    )
    entity["user"] = ANNA.model_dump()
    assert addressed(message("Ориентир, мост", entities=[entity]), ME) is None


def test_a_mention_in_code_is_none() -> None:
    code = [{"type": "code", "offset": 0, "length": 13}]
    assert addressed(message("@orientir_bot", entities=code), ME) is None


def test_a_command_behind_a_mention_is_a_command() -> None:
    assert manner_and_words(message("@orientir_bot /find мост")) == (Manner.FIND, "мост")


def test_an_unknown_command_by_our_name_asks_how() -> None:
    assert manner_and_words(message("/weather@orientir_bot Казань")) == (Manner.OTHER, "")
    answered = message("ответ", sender=ME)
    assert addressed(reply("/weather", answered), ME) is None


@pytest.mark.parametrize(
    "text", ["/where", "/where@orientir_bot", "@orientir_bot", "@orientir_bot что это за церковь?"]
)
def test_a_photo_is_meant_by_its_caption_or_by_a_reply_to_it(text: str) -> None:
    own = message(text, photo=True)
    address = addressed(own, ME)
    assert address is not None
    assert address.photo is not None
    assert address.target is own

    shown = message("закат", number=3, photo=True)
    address = addressed(reply(text, shown), ME)
    assert address is not None
    assert address.photo is not None
    assert (address.target.message_id, address.target.chat.id) == (3, -100)


def test_the_smallest_size_that_serves_is_read() -> None:
    photo = photo_of(message(photo=True))
    assert photo is not None
    assert photo.file_id == "x"


def test_an_image_sent_as_a_file_is_a_photo_and_a_film_is_none() -> None:
    heic = {"file_id": "a", "file_unique_id": "a", "file_name": "IMG_1.HEIC"}
    film = {"file_id": "a", "file_unique_id": "a", "mime_type": "video/mp4"}
    address = addressed(reply("/where", message(document=heic)), ME)
    assert address is not None
    assert address.photo is not None
    assert photo_of(message(document=film)) is None


def test_a_photo_quoted_from_another_chat_is_answered_at_the_question() -> None:
    origin = {"type": "user", "date": 0, "sender_user": ANNA.model_dump()}
    said = message("/where", external_reply={"origin": origin, "photo": SIZES})
    address = addressed(said, ME)
    assert address is not None
    assert address.photo is not None
    assert address.target is said


def test_the_answer_to_a_photo_stays_in_the_topic_of_the_question() -> None:
    shown = message(number=3, photo=True)
    address = addressed(reply("/where", shown, message_thread_id=5, is_topic_message=True), ME)
    assert address is not None
    assert (address.target.message_id, address.target.message_thread_id) == (3, 5)
    assert address.target.is_topic_message


@pytest.mark.parametrize("text", ["/where", "@orientir_bot где это?", "@orientir_bot, what’s this"])
def test_a_question_about_no_photo_asks_how(text: str) -> None:
    address = addressed(message(text), ME)
    assert address is not None
    assert (address.words, address.photo) == ("", None)


def test_where_with_a_name_searches_for_it() -> None:
    assert manner_and_words(message("/where Храм на Крови")) == (Manner.WHERE, "Храм на Крови")


@pytest.mark.parametrize("text", ["/find", "@orientir_bot"])
def test_without_words_those_of_the_message_replied_to_are_searched(text: str) -> None:
    said = reply(text, message("едем к Золотым воротам", number=3))
    address = addressed(said, ME)
    assert address is not None
    assert (address.words, address.target) == ("едем к Золотым воротам", said)
    quote = {"text": "Золотым воротам", "position": 7}
    quoted = addressed(reply(text, message("едем к Золотым воротам", number=3), quote=quote), ME)
    assert quoted is not None
    assert quoted.words == "Золотым воротам"


def test_find_with_words_in_reply_to_a_photo_searches() -> None:
    address = addressed(reply("/find мост", message(photo=True)), ME)
    assert address is not None
    assert (address.words, address.photo) == ("мост", None)


def test_a_reply_to_the_bot_needs_no_mention() -> None:
    answered = message("Вот что нашлось", sender=ME)
    assert manner_and_words(reply("а театр?", answered)) == (Manner.REPLY, "а театр?")
    address = addressed(reply(None, answered, photo=True), ME)
    assert address is not None
    assert address.photo is not None


def test_words_in_reply_to_a_picture_of_the_bot_search() -> None:
    album = message("1. Храм", sender=ME, photo=True)
    for text in ("театр", "@orientir_bot театр"):
        address = addressed(reply(text, album), ME)
        assert address is not None
        assert (address.words, address.photo) == ("театр", None)


@pytest.mark.parametrize("text", [None, "👍", "?!", "Спасибо!", "thanks"])
def test_thanks_to_the_bot_get_no_answer(text: str | None) -> None:
    assert addressed(reply(text, message("Вот", sender=ME)), ME) is None


def test_the_beginning_of_a_topic_is_not_replied_to() -> None:
    created = {"name": "Фото", "icon_color": 7322096}
    root = message(number=5, sender=ME, forum_topic_created=created)
    said = reply("просто слова", root, message_thread_id=5, is_topic_message=True)
    assert addressed(said, ME) is None


def test_bots_forwards_and_inline_results_are_not_listened_to() -> None:
    origin = {"type": "hidden_user", "date": 0, "sender_user_name": "Б"}
    assert addressed(message("/find мост", sender=OTHER_BOT), ME) is None
    assert addressed(message("/find мост", forward_origin=origin), ME) is None
    assert addressed(message("/find мост", via_bot=ME.model_dump()), ME) is None


def test_an_admin_who_writes_as_the_group_is_listened_to() -> None:
    group = User(id=1087968824, is_bot=True, first_name="Group", username="GroupAnonymousBot")
    assert manner_and_words(message("/find мост", sender=group)) == (Manner.FIND, "мост")
