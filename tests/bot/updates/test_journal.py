from __future__ import annotations

from aiogram.methods import SendMediaGroup, SendMessage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto

from bot.updates.journal import Journal, current_journal, update_of

UPDATE = '{"update_id": 1}'


def test_what_was_noted_is_known_when_the_update_is_handled_again() -> None:
    kept: list[str] = []
    journal = Journal(UPDATE, kept.append)
    name = journal.name(SendMessage(chat_id=1, text="a"))
    assert journal.result(name) is None
    journal.note(name, '{"message_id": 5}')
    again = Journal(kept[-1], kept.append)
    assert again.update == UPDATE
    assert again.result(again.name(SendMessage(chat_id=1, text="a"))) == '{"message_id": 5}'
    assert update_of(kept[-1]) == update_of(UPDATE) == UPDATE


def test_calls_that_say_something_else_are_others() -> None:
    journal = Journal(UPDATE, lambda _: None)
    calls = (
        SendMessage(chat_id=1, text="a"),
        SendMessage(chat_id=2, text="a"),
        SendMessage(chat_id=1, text="b"),
        SendMediaGroup(chat_id=1, media=[InputMediaPhoto(media="x", caption="a")]),
        SendMediaGroup(chat_id=1, media=[InputMediaPhoto(media="x", caption="b")]),
    )
    assert len({journal.name(call) for call in calls}) == 5


def test_the_same_said_twice_is_two_calls() -> None:
    call = SendMessage(chat_id=1, text="a")
    first, second = Journal(UPDATE, print), Journal(UPDATE, print)
    assert first.name(call) != first.name(call)
    assert second.name(call) == Journal(UPDATE, lambda _: None).name(call)


def test_buttons_with_a_new_key_and_pictures_under_a_new_name_make_no_other_call() -> None:
    def keyboard(data: str) -> InlineKeyboardMarkup:
        button = InlineKeyboardButton(text="1", callback_data=data)
        return InlineKeyboardMarkup(inline_keyboard=[[button]])

    names = {
        Journal(UPDATE, lambda _: None).name(
            SendMessage(chat_id=1, text="a", reply_markup=keyboard(data))
        )
        for data in ("x", "y")
    }
    names |= {
        Journal(UPDATE, lambda _: None).name(
            SendMediaGroup(chat_id=1, media=[InputMediaPhoto(media=media, caption="a")])
        )
        for media in ("x", "y")
    }
    assert len(names) == 2


def test_a_journal_is_the_current_one_inside_its_block_alone() -> None:
    journal = Journal(UPDATE, lambda _: None)
    with journal.open():
        assert current_journal() is journal
    assert current_journal() is None
