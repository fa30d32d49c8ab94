from __future__ import annotations

import re
from dataclasses import replace

import pytest
from aiogram.types import (
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultPhoto,
    InputTextMessageContent,
    InputVenueMessageContent,
)

from bot.pictures import KnownPicture
from bot.texts import texts_in
from bot.views.inline import InlineResult, distance, inline_result, public_address, start_button
from inference import Catalogue, Photo, Place
from inference.credits import Credit, credit_of

GATE = "N1905368022"
ADDRESS = "https://photos.example/gate.JPG?width=960"


@pytest.fixture
def gate(catalogue: Catalogue) -> Place:
    return catalogue.places[GATE]


def result(
    catalogue: Catalogue,
    place: Place,
    *,
    file_id: str | None = None,
    credit: Credit | None = None,
    photo: Photo | None = None,
    language: str = "ru",
    metres: float | None = None,
) -> InlineResult:
    texts = texts_in(language)
    known = None if file_id is None else KnownPicture(file_id, credit)
    return inline_result(place, known, photo, catalogue, texts, "guide_bot", metres=metres)


def links(shown: InlineResult) -> list[str]:
    assert shown.reply_markup is not None
    buttons = [button for row in shown.reply_markup.inline_keyboard for button in row]
    assert all(button.url for button in buttons), "nothing to press that needs the bot in the chat"
    return [button.url or "" for button in buttons]


def test_a_picture_that_telegram_has_goes_before_its_address(
    catalogue: Catalogue, gate: Place
) -> None:
    shown = result(catalogue, gate, file_id="AgAC", photo=Photo(GATE, url=ADDRESS))
    assert isinstance(shown, InlineQueryResultCachedPhoto)
    assert shown.photo_file_id == "AgAC"
    assert shown.id == GATE
    assert shown.title == "Золотые ворота"
    assert shown.description == "архитектура · Владимир"


def test_a_photo_brings_its_credit_and_a_drawn_card_none(catalogue: Catalogue, gate: Place) -> None:
    page = "https://commons.example/File:Gate.jpg"
    photo = Photo(GATE, url=ADDRESS, page_url=page, author="Ада", licence="CC BY 4.0")
    credit = f'📷 Фото: <a href="{page}">Ада</a>, CC BY 4.0'
    known = result(catalogue, gate, file_id="AgAC", credit=credit_of(photo))
    by_address = result(catalogue, gate, photo=photo)
    for shown in (known, by_address):
        assert not isinstance(shown, InlineQueryResultArticle)
        assert (shown.caption or "").endswith(f"\n\n{credit}")
    card = result(catalogue, gate, file_id="AgAC", photo=photo)
    assert isinstance(card, InlineQueryResultCachedPhoto)
    assert "Ада" not in (card.caption or "")


def test_a_public_address_goes_before_an_article(catalogue: Catalogue, gate: Place) -> None:
    photo = Photo(GATE, url=ADDRESS, width=960, height=640)
    shown = result(catalogue, gate, photo=photo)
    assert isinstance(shown, InlineQueryResultPhoto)
    assert (shown.photo_url, shown.thumbnail_url) == (ADDRESS, ADDRESS)
    assert (shown.photo_width, shown.photo_height) == (960, 640)


@pytest.mark.parametrize("file_id", ["AgAC", None])
def test_what_is_sent_is_the_card_with_a_link_that_opens_it_in_the_bot(
    catalogue: Catalogue, gate: Place, file_id: str | None
) -> None:
    shown = result(catalogue, gate, file_id=file_id, photo=Photo(GATE, url=ADDRESS))
    assert not isinstance(shown, InlineQueryResultArticle)
    assert shown.caption is not None
    assert "Золотые ворота" in shown.caption
    assert "Владимир" in shown.caption
    assert gate.about["ru"][:20] in shown.caption
    link = f"https://t.me/guide_bot?start=place_{GATE}"
    assert link in shown.caption
    assert link in links(shown)


def test_without_a_picture_an_article_becomes_a_venue(catalogue: Catalogue, gate: Place) -> None:
    shown = result(catalogue, gate)
    assert isinstance(shown, InlineQueryResultArticle)
    venue = shown.input_message_content
    assert isinstance(venue, InputVenueMessageContent)
    assert (venue.latitude, venue.longitude) == (gate.lat, gate.lon)
    assert venue.title == "Золотые ворота"
    assert venue.address == shown.description
    assert f"https://t.me/guide_bot?start=place_{GATE}" in links(shown)


def test_without_a_position_it_becomes_a_text(catalogue: Catalogue, gate: Place) -> None:
    shown = result(catalogue, replace(gate, lat=None, lon=None))
    assert isinstance(shown, InlineQueryResultArticle)
    content = shown.input_message_content
    assert isinstance(content, InputTextMessageContent)
    assert "Золотые ворота" in content.message_text
    assert links(shown) == [f"https://t.me/guide_bot?start=place_{GATE}"]


def test_the_words_are_the_readers(catalogue: Catalogue, gate: Place) -> None:
    shown = result(catalogue, gate, language="en", metres=1234)
    assert shown.title == "Golden Gate"
    assert shown.description == "1.2 km · architecture · Vladimir"
    assert not re.search("[а-яё]", str(shown.title) + str(shown.description))


def test_titles_are_plain_text(catalogue: Catalogue, gate: Place) -> None:
    shown = result(catalogue, replace(gate, name="Сад <Чехов & сын>"), file_id="AgAC")
    assert shown.title == "Сад <Чехов & сын>"
    assert isinstance(shown, InlineQueryResultCachedPhoto)
    assert "Сад &lt;Чехов &amp; сын&gt;" in (shown.caption or "")


def test_every_place_fits_into_a_result(catalogue: Catalogue) -> None:
    for place in catalogue.places.values():
        for language in ("ru", "en"):
            shown = result(catalogue, place, file_id="AgAC", language=language)
            assert isinstance(shown, InlineQueryResultCachedPhoto)
            assert 1 <= len(shown.id.encode()) <= 64
            caption = re.sub(r"<[^>]+>", "", shown.caption or "")
            assert len(caption.encode("utf-16-le")) // 2 <= 1024


@pytest.mark.parametrize(
    "url",
    [
        None,
        "https://photos.example/plan.png",
        "https://photos.example/photo.webp",
        "https://photos.example/.jpg.svg",
        "ftp://photos.example/a.jpg",
        "https://photos.example/show?file=a.jpg",
    ],
)
def test_only_a_jpeg_on_the_web_is_shown_by_its_address(url: str | None) -> None:
    assert public_address(Photo(GATE, url=url)) is None
    assert public_address(None) is None


@pytest.mark.parametrize(
    ("metres", "ru", "en"),
    [
        (0, "10 м", "10 m"),
        (444, "440 м", "440 m"),
        (994, "990 м", "990 m"),
        (996, "1 км", "1 km"),
        (1234, "1,2 км", "1.2 km"),
        (9960, "10 км", "10 km"),
        (123_456, "123 км", "123 km"),
    ],
)
def test_distances_are_as_exact_as_they_help(metres: float, ru: str, en: str) -> None:
    assert distance(texts_in("ru"), metres) == ru
    assert distance(texts_in("en"), metres) == en


@pytest.mark.parametrize("key", ["inline-open", "inline-nothing", "inline-busy"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_button_is_short_and_opens_the_private_chat(key: str, language: str) -> None:
    button = start_button(texts_in(language), key)
    assert len(button.text) <= 50
    assert re.fullmatch("[A-Za-z0-9_-]{1,64}", button.start_parameter or "")
