"""Parts of JSON documents, whatever stands in their place.

The services write an empty object as a list, leave out what they do not know, and are not always
what they were: what is of another form than expected is taken for empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

# Halves of pairs, which JSON can write, and no file and no address.
_HALVES = re.compile("[\ud800-\udfff]")


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    return _HALVES.sub("\ufffd", value) if isinstance(value, str) else ""
