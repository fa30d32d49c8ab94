from __future__ import annotations

from dataclasses import replace

from bot.texts import texts_in
from bot.views.captions import MAX_CAPTION, shown_length
from bot.views.credits import credited, room_for
from bot.views.hits import album_caption
from inference import Catalogue, Hit
from inference.credits import Credit

RU, EN = texts_in("ru"), texts_in("en")


def hits(catalogue: Catalogue, *places: str) -> list[Hit]:
    return [Hit(catalogue.places[place], 0.9, None, "name") for place in places]


def test_the_caption_numbers_the_places_in_the_order_of_the_pictures(catalogue: Catalogue) -> None:
    caption = album_caption(hits(catalogue, "W46993203", "U900009"), catalogue, None, RU)
    assert caption.splitlines()[2:] == [
        "1. <b>Храм на Крови</b>",
        "⛪ Екатеринбург · храм или монастырь",
        "2. <b>Эйфелева башня</b>",
        "🗼 Париж · башня",
    ]


def test_places_that_are_only_similar_are_set_apart(catalogue: Catalogue) -> None:
    whys = ["name", "similar", "similar"]
    found = [
        replace(hit, why=why)
        for hit, why in zip(hits(catalogue, "U900009", "U900017", "U900033"), whys, strict=True)
    ]
    lines = album_caption(found, catalogue, None, RU).splitlines()
    assert lines[4:6] == ["", "Похожие места:"]
    assert [line[0] for line in lines if "<b>" in line] == ["1", "2", "3"]


def test_a_page_of_similar_places_alone_begins_without_a_gap(catalogue: Catalogue) -> None:
    found = [replace(hit, why="similar") for hit in hits(catalogue, "U900009", "U900017")]
    lines = album_caption(found, catalogue, None, RU, first=6).splitlines()
    assert lines[:4] == ["Ещё нашлось:", "", "Похожие места:", lines[3]]
    assert lines[3].startswith("6. ")


def test_the_city_that_was_searched_in_is_named(catalogue: Catalogue) -> None:
    found = hits(catalogue, "W46993203")
    assert "Екатеринбург:" in album_caption(found, catalogue, "Екатеринбург", RU).splitlines()[0]
    assert "Yekaterinburg:" in album_caption(found, catalogue, "Екатеринбург", EN).splitlines()[0]


def test_a_place_without_an_english_name_is_transliterated_with_its_name_in_brackets(
    catalogue: Catalogue,
) -> None:
    place = replace(catalogue.places["W46993203"], names={})
    caption = album_caption([Hit(place, 1.0, None, "name")], catalogue, None, EN)
    assert "<b>Khram na Krovi (Храм на Крови)</b>\n⛪ Yekaterinburg" in caption


def test_the_longest_names_fit_a_caption(catalogue: Catalogue) -> None:
    place = replace(catalogue.places["W46993203"], name="Очень длинное имя 🗼 & " * 40, names={})
    for texts in (RU, EN):
        caption = album_caption([Hit(place, 1.0, None, "name")] * 5, catalogue, None, texts)
        assert len(caption.encode("utf-16-le")) // 2 <= MAX_CAPTION
        assert caption.count("\n5. ") == 1


def test_the_longest_names_leave_room_for_the_longest_credits(catalogue: Catalogue) -> None:
    long = "Очень длинное имя 🗼 & " * 40
    place = replace(catalogue.places["W46993203"], name=long, city=long, names={})
    credits = [Credit(long, long, "https://photos.example/1", "https://licences.example/1")] * 5
    for texts in (RU, EN):
        most = MAX_CAPTION - room_for(credits, texts, first=46)
        hits = [Hit(place, 1.0, None, why) for why in ("name", *["similar"] * 4)]
        caption = album_caption(hits, catalogue, long, texts, first=46, most=most)
        text = credited(caption, credits, texts, first=46)
        assert shown_length(text) <= MAX_CAPTION
        assert text.count('<a href="https://licences.example/1">Очень длинное имя') == 5


def test_markup_in_a_name_is_shown_and_not_obeyed(catalogue: Catalogue) -> None:
    place = replace(catalogue.places["W46993203"], name="<i>Храм</i> & К", names={})
    caption = album_caption([Hit(place, 1.0, None, "name")], catalogue, None, RU)
    assert "&lt;i&gt;Храм&lt;/i&gt; &amp; К" in caption
