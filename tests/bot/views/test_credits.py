from __future__ import annotations

import pytest

from bot.playground.html import parse_html
from bot.texts import texts_in
from bot.views.captions import MAX_CAPTION, shown_length
from bot.views.credits import credited, room_for
from inference.credits import Credit

RU, EN = texts_in("ru"), texts_in("en")
PAGE = "https://commons.example/wiki/File:Храм.jpg"
LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
ADA = Credit("Ада Лавлейс", "CC BY-SA 4.0", PAGE, LICENCE)
BOB = Credit("Bob", "CC0")


def test_a_lone_photo_names_author_and_licence_with_their_links() -> None:
    assert credited("Храм", [ADA], RU) == (
        f'Храм\n\n📷 Фото: <a href="{PAGE}">Ада Лавлейс</a>, <a href="{LICENCE}">CC BY-SA 4.0</a>'
    )
    assert credited("Храм", [BOB], EN) == "Храм\n\n📷 Photo: Bob, CC0"


def test_in_an_album_the_credits_bear_the_numbers_of_the_pictures() -> None:
    text, _ = parse_html(credited("Храмы", [BOB, None, ADA], RU, first=6))
    assert (
        text == "Храмы\n\n📷 Фото: 6\u00a0—\u00a0Bob, CC0; 8\u00a0—\u00a0Ада Лавлейс, CC BY-SA 4.0"
    )


@pytest.mark.parametrize("credits", [[], [None], [None, None]])
def test_pictures_without_a_credit_leave_the_caption_alone(credits: list[None]) -> None:
    assert credited("Храм", credits, RU) == "Храм"
    assert room_for(credits, RU) == 0


def test_an_author_who_is_not_known_is_replaced_by_the_source() -> None:
    text, (link,) = parse_html(credited("Храм", [Credit("", "CC0", PAGE)], RU))
    assert text.endswith("📷 Фото: источник, CC0")
    assert link["url"] == PAGE


@pytest.mark.parametrize(
    "author", ["<b>Ада</b> & К", '"><script>alert(1)</script>', "</a>", "&lt;Ада&gt;"]
)
def test_markup_in_a_name_is_shown_and_not_obeyed(author: str) -> None:
    text, links = parse_html(credited("Храм", [Credit(author, "CC0", PAGE)], RU))
    assert text == f"Храм\n\n📷 Фото: {author}, CC0"
    assert [link["url"] for link in links] == [PAGE]


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ('https://example.org/"A"?b=1&c=2', 'https://example.org/"A"?b=1&c=2'),
        ("javascript:alert(1)", None),
        ("tg://user?id=1", None),
        ("https://example.org/ a", None),
    ],
)
def test_only_addresses_of_the_web_become_links(address: str, link: str | None) -> None:
    _, links = parse_html(credited("Храм", [Credit("Ада", "CC0", address)], RU))
    assert [each["url"] for each in links] == ([link] if link else [])


def test_a_name_is_one_line() -> None:
    text, _ = parse_html(credited("Храм", [Credit("Ада\n Лавлейс", "CC0")], RU))
    assert text.endswith("Фото: Ада Лавлейс, CC0")


@pytest.mark.parametrize(("taken", "length"), [(10, 100), (860, 60), (940, 30), (980, 12)])
def test_names_are_as_long_as_there_is_room(taken: int, length: int) -> None:
    long = Credit("имя" * 100, "лицензия" * 100, PAGE, LICENCE)
    text = credited("Я" * taken, [long], RU)
    assert shown_length(text) <= MAX_CAPTION
    _, links = parse_html(text)
    assert [link["length"] for link in links] == [length, length]
