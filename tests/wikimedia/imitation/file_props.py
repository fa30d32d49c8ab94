"""prop=imageinfo, prop=categories and prop=coordinates of a set of pages.

https://www.mediawiki.org/wiki/API:Imageinfo
https://www.mediawiki.org/wiki/API:Categories
https://www.mediawiki.org/wiki/API:Coordinates
"""

from __future__ import annotations

from typing import Any

from tests.wikimedia.imitation.file_information import information
from tests.wikimedia.imitation.page_set import Limits, Page
from tests.wikimedia.imitation.parameters import ApiError, Parameter

_INFORMATION = (
    "archivename badfile bitdepth canonicaltitle comment commonmetadata dimensions extmetadata "
    "mediatype metadata mime parsedcomment sha1 size thumbmime timestamp uploadwarning url user "
    "userid"
)
IMAGEINFO = {
    "prop": Parameter(
        default=["timestamp", "user"], many=True, choices=tuple(_INFORMATION.split())
    ),
    "limit": Parameter("limit", default=1, least=1, most=500),
    "start": Parameter(),
    "end": Parameter(),
    "urlwidth": Parameter("integer", default=-1),
    "urlheight": Parameter("integer", default=-1),
    "metadataversion": Parameter(default="1"),
    "extmetadatalanguage": Parameter(default="en"),
    "extmetadatamultilang": Parameter("boolean"),
    "extmetadatafilter": Parameter(many=True),
    "urlparam": Parameter(default=""),
    "continue": Parameter(),
    "localonly": Parameter("boolean"),
}
CATEGORIES = {
    "prop": Parameter(default=[], many=True, choices=("hidden", "sortkey", "timestamp")),
    "show": Parameter(default=[], many=True, choices=("!hidden", "hidden")),
    "limit": Parameter("limit", default=10, least=1, most=500),
    "continue": Parameter(),
    "categories": Parameter(many=True),
    "dir": Parameter("choice", default="ascending", choices=("ascending", "descending")),
}
COORDINATES = {
    "limit": Parameter("limit", default=10, least=1, most=500),
    "continue": Parameter("integer", default=0),
    "prop": Parameter(
        default=["globe"],
        many=True,
        choices=("country", "dim", "globe", "name", "region", "type"),
    ),
    "primary": Parameter("choice", default="primary", choices=("all", "primary", "secondary")),
}
Parts = dict[str, dict[str, Any]]  # by title: what a prop adds to the page's document


def imageinfo(
    pages: list[Page], arguments: dict[str, Any], limits: Limits, host: str
) -> tuple[Parts, str | None]:
    parts: Parts = {}
    keys = [_upload_key(page) for page in pages]
    start = _place_of(arguments["continue"], keys)
    for number, page in enumerate(pages):
        if page.ns != 6 or page.invalid is not None:
            continue
        if page.file is None:
            parts[page.title] = {"imagerepository": ""}
            continue
        parts[page.title] = {"imagerepository": "local"}
        if number < start:
            continue
        if number - start >= limits.transforms and arguments["urlwidth"] != -1:
            return parts, keys[number]
        parts[page.title]["imageinfo"] = [information(page.file, arguments, host)]
    return parts, None


def categories(
    pages: list[Page], arguments: dict[str, Any], limits: Limits
) -> tuple[Parts, str | None]:
    if {"hidden", "!hidden"} <= set(arguments["show"]):
        raise ApiError(
            "show",
            'Incorrect parameter - mutually exclusive values may not be supplied to "clshow".',
        )
    rows = [
        (page, name, hidden)
        for page in sorted(pages, key=lambda page: page.page_id or 0)
        if page.file is not None
        for name, hidden in sorted(
            [(name, False) for name in page.file.categories]
            + [(name, True) for name in page.file.hidden_categories]
        )
        if ("!hidden" if hidden else "hidden") not in arguments["show"]
    ]
    keys = [f"{page.page_id}|{name.replace(' ', '_')}" for page, name, _ in rows]
    start = _place_of(arguments["continue"], keys)
    end = start + min(arguments["limit"], limits.categories)
    parts: Parts = {}
    for page, name, hidden in rows[start:end]:
        document: dict[str, Any] = {"ns": 14, "title": f"Category:{name}"}
        if "hidden" in arguments["prop"]:
            document["hidden"] = hidden
        parts.setdefault(page.title, {"categories": []})["categories"].append(document)
    return parts, keys[end] if end < len(keys) else None


def coordinates(pages: list[Page]) -> Parts:
    return {
        page.title: {
            "coordinates": [
                {
                    "lat": page.position.lat,
                    "lon": page.position.lon,
                    "primary": True,
                    "globe": "earth",
                }
            ]
        }
        for page in pages
        if page.position is not None
    }


def _upload_key(page: Page) -> str:
    if page.file is None:
        return ""
    digits = "".join(sign for sign in page.file.uploaded if sign.isdigit())
    return f"{page.title.removeprefix('File:').replace(' ', '_')}|{digits}"


def _place_of(key: str | None, keys: list[str]) -> int:
    if key is None:
        return 0
    if key not in keys:
        raise ApiError(
            "badcontinue",
            "Invalid continue param. You should pass the original value returned by the previous "
            "query.",
        )
    return keys.index(key)
