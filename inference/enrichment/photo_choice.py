"""Which photos of Commons show a place from outside, the most telling first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from inference.catalogue import Place
from inference.enrichment.photo_words import LATE, NOISE
from inference.naming import fold_name
from inference.wikimedia.commons import CommonsFile
from inference.wikimedia.entities import Entity

# Below this a photo looks poor in a chat, and beyond this it is a strip.
SMALLEST_SIDE = 640
WIDEST_RATIO = 3.0
_NUMBER = re.compile(r"\d+")


def choose_photos(
    place: Place,
    entity: Entity | None,
    main: CommonsFile | None,
    others: Sequence[CommonsFile],
    most: int,
) -> list[CommonsFile]:
    """At most `most` photos: `main`, which people chose for the item, and then the best of others.

    Every one has an author and a free licence. Photos by night and from the air come last; in each
    of both parts no two of one series follow each other while there are others.
    """
    chosen = [main] if main is not None and _is_usable(main) else []
    names = _names(place, entity)
    own = {w for name in names for w in name.split() if NOISE.search(w) or LATE.search(w)}
    taken = {file.title for file in chosen}
    by_day: list[CommonsFile] = []
    late: list[CommonsFile] = []
    for file in {other.title: other for other in others}.values():
        words = _telling_words(file, own)
        if file.title not in taken and _is_usable(file) and not NOISE.search(words):
            (late if LATE.search(words) else by_day).append(file)
    for part in (by_day, late):
        part.sort(key=lambda file: (not _is_titled(file, names), file.title))
        chosen += _mixed(part, _series(chosen[-1]) if chosen else None)
    return chosen[:most]


def _is_usable(file: CommonsFile) -> bool:
    """Whether a photo may be shown, with its credit, and is large and square enough for it."""
    longer, shorter = max(file.width, file.height), min(file.width, file.height)
    return (
        file.author is not None
        and bool(file.author.strip())
        and file.licence is not None
        and longer >= SMALLEST_SIDE
        and longer <= WIDEST_RATIO * shorter
    )


def _names(place: Place, entity: Entity | None) -> set[str]:
    names = [place.name, *place.names.values(), *place.aliases]
    if entity is not None:
        names += [*entity.labels.values(), *(a for own in entity.aliases.values() for a in own)]
    return {name for name in map(fold_name, names) if name}


def _telling_words(file: CommonsFile, own: set[str]) -> str:
    """What is said of a photo, without the words of the place's own names: a map museum's photos
    are not maps. Parts are kept apart by a line break.
    """
    parts = (_stem(file), file.description, *file.categories)
    return "\n".join(_without(part, own) for part in parts)


def _without(text: str, own: set[str]) -> str:
    return " ".join(word for word in fold_name(text).split() if word not in own)


def _stem(file: CommonsFile) -> str:
    """A title without «File:» and its ending."""
    return file.title.partition(":")[2].rpartition(".")[0] or file.title


def _is_titled(file: CommonsFile, names: Iterable[str]) -> bool:
    title = f" {fold_name(_stem(file))} "
    return any(f" {name} " in title for name in names)


def _series(file: CommonsFile) -> str:
    """What titles have in common that differ in a number alone."""
    return fold_name(_NUMBER.sub(" ", _stem(file)))


def _mixed(files: Sequence[CommonsFile], last: str | None) -> Iterator[CommonsFile]:
    """The files in their order, but the next of another series before one like the last."""
    left = list(files)
    while left:
        following = next((file for file in left if _series(file) != last), left[0])
        left.remove(following)
        last = _series(following)
        yield following
