"""Licences of files on Wikimedia Commons: which of them are free, and what they are called.

https://commons.wikimedia.org/wiki/Commons:Licensing says which are taken there, and
https://www.mediawiki.org/wiki/Extension:CommonsMetadata how a file tells its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inference.wikimedia.plain_text import plain_text

_SEPARATORS = re.compile(r"[\s_\-\u2010-\u2015/.:]+")
# Words of what may not be reused, wherever they stand. «nc» and «nd» are parts of «by-nc-nd».
_NOT_FREE = re.compile(
    r"\b(?:nc|nd|non ?commercial\w*|no ?deriv\w*|fair ?use|fair dealing|all rights reserved|"
    r"non ?free|not free|proprietary|permission|no licen[cs]e|unknown|editorial)\b"
)
# Families of free licences, by the words of short names, of long ones, of codes and of addresses;
# the first that fits is meant: what is CC0 also calls itself a dedication to the public domain.
_FAMILIES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("cc0", r"\bcc ?0\b|\bcc zero\b|creative commons (?:cc0|zero)\b|publicdomain zero\b"),
        ("pd", r"\bpublic ?domain\b|^pd\b|^cc pd\b|no known copyright|^no restrictions$"),
        ("by-sa", r"\bcc by sa\b|\battribution share ?alike\b|\blicenses by sa\b"),
        ("by", r"\bcc by\b|\bcreative commons attribution\b|\blicenses by\b"),
        ("gfdl", r"\bgfdl\b|\bgnu free documentation\b|\bcopyleft fdl\b"),
        ("fal", r"\bfal\b|\bfree art licen[cs]e\b|\blicence art libre\b|\bartlibre\b"),
        ("ogl", r"\bogl\b|\bopen government licen[cs]e\b"),
        ("lov2", r"\blicence ouverte\b|\betalab\b"),
        ("dl-de", r"\bdl de (?:by|zero)\b|\bdata licen[cs]e germany\b"),
        ("free-use", r"^copyrighted free use\b"),
        ("attribution", r"^attribution(?: only)?(?: licen[cs]e)?$"),
        (
            "software",
            r"^(?:mit|apache|bsd|gpl|lgpl|agpl|wtfpl|mpl)\b|\bgnu (?:lesser )?general pub",
        ),
    )
)
_SAME = ({"cc0", "pd"},)


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence that allows reuse: its name and, where known, the address of its text."""

    name: str
    url: str | None


def free_licence(extmetadata: Mapping[str, Any]) -> Licence | None:
    """The licence that a file's extmetadata tells, where it allows reuse, changes and sale.

    None where it does not, where it is not known, and where what is said contradicts itself.
    """
    code, short, terms, url = (
        said(extmetadata, key)
        for key in ("License", "LicenseShortName", "UsageTerms", "LicenseUrl")
    )
    if said(extmetadata, "NonFree").casefold() not in ("", "false", "0", "no"):
        return None
    levelled = [_level(text) for text in (code, short, terms, url)]
    if any(_NOT_FREE.search(text) for text in levelled):
        return None
    named = [_family(text) for text in levelled[1:3] if text]
    if not named or None in named:
        return None
    # A code or an address need not be known; one that is says the same.
    families = {*named, *(_family(text) for text in (levelled[0], levelled[3]))} - {None}
    if len(families) > 1 and not any(families <= same for same in _SAME):
        return None
    return Licence(short or terms, url if url.startswith(("https://", "http://")) else None)


def said(extmetadata: Mapping[str, Any], key: str) -> str:
    """The text of one field, in one line; empty where there is none."""
    field = extmetadata.get(key)
    value = field.get("value") if isinstance(field, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return "true" if value is True else ""
    return plain_text(str(value))


def _level(text: str) -> str:
    return _SEPARATORS.sub(" ", text.casefold()).strip()


def _family(text: str) -> str | None:
    return next((name for name, pattern in _FAMILIES if pattern.search(text)), None)
