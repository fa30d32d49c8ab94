"""Names of places: cleaning, comparing, and making identifiers of them."""

from __future__ import annotations

import hashlib
import re
import unicodedata

import iuliia

_NUMBERING = re.compile(r"^\s*(?:(?:№|No\.?)\s*\d+[.):]?|\d+[.)])\s+(?=.*\w)", re.IGNORECASE)
_NOT_WORD = re.compile(r"[\W_]+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
MAX_ID_LENGTH = 40


def clean_name(text: str) -> str:
    """The name without stray, doubled, no-break or invisible spaces, in Unicode NFC."""
    words = " ".join(text.split())  # before the control characters go: a line break is a space
    if not words.isprintable():
        words = "".join(c for c in words if unicodedata.category(c) not in ("Cc", "Cf"))
    return " ".join(unicodedata.normalize("NFC", words).split())


def drop_numbering(name: str) -> str:
    """The name without a leading list number: «№15 Храм-на-Крови» → «Храм-на-Крови».

    A number inside a name («Гимназия № 9») tells places apart and stays.
    """
    return _NUMBERING.sub("", name)


def fold_name(name: str) -> str:
    """What two spellings of one name share: case, spaces, ё and punctuation are levelled."""
    decomposed = unicodedata.normalize("NFKC", clean_name(name)).casefold().replace("ё", "е")
    return _NOT_WORD.sub(" ", decomposed).strip()


def transliterate(text: str) -> str:
    """Russian letters in Latin ones, as the English Wikipedia romanises Russian."""
    return str(iuliia.WIKIPEDIA.translate(text))


def slug_id(city: str, name: str) -> str:
    """An ASCII id: a readable slug and a short hash of city and name, stable between runs."""
    city, name = fold_name(city), fold_name(name)
    digest = hashlib.sha256(f"{city}\0{name}".encode()).hexdigest()[:8]
    latin = unicodedata.normalize("NFKD", transliterate(name)).encode("ascii", "ignore").decode()
    slug = _NOT_SLUG.sub("-", latin.lower()).strip("-")[: MAX_ID_LENGTH - 9].rstrip("-")
    return f"{slug or 'place'}-{digest}"
