"""What a request asks for, read from its fields and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inference.place import LANGUAGES
from inference.service.problems import ProblemError
from inference.service.settings import MAX_K, MAX_TEXT

UNNAMED_PHOTO = "; a photo's part needs a file name"
_TRUTHS = {"true": True, "1": True, "false": False, "0": False, "": False}


@dataclass(frozen=True, slots=True)
class PhotoQuestion:
    """What is asked of photos; `city` as it was written."""

    city: str | None = None
    k: int = 5
    language: str = "ru"
    together: bool = False


def photo_question(fields: Mapping[str, str]) -> PhotoQuestion:
    """Raises ProblemError `bad_request` naming the field at fault."""
    only(fields, ("city", "k", "lang", "together"), UNNAMED_PHOTO)
    together = _TRUTHS.get(fields.get("together", "").lower())
    if together is None:
        raise ProblemError("bad_request", "together is true or false.")
    return PhotoQuestion(fields.get("city"), number(fields), language(fields), together)


def only(fields: Mapping[str, str], known: tuple[str, ...], hint: str = "") -> None:
    """Refuse what is not known."""
    for name, value in fields.items():
        if name not in known:
            raise ProblemError(
                "bad_request",
                f"There is no field {name!r}, only {', '.join(known)}{hint}.",
            )
        if len(value) > MAX_TEXT:
            raise ProblemError("bad_request", f"{name} is longer than {MAX_TEXT} characters.")


def number(fields: Mapping[str, str], most: int = MAX_K) -> int:
    text = fields.get("k", "5")
    k = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    if not 1 <= k <= most:
        raise ProblemError("bad_request", f"k is a whole number from 1 to {most}.")
    return k


def language(fields: Mapping[str, str]) -> str:
    code = fields.get("lang", "ru")
    if code not in LANGUAGES:
        raise ProblemError("bad_request", f"lang is one of {', '.join(LANGUAGES)}.")
    return code
