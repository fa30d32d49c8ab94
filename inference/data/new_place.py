"""One more place in a catalogue folder: a row behind those of `places.csv`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from inference.catalogue import CatalogueError, Place
from inference.writing import whole_file


def append_place(folder: Path, place: Place) -> None:
    """Append a place to the catalogue's `places.csv`. Raises CatalogueError where there is none."""
    path = folder / "places.csv"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path} cannot be read: {error}.") from error
    columns = next(csv.reader(io.StringIO(text)), [])
    values = {
        "id": place.id,
        "name": place.name,
        "aliases": "|".join(place.aliases),
        "category": place.category,
        "kinds": ",".join(place.kinds or (place.category,)),
        "city": place.city,
        "lat": "" if place.lat is None else repr(place.lat),
        "lon": "" if place.lon is None else repr(place.lon),
        "wikidata": place.wikidata or "",
    }
    row = io.StringIO()
    csv.writer(row, lineterminator="\n").writerow([values.get(name, "") for name in columns])
    ending = "" if text.endswith("\n") else "\n"
    with whole_file(path) as temporary:
        temporary.write_text(text + ending + row.getvalue(), encoding="utf-8")
