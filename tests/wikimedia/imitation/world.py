"""What the imitated services know: items of Wikidata, files and categories of Commons."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt

EARTH = "Q2"
_EARTH_RADIUS = 6_371_010.0  # metres, as GeoData has it


@dataclass(frozen=True, slots=True)
class Coordinates:
    lat: float
    lon: float
    globe: str = EARTH
    precision: float | None = 0.0001


@dataclass(frozen=True, slots=True)
class Statement:
    """Of `snaktype` "somevalue" (there is one, unknown) or "novalue" (there is none): no value."""

    value: str | Coordinates | None
    rank: str = "normal"
    snaktype: str = "value"


@dataclass(slots=True)
class Item:
    id: str
    labels: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, list[str]] = field(default_factory=dict)
    claims: dict[str, list[Statement]] = field(default_factory=dict)
    sitelinks: dict[str, str] = field(default_factory=dict)  # title by site
    lists_for_maps: bool = False  # empty maps are served as [], as PHP does where it is not told

    @property
    def page_id(self) -> int:
        return int(self.id[1:]) + 1000

    def best(self, prop: str) -> list[str | Coordinates]:
        """Values of the best rank, what `wdt:` stands for; deprecated ones never."""
        for rank in ("preferred", "normal"):
            ranked = [s for s in self.claims.get(prop, ()) if s.rank == rank]
            if ranked:
                return [s.value for s in ranked if s.value is not None]
        return []

    def position(self) -> Coordinates | None:
        for value in self.best("P625"):
            if isinstance(value, Coordinates) and value.globe == EARTH:
                return value
        return None


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file of Commons. `name` has no "File:"; `artist` and `description` are HTML."""

    name: str
    page_id: int
    width: int
    height: int
    size: int
    mime: str = "image/jpeg"
    licence: str = "cc-by-sa-4.0"  # key of licences.LICENCES
    artist: str | None = None
    description: str | None = None
    categories: tuple[str, ...] = ()
    hidden_categories: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    uploaded: str = "2021-05-17T09:30:00Z"
    page_count: int | None = None
    duration: float | None = None
    lost: bool = False  # the image host answers 404
    missing: bool = False  # the page is there, its file is not

    @property
    def title(self) -> str:
        return f"File:{self.name}"

    @property
    def folder(self) -> str:
        """ "a/ab/", by which MediaWiki spreads files."""
        digest = hashlib.md5(self.key.encode(), usedforsecurity=False).hexdigest()
        return f"{digest[0]}/{digest[:2]}"

    @property
    def key(self) -> str:
        return self.name.replace(" ", "_")


@dataclass(slots=True)
class World:
    city: str = ""  # Q id
    places: list[str] = field(default_factory=list)  # Q ids of the city's places
    items: dict[str, Item] = field(default_factory=dict)
    item_redirects: dict[str, str] = field(default_factory=dict)
    files: dict[str, MediaFile] = field(default_factory=dict)  # by name
    file_redirects: dict[str, str] = field(default_factory=dict)  # name → name
    categories: dict[str, list[str]] = field(default_factory=dict)  # name → subcategories
    subclasses: list[tuple[str, str]] = field(default_factory=list)  # P279: child, parent

    def add(self, item: Item) -> Item:
        self.items[item.id] = item
        return item

    def add_file(self, file: MediaFile) -> MediaFile:
        self.files[file.name] = file
        for category in file.categories + file.hidden_categories:
            self.categories.setdefault(category, [])
        return file

    def members(self, category: str) -> list[MediaFile]:
        """Its files as Commons lists them: by name."""
        found = [
            file
            for file in self.files.values()
            if category in file.categories or category in file.hidden_categories
        ]
        return sorted(found, key=lambda file: file.name.upper())

    def position(self, item_id: str) -> Coordinates:
        position = self.items[item_id].position()
        if position is None:
            raise LookupError(f"{item_id} is nowhere on Earth")
        return position

    def photos_of(self, item_id: str) -> list[MediaFile]:
        """All files of its Commons category, whatever their licence."""
        return [
            file
            for category in self.items[item_id].best("P373")
            for file in self.members(str(category))
        ]


def distance_m(a: Coordinates | tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in metres between points in degrees."""
    lat, lon = (a.lat, a.lon) if isinstance(a, Coordinates) else a
    north, east = radians(b[0] - lat), radians(b[1] - lon)
    chord = sin(north / 2) ** 2 + cos(radians(lat)) * cos(radians(b[0])) * sin(east / 2) ** 2
    return 2 * _EARTH_RADIUS * asin(min(1.0, sqrt(chord)))


def ranked(*values: str | Coordinates) -> list[Statement]:
    return [Statement(value) for value in values]
