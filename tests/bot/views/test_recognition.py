from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import pytest
from aiogram.types import InlineKeyboardButton

from bot.callbacks import Chosen, ItIs, NotIt
from bot.texts import Texts, texts_in
from bot.views.question import CityFrom, Question, answer_to
from bot.views.recognition import Reply, candidates_keyboard, recognition_reply
from inference import Catalogue, CategoryGuess, PlaceGuess, Recognition

RU, EN = texts_in("ru"), texts_in("en")
KEY = "abcdefgh"


class Make(Protocol):
    def __call__(self, *places: tuple[str, float], known: bool = True) -> Recognition: ...


@pytest.fixture
def make(catalogue: Catalogue) -> Make:
    def recognition(*places: tuple[str, float], known: bool = True) -> Recognition:
        shares = (0.62, 0.2, 0.1, 0.05, 0.004)
        categories = zip(catalogue.categories.values(), shares, strict=False)
        return Recognition(
            tuple(CategoryGuess(category, share) for category, share in categories),
            tuple(PlaceGuess(catalogue.places[place], share) for place, share in places),
            known,
            0.9 if known else 0.1,
        )

    return recognition


@pytest.fixture
def reply_to(catalogue: Catalogue) -> ReplyTo:
    def reply(
        recognition: Recognition,
        question: Question | None = None,
        texts: Texts = RU,
        compact: bool = False,
    ) -> Reply:
        question = question or Question()
        return recognition_reply(
            question, recognition, catalogue, texts, "guide_bot", KEY, compact=compact
        )

    return reply


class ReplyTo(Protocol):
    def __call__(
        self,
        recognition: Recognition,
        question: Question | None = None,
        texts: Texts = RU,
        compact: bool = False,
    ) -> Reply: ...


def buttons(reply: Reply) -> list[InlineKeyboardButton]:
    assert reply.keyboard is not None
    return [button for row in reply.keyboard.inline_keyboard for button in row]


def test_a_sure_answer_is_one_landmark_with_its_card(reply_to: ReplyTo, make: Make) -> None:
    reply = reply_to(make(("U900030", 0.93), ("U900032", 0.05)))
    assert ">Летний дворец</a></b>\nПекин · парк или сад\nУверенность: 93\u00a0%" in reply.text
    assert "Терракотовая" not in reply.text
    right, wrong = buttons(reply)[-2:]
    assert (right.text, right.callback_data) == ("✓ Верно", ItIs(key=KEY).pack())
    assert (wrong.text, wrong.callback_data) == ("✗ Не то", NotIt(key=KEY).pack())


def test_an_unsure_answer_offers_the_likely_candidates_as_buttons(
    reply_to: ReplyTo, make: Make
) -> None:
    guesses = make(("U900030", 0.5), ("U900032", 0.3), ("U900008", 0.15), ("U900031", 0.03))
    reply = reply_to(guesses)
    assert "1. <b>Летний дворец</b>, Пекин" in reply.text
    assert "3. <b>Большая пагода диких гусей</b>, Сиань" in reply.text
    assert "Тайшань" not in reply.text
    assert [(button.text, button.callback_data) for button in buttons(reply)] == [
        ("Летний дворец", Chosen(key=KEY, number=0).pack()),
        ("Терракотовая армия", Chosen(key=KEY, number=1).pack()),
        ("Большая пагода диких гусей", Chosen(key=KEY, number=2).pack()),
        ("✗ Ничего из этого", Chosen(key=KEY, number=-1).pack()),
    ]


def test_buttons_count_the_places_of_the_answer(make: Make) -> None:
    sure = answer_to(Question(), make(("U900030", 0.93), ("U900032", 0.05)))
    assert [place.id for place in sure.places] == ["U900030", "U900032"]
    unsure = answer_to(Question(), make(("U900030", 0.5), ("U900032", 0.4)))
    assert unsure.places == unsure.offered


def test_a_strange_place_is_not_named(reply_to: ReplyTo, make: Make) -> None:
    reply = reply_to(make(("U900030", 0.9), known=False))
    assert "Я не знаю этого места</b>, но похоже на: архитектура" in reply.text
    assert "Летний дворец" not in reply.text
    assert reply.keyboard is None


def test_a_city_where_no_place_is_known_is_said_to_be_so(reply_to: ReplyTo, make: Make) -> None:
    reply = reply_to(make(known=False), Question(city="Владимир"))
    assert "В городе Владимир я пока не узнаю места по фото" in reply.text


def test_a_place_outside_the_chosen_city_is_named_as_such(
    catalogue: Catalogue, reply_to: ReplyTo, make: Make
) -> None:
    palace = PlaceGuess(catalogue.places["U900030"], 0.97)
    recognition = replace(make(("U900026", 0.9)), elsewhere=palace)
    reply = reply_to(recognition, Question(city="Порту"))
    assert reply.text.startswith("В городе Порту такого места не вижу")
    assert "/city" in reply.text
    assert ">Летний дворец</a></b>\nПекин" in reply.text
    assert "Ратуша" not in reply.text
    assert buttons(reply)


def test_a_place_outside_the_city_of_the_caption_is_named_as_such(
    catalogue: Catalogue, reply_to: ReplyTo, make: Make
) -> None:
    palace = PlaceGuess(catalogue.places["U900030"], 0.97)
    recognition = replace(make(("U900026", 0.9)), elsewhere=palace)
    reply = reply_to(recognition, Question(city="Порту", city_from=CityFrom.CAPTION))
    assert "В городе Порту такого места не вижу" in reply.text
    assert "/city" not in reply.text


def test_where_a_photo_was_taken_goes_before_what_it_looks_like(
    catalogue: Catalogue, reply_to: ReplyTo, make: Make
) -> None:
    palace = PlaceGuess(catalogue.places["U900030"], 0.97)
    recognition = replace(make(("U900026", 0.9)), elsewhere=palace)
    near = (catalogue.places["U900026"],)
    question = Question(city="Порту", city_from=CityFrom.POSITION, nearby=near)
    reply = reply_to(recognition, question)
    assert "Город по координатам из файла: Порту" in reply.text
    assert "Летний дворец" not in reply.text
    assert "рядом с местом съёмки" in reply.text
    assert len(buttons(reply)) == 2


@pytest.mark.parametrize(
    ("question", "note"),
    [
        (Question(photos=3, sent=3), "По 3 фото вместе"),
        (Question(photos=2, sent=3), "По 2 фото из 3: остальные не открылись"),
        (Question(city="Пекин", city_from=CityFrom.CAPTION), "Город из подписи: Пекин"),
    ],
)
def test_what_an_answer_rests_on_is_noted_above_it(
    reply_to: ReplyTo, make: Make, question: Question, note: str
) -> None:
    assert reply_to(make(("U900030", 0.9)), question).text.startswith(f"<i>{note}</i>")


def test_one_photo_in_the_chats_city_needs_no_note(reply_to: ReplyTo, make: Make) -> None:
    assert "<i>" not in reply_to(make(("U900030", 0.9)), Question(city="Пекин")).text


def test_categories_are_bars_with_percentages_highest_first(reply_to: ReplyTo, make: Make) -> None:
    *bars, rest = reply_to(make(known=False), texts=EN).text.splitlines()[-5:]
    assert bars[0] == "<code>███░░  62%</code> 🏛️\u00a0architecture"
    assert bars[3].startswith("<code>█░░░░   5%</code>")
    assert rest == "Below 1%: 🎪\u00a0circus"


def test_categories_below_one_percent_share_a_line_all_named(reply_to: ReplyTo, make: Make) -> None:
    sure = make(("U900030", 0.93))
    shares = (0.985, 0.009, 0.004, 0.001, 0.0005)
    sure = replace(
        sure,
        categories=tuple(
            replace(guess, probability=share)
            for guess, share in zip(sure.categories, shares, strict=True)
        ),
    )
    lines = reply_to(sure).text.splitlines()[-2:]
    assert lines[0].startswith("<code>█████ 98\u00a0%</code> ")
    assert lines[1].startswith("Меньше 1\u00a0%: ")
    labels = lines[1].partition(": ")[2].split(", ")
    assert labels == [
        f"{guess.category.emoji}\u00a0{guess.category.ru}" for guess in sure.categories[1:]
    ]


def test_a_compact_answer_leaves_the_bars_out(reply_to: ReplyTo, make: Make) -> None:
    reply = reply_to(make(("U900030", 0.93)), compact=True)
    assert "Летний дворец" in reply.text
    assert "<code>" not in reply.text


def test_english_readers_get_english_names_or_transliterated_ones(
    reply_to: ReplyTo, make: Make
) -> None:
    text = reply_to(make(("U900030", 0.93)), texts=EN).text
    assert ">Summer Palace</a></b>\nBeijing · park or garden" in text


def test_a_city_in_brackets_is_not_said_twice(reply_to: ReplyTo, make: Make) -> None:
    assert ">Дом печати</a></b>\nЕкатеринбург" in reply_to(make(("N5755762950", 0.93))).text


def test_nothing_is_ever_certain(reply_to: ReplyTo, make: Make) -> None:
    assert "100" not in reply_to(make(("U900031", 1.0))).text


def test_a_candidates_name_is_no_longer_than_a_button(catalogue: Catalogue) -> None:
    place = replace(catalogue.places["U900030"], names={"ru": "Очень " * 20})
    keyboard = candidates_keyboard([(0, place)], KEY, catalogue, RU)
    assert len(keyboard.inline_keyboard[0][0].text) <= 40
