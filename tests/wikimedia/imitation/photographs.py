"""Files of a place's category: photos that may be used, and what must not be taken for them."""

from __future__ import annotations

from tests.wikimedia.imitation.licences import FREE, NOT_FREE
from tests.wikimedia.imitation.naming import Name
from tests.wikimedia.imitation.world import MediaFile, World

_SIZES = ((4000, 3000), (3000, 4000), (1280, 853), (5184, 3456), (900, 1200), (2048, 1365))
_USER = (
    '<a href="//commons.wikimedia.org/wiki/User:Photographer_{n}" title="User:Photographer {n}">'
    "Photographer {n}</a>"
)
_ARTISTS = (  # what stands in Artist on Commons
    _USER,
    '<a rel="nofollow" class="external text" href="https://example.org/~{n}">'
    "Anna &amp; Ivan {n}</a>",
    "<bdi>Фотограф № {n}\n</bdi>",
    '<div class="vcard"><span class="fn"><bdi>Фотограф {n}</bdi></span>'
    '<span style="display: none;">creator QS:P170,Q{n}</span></div>',
    "Unknown author<span style='display:none'>Unknown author</span> ({n})",
    "Photographer {n}",
)
_DESCRIPTIONS = (
    '<div class="description mw-content-ltr en" dir="ltr" lang="en">{en}, Kazan</div>',
    "{ru}, Казань. Вид с <b>улицы</b>",
    '<a href="https://ru.wikipedia.org/wiki/X" class="extiw" title="w:ru:X">{ru}</a> &amp; сквер',
)
_NAMES = (
    "{en} Kazan {n:02}.jpg",
    "{ru}. Казань. Фото {n}.jpg",
    "Kazan, {en} (summer {n}).jpg",
    "Казань, {ru}, вид {n}.JPG",
)
_NOISE = (  # name, description
    ("{en}, floor plan.png", "Floor plan of {en}"),
    ("{ru}, интерьер.jpg", "Интерьер: {ru}"),
    ("Portrait of a visitor, {en}.jpg", "Portrait of a visitor"),
)
_FIRST_PAGE = 30_000_000


def add_photos(
    world: World,
    name: Name,
    category: str,
    place: tuple[float, float],
    photos: int,
    number: int,
) -> list[str]:
    """Adds `photos` files that may be used; their names."""
    added = []
    for which in range(photos):
        turn = number * photos + which
        width, height = _SIZES[turn % len(_SIZES)]
        pattern = _NAMES[(number + which) % len(_NAMES)]
        file = world.add_file(
            MediaFile(
                pattern.format(ru=name.ru, en=name.en, n=which + 1),
                _FIRST_PAGE + len(world.files),
                width,
                height,
                _size(width, height),
                licence=FREE[turn % len(FREE)],
                artist=_ARTISTS[turn % len(_ARTISTS)].format(n=turn + 1),
                description=_DESCRIPTIONS[turn % len(_DESCRIPTIONS)].format(ru=name.ru, en=name.en),
                categories=(category, f"{2010 + turn % 14} in Kazan"),
                hidden_categories=("CC-BY-SA-4.0", "Self-published work"),
                lat=round(place[0] + 0.0001 * (which + 1), 6),
                lon=round(place[1] - 0.0001 * which, 6),
            )
        )
        added.append(file.name)
    return added


def add_noise(
    world: World, name: Name, category: str, place: tuple[float, float], number: int
) -> None:
    """A file that is not free, an interior, plan or portrait, and one in a subcategory."""
    _add(world, f"{name.en} Kazan, from the press.jpg", category, NOT_FREE[number % len(NOT_FREE)])
    pattern, description = _NOISE[number % len(_NOISE)]
    _add(
        world,
        pattern.format(ru=name.ru, en=name.en),
        category,
        "cc-by-sa-4.0",
        description.format(ru=name.ru, en=name.en),
    )
    if number % 5 == 0:
        inside = f"Interior of {category}"
        world.categories[category].append(inside)
        _add(world, f"{name.en} inside.jpg", inside, "cc-by-4.0")


def _add(
    world: World, name: str, category: str, licence: str, description: str | None = None
) -> None:
    world.add_file(
        MediaFile(
            name,
            _FIRST_PAGE + len(world.files),
            1600,
            1200,
            _size(1600, 1200),
            mime="image/png" if name.endswith(".png") else "image/jpeg",
            licence=licence,
            artist=None if licence == "unknown" else _USER.format(n=1),
            description=description,
            categories=(category,),
        )
    )


def _size(width: int, height: int) -> int:
    return width * height // 8 + 20_000
