"""Hits → the one caption of their album, or the one message of a group's answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.texts import Texts
from bot.views.names import city_name, full_name
from inference import Catalogue, Hit

# Telegram counts UTF-16 units of the text left after parsing; tags only make the source longer.
MAX_CAPTION = 1024


def album_caption(
    hits: Sequence[Hit], catalogue: Catalogue, city: str | None, texts: Texts, first: int = 1
) -> str:
    """A list of the hits, numbered from `first` in the order of the pictures, within a caption.

    Clients show a caption under an album only when exactly one of its items carries one.
    """
    title = texts(
        "search-title" if first == 1 else "words-title-more",
        city="none" if city is None else city_name(catalogue, city, texts.language),
    )
    for longest in (200, 100, 60, 30):
        lines = []
        for number, hit in enumerate(hits, start=first):
            if hit.why == "similar" and number == first:
                lines.append(texts("search-similar"))
            elif hit.why == "similar" and hits[number - first - 1].why != hit.why:
                lines += ["", texts("search-similar")]
            lines.append(_line(number, hit, catalogue, texts, longest))
        caption = "\n".join([title, "", *lines])
        if len(caption.encode("utf-16-le")) // 2 <= MAX_CAPTION:
            break
    return caption


def _line(number: int, hit: Hit, catalogue: Catalogue, texts: Texts, longest: int) -> str:
    category = catalogue.category(hit.place.category)
    return texts(
        "search-line",
        number=number,
        name=_shortened(full_name(hit.place, texts.language), longest),
        city=_shortened(city_name(catalogue, hit.place.city, texts.language), longest),
        emoji=category.emoji,
        category=_shortened(category.label(texts.language), longest),
    )


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
