"""A Recognition → one message: the landmark's card or the candidates, then the kinds of place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import Chosen
from bot.texts import Texts
from bot.views.card import answer_judging, card_keyboard, place_text
from bot.views.names import city_name, distinct_names, full_name, short_name
from bot.views.numbers import bar, percent
from bot.views.question import Answer, CityFrom, Question, answer_to
from inference import Catalogue, Place, Recognition

LONGEST_BUTTON = 40
# What is less likely has no bar of its own, but one line together.
LEAST_BAR = 0.01


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    keyboard: InlineKeyboardMarkup | None = None


def recognition_reply(
    question: Question,
    recognition: Recognition,
    catalogue: Catalogue,
    texts: Texts,
    bot_username: str,
    key: str,
    *,
    compact: bool = False,
) -> Reply:
    """The one reply to a photo or an album. `key` is what its buttons call the answer by."""
    answer = answer_to(question, recognition)
    keyboard = None
    if answer.shown is not None:
        head = place_text(answer.shown.place, catalogue, texts, bot_username, guess=answer.shown)
        if answer.elsewhere:
            head = f"{_elsewhere(question, catalogue, texts)}\n\n{head}"
        keyboard = card_keyboard(
            answer.shown.place, texts, bot_username, judging=answer_judging(key, texts)
        )
    elif answer.likely:
        head = _candidates(answer, recognition, catalogue, texts)
        keyboard = candidates_keyboard([*enumerate(answer.offered)], key, catalogue, texts)
    else:
        head = _unknown(question, recognition, catalogue, texts)
        if answer.offered:
            keyboard = candidates_keyboard([*enumerate(answer.offered)], key, catalogue, texts)
    parts = [_note(question, catalogue, texts), head]
    if not compact:
        parts.append(_categories(recognition, texts))
    return Reply("\n\n".join(part for part in parts if part), keyboard)


def candidates_keyboard(
    places: Sequence[tuple[int, Place]], key: str, catalogue: Catalogue, texts: Texts
) -> InlineKeyboardMarkup:
    """A button for each numbered place, and one for none of them."""
    shown = [place for _, place in places]
    names = distinct_names(shown, catalogue, texts.language, LONGEST_BUTTON, short_name)
    rows = [
        [_button(name, Chosen(key=key, number=number))]
        for name, (number, _) in zip(names, places, strict=True)
    ]
    rows.append([_button(texts("places-none"), Chosen(key=key, number=-1))])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _note(question: Question, catalogue: Catalogue, texts: Texts) -> str:
    """How the answer was come by, where that is not plain."""
    notes = []
    if question.sent > 1:
        all_read = question.photos == question.sent
        words = texts("places-views", photos=question.photos)
        if not all_read:
            words = texts("places-views-of", photos=question.photos, sent=question.sent)
        notes.append(words)
    if question.city is not None and question.city_from is not CityFrom.CHAT:
        city = city_name(catalogue, question.city, texts.language)
        notes.append(texts(f"places-from-{question.city_from}", city=city))
    lines = "\n".join(notes)
    return f"<i>{lines}</i>" if notes else ""


def _elsewhere(question: Question, catalogue: Catalogue, texts: Texts) -> str:
    shown = city_name(catalogue, question.city or "", texts.language)
    by_chat = question.city_from is CityFrom.CHAT
    return texts("recognition-elsewhere" if by_chat else "places-elsewhere", city=shown)


def _candidates(
    answer: Answer, recognition: Recognition, catalogue: Catalogue, texts: Texts
) -> str:
    lines = [texts("recognition-candidates")]
    offered = {place.id for place in answer.offered}
    likely = [guess for guess in recognition.places if guess.place.id in offered]
    for number, guess in enumerate(likely, start=1):
        lines.append(
            texts(
                "recognition-candidate",
                number=number,
                name=full_name(guess.place, texts.language),
                city=city_name(catalogue, guess.place.city, texts.language),
                percent=percent(texts, guess.probability),
            )
        )
    return "\n".join([*lines, "", texts("places-choose")])


def _unknown(
    question: Question, recognition: Recognition, catalogue: Catalogue, texts: Texts
) -> str:
    category = recognition.categories[0].category.label(texts.language)
    if question.city is not None and not recognition.places:
        city = city_name(catalogue, question.city, texts.language)
        head = texts("recognition-empty-city", city=city, category=category)
    else:
        head = texts("recognition-unknown", category=category)
    hint = texts("places-nearby" if question.nearby else "recognition-hint")
    return f"{head}\n{hint}"


def _categories(recognition: Recognition, texts: Texts) -> str:
    lines = [texts("recognition-categories")]
    unlikely = []
    for number, guess in enumerate(recognition.categories):
        label = f"{guess.category.emoji}\u00a0{guess.category.label(texts.language)}"
        if number and guess.probability < LEAST_BAR:
            unlikely.append(label)
            continue
        share = percent(texts, guess.probability)
        cells = escape(f"{bar(guess.probability)} {share:>4}", quote=False)
        lines.append(f"<code>{cells}</code> {escape(label, quote=False)}")
    if unlikely:
        lines.append(texts("recognition-unlikely", labels=", ".join(unlikely)))
    return "\n".join(lines)


def _button(text: str, data: Chosen) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())
