"""Pages of a wiki, and the set of them that a query is about: by titles, ids or a generator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.wikimedia.imitation.world import Coordinates, Item, MediaFile, World

_FILE_NAMES = {"file", "image", "файл", "изображение"}
_INVALID = "<>[]{}|#\n\t"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one answer holds at most, whatever was asked for.

    MediaWiki cuts an answer where it grows too large, anywhere; small numbers here make it happen.
    `transforms`: thumbnails one answer names (50 in MediaWiki).
    """

    members: int = 500
    categories: int = 500
    transforms: int = 50


@dataclass(slots=True)
class Page:
    title: str
    ns: int
    page_id: int | None = None
    file: MediaFile | None = None  # of a redirect: the file it leads to
    position: Coordinates | None = None
    index: int | None = None
    invalid: str | None = None

    def document(self) -> dict[str, Any]:
        if self.invalid is not None:
            return {"title": self.title, "invalidreason": self.invalid, "invalid": True}
        document: dict[str, Any] = {}
        if self.page_id is not None:
            document["pageid"] = self.page_id
        document |= {"ns": self.ns, "title": self.title}
        if self.page_id is None:
            document["missing"] = True
        if self.index is not None:
            document["index"] = self.index
        return document


class Wiki:
    """Looks pages up in the world: "wikidata" has items, "commons" files and categories."""

    def __init__(self, name: str, world: World) -> None:
        self.name = name
        self.world = world

    def pages(self) -> Iterator[Page]:
        if self.name == "wikidata":
            yield from map(self._item_page, self.world.items.values())
        else:
            yield from map(self._file_page, self.world.files.values())

    def find(self, title: str) -> Page:
        """The page of a normalized title; without id where there is none."""
        wrong = next((sign for sign in title if sign in _INVALID), None)
        if wrong is not None or not title:
            reason = f'The requested page title contains invalid characters: "{wrong}".'
            return Page(
                title, -1, invalid=reason if wrong else "The requested page title is empty."
            )
        if self.name == "wikidata":
            item = self.world.items.get(title)
            return self._item_page(item) if item else Page(title, 0)
        if title.startswith("Category:"):
            known = title.removeprefix("Category:") in self.world.categories
            return Page(title, 14, _number(title) if known else None)
        if not title.startswith("File:"):
            return Page(title, 0)
        name = title.removeprefix("File:")
        if name in self.world.file_redirects:
            target = self.world.files.get(self.world.file_redirects[name])
            return Page(title, 6, _number(title), target)
        file = self.world.files.get(name)
        return self._file_page(file) if file else Page(title, 6)

    def by_id(self, page_id: int) -> Page | None:
        return next((page for page in self.pages() if page.page_id == page_id), None)

    def redirect(self, title: str) -> str | None:
        """Where a redirect leads, by title."""
        if self.name == "wikidata":
            return self.world.item_redirects.get(title)
        target = self.world.file_redirects.get(title.removeprefix("File:"))
        return f"File:{target}" if title.startswith("File:") and target else None

    def normalize(self, title: str) -> str:
        """Spaces for underscores, canonical namespaces, a capital first letter."""
        text = " ".join(title.replace("_", " ").split())
        namespace, colon, rest = text.partition(":")
        if colon and namespace.strip().casefold() in _FILE_NAMES:
            return f"File:{_capital(rest.strip())}"
        if colon and namespace.strip().casefold() in {"category", "категория"}:
            return f"Category:{_capital(rest.strip())}"
        return _capital(text)

    def _item_page(self, item: Item) -> Page:
        return Page(item.id, 0, item.page_id, position=item.position())

    def _file_page(self, file: MediaFile) -> Page:
        place = None
        if file.lat is not None and file.lon is not None:
            place = Coordinates(file.lat, file.lon)
        return Page(file.title, 6, file.page_id, file, place)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _number(title: str) -> int:
    return 900_000_000 + sum(ord(sign) * (place + 1) for place, sign in enumerate(title))
