"""What imageinfo says of one file, extmetadata among it.

https://www.mediawiki.org/wiki/API:Imageinfo
https://www.mediawiki.org/wiki/Extension:CommonsMetadata
https://commons.wikimedia.org/wiki/Commons:API
"""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from tests.wikimedia.imitation.licences import LICENCES
from tests.wikimedia.imitation.thumbnails import original_document_url, thumbnail
from tests.wikimedia.imitation.world import MediaFile

_COMMONS = "https://commons.wikimedia.org"


def information(file: MediaFile, arguments: dict[str, Any], host: str) -> dict[str, Any]:
    props = set(arguments["prop"])
    document: dict[str, Any] = {}
    if file.missing:
        if "url" in props:
            document["descriptionurl"] = _page_url(file)
        return document | {"filemissing": True}
    if "timestamp" in props:
        document["timestamp"] = file.uploaded
    if "user" in props:
        document["user"] = "Example uploader"
    if props & {"size", "dimensions"}:
        document |= {"size": file.size, "width": file.width, "height": file.height}
        if file.page_count is not None:
            document["pagecount"] = file.page_count
        if file.duration is not None:
            document["duration"] = file.duration
    if "canonicaltitle" in props:
        document["canonicaltitle"] = file.title
    if "url" in props:
        document |= _urls(file, arguments, host)
    if "sha1" in props:
        digest = hashlib.sha1(file.key.encode(), usedforsecurity=False)
        document["sha1"] = digest.hexdigest()
    if "extmetadata" in props:
        wanted = arguments["extmetadatafilter"]
        document["extmetadata"] = {
            key: value for key, value in extmetadata(file).items() if not wanted or key in wanted
        }
    if "mime" in props:
        document["mime"] = file.mime
    if "mediatype" in props:
        document["mediatype"] = _media_type(file)
    return document


def extmetadata(file: MediaFile) -> dict[str, Any]:
    """Keys that have nothing to tell are absent, as CommonsMetadata leaves them out."""
    terms = LICENCES[file.licence]
    categories = "|".join(file.categories + file.hidden_categories)
    page, hidden = "commons-desc-page", True
    values: list[tuple[str, object, str, bool]] = [
        ("DateTime", file.uploaded[:10] + " " + file.uploaded[11:19], "mediawiki-metadata", hidden),
        ("ObjectName", file.name.rpartition(".")[0], "mediawiki-metadata", hidden),
        ("CommonsMetadataExtension", 1.2, "extension", hidden),
        ("Categories", categories, "commons-categories", hidden),
        ("Assessments", "", "commons-categories", hidden),
        ("GPSLatitude", file.lat and str(file.lat), page, False),
        ("GPSLongitude", file.lon and str(file.lon), page, False),
        ("ImageDescription", file.description, page, False),
        ("DateTimeOriginal", file.uploaded[:10], page, False),
        ("Credit", '<span class="int-own-work" lang="en">Own work</span>', page, hidden),
        ("Artist", file.artist, page, False),
        ("LicenseShortName", terms.short_name, page, hidden),
        ("UsageTerms", terms.usage_terms, page, hidden),
        ("AttributionRequired", terms.attribution, page, hidden),
        ("LicenseUrl", terms.url, page, hidden),
        ("Copyrighted", terms.copyrighted, page, hidden),
        ("Restrictions", terms.restrictions, page, hidden),
        ("License", terms.code, "commons-templates", hidden),
        ("NonFree", terms.non_free, page, hidden),
    ]
    return {
        key: {"value": value, "source": source} | ({"hidden": ""} if out_of_sight else {})
        for key, value, source, out_of_sight in values
        if value is not None
    }


def _urls(file: MediaFile, arguments: dict[str, Any], host: str) -> dict[str, Any]:
    document: dict[str, Any] = {}
    asked = arguments["urlwidth"]
    if asked == -1 and arguments["urlheight"] != -1 and file.height > 0:
        asked = round(file.width * arguments["urlheight"] / file.height)
    if asked != -1:
        made = thumbnail(file, asked, host)
        if made is not None:
            document["thumburl"], document["thumbwidth"], document["thumbheight"] = made
        elif file.mime.startswith(("audio/", "application/ogg")):
            icon = "/w/resources/assets/file-type-icons/fileicon-ogg.png"
            document |= {"thumburl": host + icon, "thumbwidth": 120, "thumbheight": 120}
    return document | {
        "url": original_document_url(file, host, "original"),
        "descriptionurl": _page_url(file),
        "descriptionshorturl": f"{_COMMONS}/w/index.php?curid={file.page_id}",
    }


def _page_url(file: MediaFile) -> str:
    return f"{_COMMONS}/wiki/File:{quote(file.key, safe='/:,;@!$*()')}"


def _media_type(file: MediaFile) -> str:
    if file.mime == "image/svg+xml":
        return "DRAWING"
    if file.mime.startswith("image/") and file.mime != "image/vnd.djvu":
        return "BITMAP"
    if file.mime.startswith("video/"):
        return "VIDEO"
    return "OFFICE" if file.mime == "application/pdf" else "MULTIMEDIA"
