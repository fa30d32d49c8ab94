"""Words of a query that say little or nothing about which place is meant.

`CARRIERS` only carry the request («покажи», "please") and weigh nothing; `FILLERS` («старый»,
"best") say little. Both are dictionary forms, kept in `assets/search/fillers.csv`.
"""

from __future__ import annotations

import csv

from inference.bundled import ASSETS

_STOP_WORDS = """
в во на у о об от до из за над под при для по с со к ко и или а не им имени имя честь
the of in on at to a an and or near for by de la le du des
"""


def _saying(how_much: str) -> frozenset[str]:
    path = ASSETS / "search" / "fillers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["says"] == how_much]
    return frozenset(word for row in rows for word in row["words"].split())


STOP_WORDS = frozenset(_STOP_WORDS.split())
CARRIERS = _saying("nothing")
FILLERS = _saying("little")
