from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from aiogram.filters.callback_data import CallbackData

from bot.callbacks import (
    Chosen,
    ItIs,
    ItIsThis,
    KeepPhoto,
    NearHere,
    NotIt,
    NotThis,
    OnMap,
    OpenFor,
    ShowPlace,
    SimilarTo,
)
from bot.texts import texts_in
from bot.views.captions import shown_length
from bot.views.card import answer_judging, number_buttons, place_card, place_link
from bot.views.credits import credited
from inference import Catalogue, PlaceGuess
from inference.credits import Credit

RU, EN = texts_in("ru"), texts_in("en")
PALACE = "U900030"


def test_a_card_has_name_city_category_and_a_line_on_the_place(catalogue: Catalogue) -> None:
    place = catalogue.places[PALACE]
    text = place_card(place, catalogue, RU, "guide_bot").text
    assert text.splitlines()[0] == (
        '📍 <b><a href="https://t.me/guide_bot?start=place_U900030">Летний дворец</a></b>'
    )
    assert text.splitlines()[1] == "Пекин · парк или сад"
    assert text.endswith(place.about["ru"])
    assert "%" not in text


def test_a_photos_answer_adds_how_sure_it_is_and_whether_it_is_right(catalogue: Catalogue) -> None:
    place = catalogue.places[PALACE]
    guess = PlaceGuess(place, 0.71)
    card = place_card(
        place, catalogue, EN, "guide_bot", guess=guess, judging=answer_judging("abcdefgh", EN)
    )
    assert "Confidence: 71%" in card.text
    assert [[button.text for button in row] for row in card.keyboard.inline_keyboard] == [
        ["🗺 On the map", "🚶 Near here"],
        ["🔎 Similar", "↗️ Share"],
        ["✓ Right", "✗ Not it"],
    ]


def test_what_is_shared_is_the_link_to_the_card(catalogue: Catalogue) -> None:
    place = catalogue.places[PALACE]
    keyboard = place_card(place, catalogue, RU, "guide_bot").keyboard
    (share,) = [button for row in keyboard.inline_keyboard for button in row if button.url]
    values = parse_qs(urlsplit(share.url or "").query)
    assert values["url"] == [place_link("guide_bot", place)]
    assert values["text"] == ["Летний дворец"]


def test_a_place_without_a_position_is_on_no_map(catalogue: Catalogue) -> None:
    place = replace(catalogue.places[PALACE], lat=None, lon=None)
    keyboard = place_card(place, catalogue, RU, "guide_bot").keyboard
    shown = [button.text for row in keyboard.inline_keyboard for button in row]
    assert shown == ["🔎 Похожие", "↗️ Поделиться"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_card_fits_under_a_picture(catalogue: Catalogue, language: str) -> None:
    longest = replace(
        catalogue.places[PALACE],
        name="Я" * 500,
        names={},
        city="🏙" * 200,
        about={"ru": "Строка " * 200, "en": "A line " * 200},
        articles={"ru": f"https://ru.wikipedia.org/wiki/{'А' * 500}"},
    )
    credit = Credit("👤" * 500, "©" * 500, "https://photos.example/1", "https://licences.example/1")
    for place in (*catalogue.places.values(), longest):
        card = place_card(
            place, catalogue, texts_in(language), "guide_bot", guess=PlaceGuess(place, 0.7)
        )
        text = credited(card.text, [credit], texts_in(language))
        assert shown_length(text) <= 1024
        assert '<a href="https://licences.example/1">©' in text


def test_a_card_links_to_the_article_in_the_readers_language(catalogue: Catalogue) -> None:
    ru, en = "https://ru.wikipedia.org/wiki/А", 'https://en.wikipedia.org/wiki/"A"&B'
    place = replace(catalogue.places[PALACE], articles={"ru": ru, "en": en})
    assert place_card(place, catalogue, RU, "guide_bot").text.endswith(
        f'\n\n📖 <a href="{ru}">Статья в Википедии</a>'
    )
    quoted = "https://en.wikipedia.org/wiki/%22A%22&amp;B"
    assert place_card(place, catalogue, EN, "guide_bot").text.endswith(
        f'📖 <a href="{quoted}">Wikipedia article</a>'
    )


def test_an_article_in_another_language_says_so(catalogue: Catalogue) -> None:
    ru, en = (
        replace(catalogue.places[PALACE], articles={language: "https://wikipedia.example/A"})
        for language in ("ru", "en")
    )
    assert place_card(en, catalogue, RU, "guide_bot").text.endswith("</a> (на английском)")
    assert place_card(ru, catalogue, EN, "guide_bot").text.endswith("</a> (in Russian)")
    assert "📖" not in place_card(catalogue.places[PALACE], catalogue, RU, "guide_bot").text


def test_a_name_cannot_forge_the_markup(catalogue: Catalogue) -> None:
    place = replace(
        catalogue.places[PALACE], names={"ru": "<b>&"}, about={"ru": "<i>строка</i> & ещё"}
    )
    text = place_card(place, catalogue, RU, "guide_bot").text
    assert ">&lt;b&gt;&amp;</a>" in text
    assert "&lt;i&gt;строка&lt;/i&gt; &amp; ещё" in text


@pytest.mark.parametrize(
    "data",
    [
        *(kind(id="A" * 40) for kind in (ShowPlace, OnMap, SimilarTo, NearHere)),
        *(kind(key="A" * 8) for kind in (NotIt, ItIs)),
        Chosen(key="A" * 8, number=-1),
        KeepPhoto(key="A" * 8, agreed=True),
        *(kind(key="A" * 8, id="A" * 40) for kind in (OpenFor, ItIsThis, NotThis)),
    ],
)
def test_what_a_button_hands_back_fits_into_64_bytes(data: CallbackData) -> None:
    assert len(data.pack().encode()) <= 64
    assert type(data).unpack(data.pack()) == data


def test_numbers_open_the_places_of_a_list(catalogue: Catalogue) -> None:
    places = list(catalogue.places.values())[:3]
    row = number_buttons(places, first=6)
    assert [button.text for button in row] == ["6", "7", "8"]
    assert row[2].callback_data == ShowPlace(id=places[2].id).pack()
