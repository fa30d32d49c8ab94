from __future__ import annotations

from datetime import UTC, datetime

from aiogram.types import CallbackQuery, Chat, InaccessibleMessage, Message, User

from bot.destination import Destination
from bot.taps import Taps, below

GROUP = Chat(id=-100, type="supergroup")
PRIVATE = Chat(id=7, type="private")


def tap(
    data: str = "place:A",
    chat: Chat = PRIVATE,
    message_id: int = 5,
    user: int = 7,
    thread: int | None = None,
) -> CallbackQuery:
    message = Message(
        message_id=message_id,
        date=datetime.now(UTC),
        chat=chat,
        message_thread_id=thread,
        is_topic_message=thread is not None,
    )
    person = User(id=user, is_bot=False, first_name="А")
    return CallbackQuery(id="1", from_user=person, chat_instance="1", message=message, data=data)


def test_the_same_tap_twice_is_a_repeated_one() -> None:
    taps = Taps()
    assert not taps.repeated(tap())
    assert taps.repeated(tap())


def test_other_buttons_messages_and_people_are_not_repeated() -> None:
    taps = Taps()
    others = (tap(), tap(data="map:A"), tap(message_id=6), tap(user=8), tap(chat=GROUP))
    assert not any(taps.repeated(query) for query in others)


def test_a_tap_long_after_is_obeyed_again() -> None:
    taps = Taps(window=0.0)
    assert not taps.repeated(tap())
    assert not taps.repeated(tap())


def test_a_tap_is_answered_below_in_a_private_chat_and_as_a_reply_in_a_group() -> None:
    assert below(tap()) == Destination(7)
    assert below(tap(chat=GROUP, thread=3)) == Destination(-100, 3, 5)


def test_an_old_message_still_has_a_place_to_answer() -> None:
    old = InaccessibleMessage(chat=GROUP, message_id=5, date=0)
    assert below(tap().model_copy(update={"message": old})) == Destination(-100, None, 5)


def test_a_message_of_inline_mode_has_none() -> None:
    query = tap().model_copy(update={"message": None, "inline_message_id": "abc"})
    assert below(query) is None
