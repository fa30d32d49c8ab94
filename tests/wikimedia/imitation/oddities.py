"""Items and files that are not as one expects, each by a name of its own; far from the city."""

from __future__ import annotations

from tests.wikimedia.imitation.licences import LICENCES
from tests.wikimedia.imitation.world import Coordinates, Item, MediaFile, Statement, World, ranked

SVIYAZHSK = (55.7722, 48.6631)  # 28 km from the city's centre
CATEGORY = "Odd files"
# Items.
RENAMED, RENAMED_TO = "Q300000001", "Q300000002"  # a redirect and its target
DELETED = "Q300000003"
ON_THE_MOON = "Q300000004"
RANKS = "Q300000005"  # values of all ranks: what is preferred stands second
UNKNOWN_VALUES = "Q300000006"  # somevalue and novalue for everything
ENDED = "Q300000007"
EMPTY = "Q300000008"  # no text, claim or link, and lists where maps are due
MANY_ALIASES = "Q300000009"
# Files, without "File:".
OLD_NAME, NEW_NAME = "Old name.jpg", "New name.jpg"
LOST = "Lost on the image host.jpg"
NO_FILE = "Page without a file.jpg"
HUGE = "Huge panorama.jpg"
TALL = "Very tall.jpg"
HEAVY = "Small but heavy.jpg"
NO_ARTIST = "Nobody is named.jpg"
SIGNS = 'What? "100%" & a+b; it\'s №1 (yes) €.jpg'
_KINDS = (  # name, mime, width, height, pages, seconds
    ("Scan.tif", "image/tiff", 3000, 2000, None, None),
    ("Small scan.tiff", "image/tiff", 900, 700, None, None),
    ("Coat of arms.svg", "image/svg+xml", 512, 600, None, None),
    ("Lossless.png", "image/png", 2000, 1500, None, None),
    ("Modern.webp", "image/webp", 1900, 1200, None, None),
    ("Moving.gif", "image/gif", 800, 600, None, None),
    ("Book.pdf", "application/pdf", 1240, 1754, 12, None),
    ("Old book.djvu", "image/vnd.djvu", 2000, 3000, 100, None),
    ("Film.webm", "video/webm", 1920, 1080, None, 42.5),
    ("Bells.oga", "application/ogg", 0, 0, None, 61.0),
)
_FIRST_PAGE = 70_000_000


def add_oddities(world: World) -> None:
    _add_items(world)
    world.item_redirects[RENAMED] = RENAMED_TO
    world.file_redirects[OLD_NAME] = NEW_NAME
    for name, mime, width, height, pages, seconds in _KINDS:
        _add(world, name, width, height, mime=mime, page_count=pages, duration=seconds)
    for licence in LICENCES:
        _add(world, f"Licence {licence}.jpg", 1600, 1200, licence=licence)
    for name in (NEW_NAME, SIGNS):
        _add(world, name, 1600, 1200)
    _add(world, LOST, 1600, 1200, lost=True)
    _add(world, NO_FILE, 0, 0, missing=True)
    _add(world, NO_ARTIST, 1600, 1200, artist=None)
    _add(world, HUGE, 30_000, 20_000, size=600_000_000)
    _add(world, TALL, 1200, 20_000)
    _add(world, HEAVY, 1200, 900, size=9_000_000)


def _add_items(world: World) -> None:
    lat, lon = SVIYAZHSK
    here = ranked(Coordinates(lat, lon))
    for item in (
        Item(RENAMED_TO, {"en": "Renamed museum"}, claims={"P31": ranked("Q33506"), "P625": here}),
        Item(
            ON_THE_MOON,
            {"en": "Crater"},
            claims={"P625": ranked(Coordinates(lat, lon, globe="Q405"))},
        ),
        Item(
            RANKS,
            {"ru": "Ранги", "en": "Ranks"},
            claims={
                "P31": [
                    Statement("Q41176", "deprecated"),
                    Statement("Q16970"),
                    Statement("Q33506", "preferred"),
                ],
                "P625": [
                    Statement(Coordinates(1.0, 2.0), "deprecated"),
                    Statement(Coordinates(3.0, 4.0)),
                    Statement(Coordinates(lat, lon, precision=None), "preferred"),
                ],
                "P18": [Statement(LOST, "deprecated"), Statement(NEW_NAME)],
                "P373": [Statement(CATEGORY)],
            },
            sitelinks={"ruwiki": "Ранги (музей)", "enwiki": "Ranks & files?"},
        ),
        Item(
            UNKNOWN_VALUES,
            {"en": "Nothing is known"},
            claims={
                prop: [Statement(None, snaktype=snaktype)]
                for prop in ("P18", "P31", "P373", "P576", "P625")
                for snaktype in (("novalue",) if prop in {"P373", "P576"} else ("somevalue",))
            },
        ),
        Item(
            ENDED,
            {"ru": "Снесённая церковь", "en": "Demolished church"},
            claims={
                "P31": ranked("Q16970"),
                "P576": ranked("+1931-00-00T00:00:00Z"),
                "P625": here,
            },
        ),
        Item(EMPTY, lists_for_maps=True),
        Item(MANY_ALIASES, {"mul": "Alias"}, aliases={"ru": ["Один", "Два"], "en": ["One"]}),
    ):
        world.add(item)


def _add(
    world: World,
    name: str,
    width: int,
    height: int,
    *,
    mime: str = "image/jpeg",
    licence: str = "cc-by-sa-4.0",
    artist: str | None = "A. Photographer",
    size: int | None = None,
    page_count: int | None = None,
    duration: float | None = None,
    lost: bool = False,
    missing: bool = False,
) -> None:
    world.add_file(
        MediaFile(
            name,
            _FIRST_PAGE + len(world.files),
            width,
            height,
            width * height // 8 + 20_000 if size is None else size,
            mime,
            licence,
            artist,
            "Something odd",
            (CATEGORY,),
            lat=SVIYAZHSK[0],
            lon=SVIYAZHSK[1],
            page_count=page_count,
            duration=duration,
            lost=lost,
            missing=missing,
        )
    )
