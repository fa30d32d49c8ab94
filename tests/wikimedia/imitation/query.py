"""action=query: a set of pages, props of them, and lists.

https://www.mediawiki.org/wiki/API:Query
"""

from __future__ import annotations

from typing import Any

from tests.wikimedia.imitation import file_props, listing
from tests.wikimedia.imitation.continuation import Continuation
from tests.wikimedia.imitation.page_set import Limits, Page, Wiki
from tests.wikimedia.imitation.parameters import ApiError, Parameter, Request

_PROPS = ("categories", "coordinates", "imageinfo")
_LISTS = ("categorymembers", "geosearch")
_QUERY = {
    "prop": Parameter(default=[], many=True, choices=_PROPS),
    "list": Parameter(default=[], many=True, choices=_LISTS),
    "meta": Parameter(default=[], many=True),
    "titles": Parameter(default=[], many=True),
    "pageids": Parameter(default=[], many=True),
    "generator": Parameter("choice", choices=_LISTS),
    "redirects": Parameter("boolean"),
    "converttitles": Parameter("boolean"),
    "indexpageids": Parameter("boolean"),
    "rawcontinue": Parameter("boolean"),
}


class Query:
    """Answers one request to one wiki. `host`: where its images lie, as "http://…"."""

    def __init__(self, wiki: Wiki, request: Request, limits: Limits, host: str) -> None:
        self.wiki, self.request, self.limits, self.host = wiki, request, limits, host
        self.continuation = Continuation(request)
        self.arguments = request.read("query", "", _QUERY)
        self.answer: dict[str, Any] = {}

    def document(self) -> dict[str, Any]:
        pages = self._pages()
        if pages is not None:
            self._add_props(pages)
        for name in self.arguments["list"]:
            self._add_list(name)
        carry_on, complete = self.continuation.document(
            self.arguments["prop"], self.arguments["list"]
        )
        document: dict[str, Any] = {"batchcomplete": True} if complete else {}
        if carry_on:
            document["continue"] = carry_on
        if self.answer:
            document["query"] = self.answer
        return document

    def _pages(self) -> list[Page] | None:
        """The set of pages, or None where the request is about none."""
        sources = [name for name in ("titles", "pageids", "generator") if self.arguments[name]]
        if len(sources) > 1 and "generator" not in sources:
            raise ApiError(
                "invalidparammix", 'The parameters "titles" and "pageids" can not be used together.'
            )
        if self.arguments["generator"]:
            return None if self.continuation.generator_done else self._generated()
        if self.arguments["pageids"]:
            found = [self.wiki.by_id(int(page_id)) for page_id in self.arguments["pageids"]]
            return [page for page in found if page is not None]
        return self._titled(self.arguments["titles"]) if self.arguments["titles"] else None

    def _titled(self, titles: list[str]) -> list[Page]:
        normalized, redirects, pages = [], [], {}
        for given in titles:
            title = self.wiki.normalize(given)
            if title != given:
                normalized.append({"fromencoded": False, "from": given, "to": title})
            target = self.wiki.redirect(title) if self.arguments["redirects"] else None
            if target is not None:
                redirects.append({"from": title, "to": target})
                title = target
            pages[title] = self.wiki.find(title)
        if normalized:
            self.answer["normalized"] = normalized
        if redirects:
            self.answer["redirects"] = redirects
        # Missing pages come first in MediaWiki's answers, then the others by id.
        return sorted(pages.values(), key=lambda page: page.page_id or 0)

    def _generated(self) -> list[Page]:
        if self.arguments["generator"] == "geosearch":
            arguments = self.request.read("geosearch", "ggs", listing.GEOSEARCH)
            found = [page for page, _ in listing.geosearch(self.wiki, arguments)]
            pages = sorted(found, key=lambda page: page.page_id or 0)
            for number, page in enumerate(pages):
                page.index = number - 1  # by page id, from -1: what GeoData really does
            return pages
        arguments = self.request.read("categorymembers", "gcm", listing.CATEGORYMEMBERS)
        self.continuation.generator_parameters = frozenset({"gcmcontinue"})
        pages, carry_on = listing.categorymembers(self.wiki, arguments, self.limits)
        if carry_on is not None:
            self.continuation.generator = {"gcmcontinue": carry_on}
        return sorted(pages, key=lambda page: page.page_id or 0)

    def _add_props(self, pages: list[Page]) -> None:
        documents = {page.title: page.document() for page in pages}
        for name in self.arguments["prop"]:
            for title, part in self._prop(name, pages).items():
                documents[title] |= part
        if documents:
            self.answer["pages"] = list(documents.values())

    def _prop(self, name: str, pages: list[Page]) -> file_props.Parts:
        known, prefix = {
            "imageinfo": (file_props.IMAGEINFO, "ii"),
            "categories": (file_props.CATEGORIES, "cl"),
            "coordinates": (file_props.COORDINATES, "co"),
        }[name]
        arguments = self.request.read(name, prefix, known)
        if name in self.continuation.done:
            return {}
        carry_on: str | None = None
        if name == "imageinfo":
            parts, carry_on = file_props.imageinfo(pages, arguments, self.limits, self.host)
        elif name == "categories":
            parts, carry_on = file_props.categories(pages, arguments, self.limits)
        else:
            parts = file_props.coordinates(pages)
        if carry_on is not None:
            self.continuation.props[name] = {f"{prefix}continue": carry_on}
        return parts

    def _add_list(self, name: str) -> None:
        if name == "geosearch":
            arguments = self.request.read(name, "gs", listing.GEOSEARCH)
            found = listing.geosearch(self.wiki, arguments)
            self.answer[name] = listing.geosearch_documents(found)
            return
        arguments = self.request.read(name, "cm", listing.CATEGORYMEMBERS)
        if name in self.continuation.done:
            return
        pages, carry_on = listing.categorymembers(self.wiki, arguments, self.limits)
        self.answer[name] = [
            {"pageid": page.page_id, "ns": page.ns, "title": page.title} for page in pages
        ]
        if carry_on is not None:
            self.continuation.lists[name] = {"cmcontinue": carry_on}
