"""list=geosearch and list=categorymembers, which are generators as well.

https://www.mediawiki.org/wiki/API:Geosearch
https://www.mediawiki.org/wiki/API:Categorymembers
"""

from __future__ import annotations

from typing import Any

from tests.wikimedia.imitation.page_set import Limits, Page, Wiki
from tests.wikimedia.imitation.parameters import ApiError, Parameter
from tests.wikimedia.imitation.world import distance_m

GEOSEARCH = {
    "coord": Parameter(),
    "page": Parameter(),
    "bbox": Parameter(),
    "radius": Parameter("integer", default=500, least=10, most=10_000, enforced=True),
    "maxdim": Parameter("integer"),
    "sort": Parameter("choice", default="distance", choices=("distance", "relevance")),
    "limit": Parameter("limit", default=10, least=1, most=500),
    "globe": Parameter("choice", default="earth", choices=("earth",)),
    "namespace": Parameter(default=["0"], many=True),
    "prop": Parameter(
        default=["globe"],
        many=True,
        choices=("country", "dim", "globe", "name", "region", "type"),
    ),
    "primary": Parameter("choice", default="primary", choices=("all", "primary", "secondary")),
}
CATEGORYMEMBERS = {
    "title": Parameter(),
    "pageid": Parameter("integer"),
    "prop": Parameter(
        default=["ids", "title"],
        many=True,
        choices=("ids", "sortkey", "sortkeyprefix", "timestamp", "title", "type"),
    ),
    "namespace": Parameter(many=True),
    "type": Parameter(
        default=["page", "subcat", "file"], many=True, choices=("file", "page", "subcat")
    ),
    "continue": Parameter(),
    "limit": Parameter("limit", default=10, least=1, most=500),
    "sort": Parameter("choice", default="sortkey", choices=("sortkey", "timestamp")),
    "dir": Parameter(
        "choice",
        default="ascending",
        choices=("asc", "ascending", "desc", "descending", "newer", "older"),
    ),
}


def geosearch(wiki: Wiki, arguments: dict[str, Any]) -> list[tuple[Page, float]]:
    """Pages and their distances in metres, nearest first. There is no continuation."""
    if arguments["coord"] is None:
        raise ApiError(
            "missingparam",
            'One of the parameters "gscoord", "gspage" and "gsbbox" is required.',
        )
    try:
        lat, lon = map(float, str(arguments["coord"]).split("|"))
    except ValueError:
        raise ApiError("invalid-coord", "Invalid coordinate provided.") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 360):
        raise ApiError("invalid-coord", "Invalid coordinate provided.")
    namespaces = set(arguments["namespace"])
    found = [
        (page, distance_m(page.position, (lat, lon)))
        for page in wiki.pages()
        if page.position is not None
        and (str(page.ns) in namespaces or "*" in namespaces)
        and arguments["primary"] != "secondary"
    ]
    near = [pair for pair in found if pair[1] <= arguments["radius"]]
    return sorted(near, key=lambda pair: pair[1])[: arguments["limit"]]


def geosearch_documents(found: list[tuple[Page, float]]) -> list[dict[str, Any]]:
    return [
        {
            "pageid": page.page_id,
            "ns": page.ns,
            "title": page.title,
            "lat": page.position.lat,
            "lon": page.position.lon,
            "dist": round(distance, 1),
            "primary": True,
        }
        for page, distance in found
        if page.position is not None
    ]


def categorymembers(
    wiki: Wiki, arguments: dict[str, Any], limits: Limits
) -> tuple[list[Page], str | None]:
    """Members as Commons orders them (subcategories, then files), and `cmcontinue`, if any."""
    if (arguments["title"] is None) == (arguments["pageid"] is None):
        raise ApiError(
            "missingparam" if arguments["title"] is None else "invalidparammix",
            'Exactly one of the parameters "cmtitle" and "cmpageid" is required.',
        )
    title = wiki.normalize(arguments["title"] or "")
    if not title.startswith("Category:"):
        raise ApiError("invalidcategory", "The category name you entered is not valid.")
    name = title.removeprefix("Category:")
    members: list[tuple[str, Page]] = []
    wanted, namespaces = set(arguments["type"]), arguments["namespace"]
    if "subcat" in wanted and (namespaces is None or "14" in namespaces):
        subcategories = sorted(wiki.world.categories.get(name, ()))
        members += [("subcat", wiki.find(f"Category:{each}")) for each in subcategories]
    if "file" in wanted and (namespaces is None or "6" in namespaces):
        members += [("file", wiki.find(file.title)) for file in wiki.world.members(name)]
    keys = [f"{kind}|{page.title.upper().encode().hex()}|{page.page_id}" for kind, page in members]
    start = 0
    if arguments["continue"] is not None:
        if arguments["continue"] not in keys:
            raise ApiError(
                "badcontinue",
                "Invalid continue param. You should pass the original value returned by the "
                "previous query.",
            )
        start = keys.index(arguments["continue"])
    end = start + min(arguments["limit"], limits.members)
    return [page for _, page in members[start:end]], keys[end] if end < len(keys) else None
