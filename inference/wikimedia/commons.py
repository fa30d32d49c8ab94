"""Files of Wikimedia Commons: what they show, who made them and under which licence.

https://www.mediawiki.org/wiki/API:Imageinfo, API:Categorymembers, API:Geosearch and
https://www.mediawiki.org/wiki/Extension:CommonsMetadata
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from inference.wikimedia.action_api import ActionApi, batches, joined
from inference.wikimedia.licences import Licence, free_licence, said
from inference.wikimedia.pages import Pages
from inference.wikimedia.shapes import mapping, sequence, text
from inference.wikimedia.together import together

# What a chat shows at most; Wikimedia keeps thumbnails of this width ready.
THUMBNAIL_WIDTH = 1280
# https://core.telegram.org/bots/api#sending-files: by address 5 MB, and width and height together.
_LARGEST_BYTES = 5_000_000
_LONGEST_SIDES = 10_000
_PHOTOS = ("image/jpeg", "image/png", "image/tiff", "image/webp")
_ENDINGS = (".jpg", ".jpeg", ".png")
_METADATA = (
    *("License", "LicenseShortName", "UsageTerms", "LicenseUrl", "NonFree", "DeletionReason"),
    *("Artist", "Attribution", "ImageDescription"),
)
_PROPS: dict[str, str | int] = {
    "prop": "imageinfo|categories",
    "iiprop": "url|size|mime|extmetadata",
    "iiurlwidth": THUMBNAIL_WIDTH,
    "iiextmetadatalanguage": "en",
    "iiextmetadatafilter": "|".join(_METADATA),
    "clshow": "!hidden",
    "cllimit": "max",
}
_NO_NAMES = ("own work", "own photo", "собственная работа", "self")
_PAGES_AT_ONCE = 50
_FILE_NAMESPACE = 6


@dataclass(frozen=True, slots=True)
class CommonsFile:
    """A picture on Commons. `url`, `width` and `height` are of a thumbnail, or of the original
    where that is smaller; `licence` is None where it is not free, or not known.
    """

    title: str
    url: str
    width: int
    height: int
    page_url: str
    mime: str
    original_width: int
    original_height: int
    author: str | None
    licence: Licence | None
    description: str
    categories: tuple[str, ...]


async def read_files(api: ActionApi, titles: Sequence[str]) -> dict[str, CommonsFile]:
    """The files of these titles («File:…») that a chat can show, by the title asked for."""

    async def read(batch: Sequence[str]) -> dict[str, CommonsFile]:
        pages = Pages()
        async for document in _documents(api, titles=joined(batch), redirects=1):
            pages.add(document)
        files = _usable(pages)
        return {title: files[to] for title in batch if (to := pages.title(title)) in files}

    parts = await together(read(batch) for batch in batches(list(dict.fromkeys(titles))))
    return {title: file for part in parts for title, file in part.items()}


async def files_of_category(api: ActionApi, category: str, most: int = 200) -> list[CommonsFile]:
    """Pictures of a category, by title; of its subcategories none. About `most` are looked at."""
    return await _generated(
        api,
        most,
        generator="categorymembers",
        gcmtitle=f"Category:{category.removeprefix('Category:')}",
        gcmtype="file",
        gcmlimit=_PAGES_AT_ONCE,
    )


async def files_near(
    api: ActionApi, lat: float, lon: float, radius_m: int, most: int = 50
) -> list[CommonsFile]:
    """Pictures taken within `radius_m` metres (10 to 10,000), by title."""
    return await _generated(
        api,
        most,
        generator="geosearch",
        ggscoord=f"{lat:.6f}|{lon:.6f}",
        ggsradius=radius_m,
        ggslimit=most,
        ggsnamespace=_FILE_NAMESPACE,
        ggsprimary="all",
    )


async def _generated(api: ActionApi, most: int, **generator: str | int) -> list[CommonsFile]:
    pages = Pages()
    async for document in _documents(api, redirects=1, **generator):
        pages.add(document)
        # Until then what follows is more about the same pages.
        if document.get("batchcomplete") and len(pages.told) >= most:
            break
    files = _usable(pages)
    return [files[title] for title in sorted(files)]


async def _documents(api: ActionApi, **pages: str | int) -> AsyncIterator[Mapping[str, Any]]:
    """What is said of these pages. The history of a file that is alone is not followed: there
    alone imageinfo goes on with the file's older versions.
    """
    async for document in api.query(**pages, **_PROPS):
        yield document
        if set(mapping(document.get("continue"))) == {"iistart", "continue"}:
            return


def _usable(pages: Pages) -> dict[str, CommonsFile]:
    """The files that a chat can show, by title."""
    made = {title: _file(title, page) for title, page in pages.told.items()}
    return {title: file for title, file in made.items() if file is not None}


def _file(title: str, page: Mapping[str, Any]) -> CommonsFile | None:
    """None for what no chat shows as a photo: other kinds of files, and what is too large."""
    info = mapping(next(iter(sequence(page.get("imageinfo"))), None))
    mime, original = text(info.get("mime")), text(info.get("url"))
    width, height = _number(info.get("width")), _number(info.get("height"))
    url, shown = text(info.get("thumburl")) or original, (width, height)
    is_original = _bare(url) == _bare(original)
    if not is_original:
        shown = _number(info.get("thumbwidth")), _number(info.get("thumbheight"))
    page_url = text(info.get("descriptionurl"))
    if (
        mime not in _PHOTOS
        or not _is_web_address(page_url)
        or not min(shown) > 0
        or sum(shown) > _LONGEST_SIDES
        or not (_is_web_address(url) and _bare(url).casefold().endswith(_ENDINGS))
        or (is_original and not 0 < _number(info.get("size")) <= _LARGEST_BYTES)
    ):
        return None
    metadata = mapping(info.get("extmetadata"))
    return CommonsFile(
        title=title,
        url=url,
        width=shown[0],
        height=shown[1],
        page_url=page_url,
        mime=mime,
        original_width=width,
        original_height=height,
        author=_author(metadata),
        licence=free_licence(metadata),
        description=said(metadata, "ImageDescription"),
        categories=tuple(
            dict.fromkeys(
                name.partition(":")[2]
                for category in sequence(page.get("categories"))
                if ":" in (name := text(mapping(category).get("title")))
            )
        ),
    )


def _author(metadata: Mapping[str, Any]) -> str | None:
    """The first that is more than a dash, and no word for where the photo is from."""
    named = (said(metadata, key) for key in ("Artist", "Attribution"))
    return next((name for name in named if _is_name(name)), None)


def _is_name(text: str) -> bool:
    return any(sign.isalnum() for sign in text) and text.casefold() not in _NO_NAMES


def _bare(url: str) -> str:
    """Without what is added to count downloads, which differs for thumbnail and original."""
    return url.partition("?")[0]


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and url.isprintable()


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
