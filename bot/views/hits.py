"""Hits → the one caption of their album, or the one message of a group's answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.texts import Texts
from bot.views.captions import MAX_CAPTION, shortened, shown_length
from bot.views.names import city_name, full_name
from inference import Catalogue, Hit


def album_caption(
    hits: Sequence[Hit],
    catalogue: Catalogue,
    city: str | None,
    texts: Texts,
    first: int = 1,
    most: int = MAX_CAPTION,
) -> str:
    """A list of the hits, numbered from `first` in the order of the pictures, within a caption.

    Clients show a caption under an album only when exactly one of its items carries one. `most` is
    how many UTF-16 units of a caption it may take; names are shortened, to 30 units at least.
    """
    for longest in (200, 100, 60, 30):
        shown = None if city is None else city_name(catalogue, city, texts.language)
        title = texts(
            "search-title" if first == 1 else "words-title-more",
            city="none" if shown is None else shortened(shown, longest),
        )
        lines = []
        for number, hit in enumerate(hits, start=first):
            if hit.why == "similar" and number == first:
                lines.append(texts("search-similar"))
            elif hit.why == "similar" and hits[number - first - 1].why != hit.why:
                lines += ["", texts("search-similar")]
            lines.append(_line(number, hit, catalogue, texts, longest))
        caption = "\n".join([title, "", *lines])
        if shown_length(caption) <= most:
            break
    return caption


def _line(number: int, hit: Hit, catalogue: Catalogue, texts: Texts, longest: int) -> str:
    category = catalogue.category(hit.place.category)
    return texts(
        "search-line",
        number=number,
        name=shortened(full_name(hit.place, texts.language), longest),
        city=shortened(city_name(catalogue, hit.place.city, texts.language), longest),
        emoji=category.emoji,
        category=shortened(category.label(texts.language), longest),
    )
