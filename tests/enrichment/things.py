"""Items, files and folders that tests of enrichment start from."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from inference.wikimedia.commons import CommonsFile
from inference.wikimedia.entities import Entity
from inference.wikimedia.licences import Licence

BY_SA = Licence("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/")


def entity(item: str, **facts: Any) -> Entity:
    """An item of which nothing is known but `facts`."""
    nothing: dict[str, Any] = {
        **{name: {} for name in ("labels", "aliases", "descriptions", "articles")},
        **dict.fromkeys(("lat", "lon", "image", "commons_category")),
        "kinds": (),
        "ended": False,
    }
    return Entity(id=item, **(nothing | facts))


def commons_file(name: str, **facts: Any) -> CommonsFile:
    """A free photo of 1280 by 960 pixels."""
    usual: dict[str, Any] = {
        "url": f"https://images.example/{name}",
        "width": 1280,
        "height": 960,
        "page_url": f"https://commons.example/wiki/File:{name}",
        "mime": "image/jpeg",
        "original_width": 4000,
        "original_height": 3000,
        "author": "Анна Фотограф",
        "licence": BY_SA,
        "description": "",
        "categories": (),
    }
    return CommonsFile(title=f"File:{name}", **(usual | facts))


def write_table(path: Path, columns: Sequence[str], *rows: Sequence[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])


def read_table(path: Path) -> list[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
