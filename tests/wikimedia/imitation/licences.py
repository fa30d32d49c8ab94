"""Licences as Commons' extmetadata tells them (CommonsMetadata's keys and words)."""

from __future__ import annotations

from dataclasses import dataclass

_CC = "https://creativecommons.org/licenses"
_ZERO = "http://creativecommons.org/publicdomain/zero/1.0/deed.en"


@dataclass(frozen=True, slots=True)
class Metadata:
    """None: the key is absent. `free`: whether it may be reused, for tests to hold against."""

    free: bool
    code: str | None = None  # License: only for families that CommonsMetadata tells apart
    short_name: str | None = None
    usage_terms: str | None = None
    url: str | None = None
    copyrighted: str | None = "True"
    attribution: str | None = "true"
    non_free: str | None = None
    restrictions: str | None = ""


def _cc(code: str, short: str, long: str, path: str, *, free: bool = True) -> Metadata:
    return Metadata(free, code, short, f"Creative Commons {long}", f"{_CC}/{path}")


LICENCES: dict[str, Metadata] = {
    "cc-by-sa-4.0": _cc("cc-by-sa-4.0", "CC BY-SA 4.0", "Attribution-Share Alike 4.0", "by-sa/4.0"),
    "cc-by-4.0": _cc("cc-by-4.0", "CC BY 4.0", "Attribution 4.0", "by/4.0"),
    "cc-by-2.0": _cc("cc-by-2.0", "CC BY 2.0", "Attribution 2.0", "by/2.0"),
    "cc-by-sa-3.0-de": _cc(
        "cc-by-sa-3.0-de",
        "CC BY-SA 3.0 de",
        "Attribution-Share Alike 3.0 de",
        "by-sa/3.0/de/deed.en",
    ),
    "cc0": Metadata(
        True, "cc0", "CC0", "Creative Commons Zero, Public Domain Dedication", _ZERO, None, "false"
    ),
    "pd": Metadata(True, "pd", "Public domain", "Public domain", None, "False", "false"),
    "gfdl": Metadata(
        True,
        "gfdl",
        "GFDL",
        "GNU Free Documentation License",
        "http://www.gnu.org/copyleft/fdl.html",
    ),
    "fal": Metadata(True, None, "FAL", "Free Art License", "http://artlibre.org/licence/lal/en"),
    "attribution": Metadata(True, None, "Attribution", "Attribution"),
    "ogl-3": Metadata(
        True,
        None,
        "OGL 3",
        "Open Government Licence version 3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    # A building under copyright may be shown: a restriction that is none of copyright.
    "cc-by-sa-3.0-trademarked": Metadata(
        True,
        "cc-by-sa-3.0",
        "CC BY-SA 3.0",
        "Creative Commons Attribution-Share Alike 3.0",
        f"{_CC}/by-sa/3.0",
        restrictions="trademarked",
    ),
    # What must never enter, though it stands in a category beside the others.
    "cc-by-nc-4.0": _cc(
        "cc-by-nc-4.0", "CC BY-NC 4.0", "Attribution-NonCommercial 4.0", "by-nc/4.0", free=False
    ),
    "cc-by-nd-2.0": _cc(
        "cc-by-nd-2.0", "CC BY-ND 2.0", "Attribution-NoDerivs 2.0", "by-nd/2.0", free=False
    ),
    "fair-use": Metadata(False, None, "Fair use", "Fair use", None, non_free="true"),
    "free-by-name-only": Metadata(
        False,
        "cc-by-sa-4.0",
        "CC BY-SA 4.0",
        "Creative Commons Attribution-Share Alike 4.0",
        f"{_CC}/by-sa/4.0",
        non_free="true",
    ),
    "all-rights-reserved": Metadata(False, "cc-by-4.0", "CC BY 4.0", "All rights reserved"),
    "unknown": Metadata(False, None, None, None, None, None, None, None, None),
    "own-words": Metadata(False, None, "See permission", "Ask the author before any use"),
}

FREE = tuple(name for name, terms in LICENCES.items() if terms.free)
NOT_FREE = tuple(name for name, terms in LICENCES.items() if not terms.free)
