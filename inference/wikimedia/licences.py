"""Licences of files on Wikimedia Commons: which of them are free, and what they are called.

https://commons.wikimedia.org/wiki/Commons:Licensing says which are taken there, and
https://www.mediawiki.org/wiki/Extension:CommonsMetadata how a file tells its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inference.wikimedia.licence_names import family_of_address, family_of_code, family_of_name
from inference.wikimedia.plain_text import plain_text
from inference.wikimedia.shapes import mapping, text

_NAMES = ("LicenseShortName", "UsageTerms")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_NO = ("", "false", "0", "no")
# What is given to the public by CC0 also calls itself public domain.
_SAME = {"cc0", "pd"}
# Creative Commons licences of different versions are different licences.
_VERSIONED = {"by", "by-sa", "sa"}
_VERSION = re.compile(r"(?<![\d.])\d\.\d(?![\d.])")


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence that allows reuse: its name and, where known, the address of its text."""

    name: str
    url: str | None


def free_licence(extmetadata: Mapping[str, Any]) -> Licence | None:
    """The licence that a file's extmetadata tells, where it allows reuse, changes and sale.

    None where it does not, where it is not known or a part of what is said is not, where what is
    said contradicts itself, and where the file is about to be deleted.
    """
    if any(_stated(extmetadata, key) for key in ("NonFree", "DeletionReason")):
        return None
    if any(_is_unreadable(extmetadata.get(key)) for key in ("License", "LicenseUrl", *_NAMES)):
        return None
    names = [name for name in (said(extmetadata, key) for key in _NAMES) if name]
    code, url = said(extmetadata, "License"), said(extmetadata, "LicenseUrl")
    families = {family_of_name(name) for name in names}
    # A code or an address says nothing in the place of a name, but it may contradict one, also
    # where it is what a name links to.
    families |= {family_of_code(code)}
    families |= {family_of_address(_value(extmetadata, key)) for key in ("LicenseUrl", *_NAMES)}
    if not names or None in families:
        return None
    families.discard("any")
    if len(families) > 1 and not families <= _SAME:
        return None
    if families & _VERSIONED and not _is_one_version(*names, code, url):
        return None
    return Licence(names[0], _web_address(url))


def _is_one_version(*texts: str) -> bool:
    """Whether those of the texts that name versions have one in common."""
    named = [set(found) for text in texts if (found := _VERSION.findall(text))]
    return not named or bool(set.intersection(*named))


def said(extmetadata: Mapping[str, Any], key: str) -> str:
    """The text of one field, in one line; empty where there is none."""
    return plain_text(_value(extmetadata, key))


def _value(extmetadata: Mapping[str, Any], key: str) -> str:
    return text(mapping(extmetadata.get(key)).get("value"))


def _is_unreadable(field: object) -> bool:
    """Whether something stands where a text is due: nobody knows what it means."""
    value = field.get("value", field) if isinstance(field, Mapping) else field
    return bool(value) and not (isinstance(value, str) and isinstance(field, Mapping))


def _stated(extmetadata: Mapping[str, Any], key: str) -> bool:
    """Whether a field says anything but no; a hidden one, or one of an unexpected form, does."""
    field = extmetadata.get(key)
    value = field.get("value", field) if isinstance(field, Mapping) else field
    return bool(value) if not isinstance(value, str) else value.strip().casefold() not in _NO


def _web_address(url: str) -> str | None:
    """None for anything else. Commons leaves the scheme out at times."""
    url = f"https:{url}" if url.startswith("//") else url
    return url if _WEB_ADDRESS.fullmatch(url) else None
