"""Which rows are one place: a place is (city, name), however often and however it is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, count

from inference.catalogue import Place
from inference.data.raw import PlaceRow
from inference.geometry import distance_m
from inference.naming import drop_numbering, fold_name, slug_id

SAME_PLACE_M = 300.0


def merge_rows(rows: Iterable[PlaceRow]) -> list[Place]:
    """Places of the rows, in the order in which each first appears.

    Rows of one city are one place when their folded names are equal, at any distance; when they
    share a Wikidata id; or when they lie within 300 m and are equal after dropping numbering.

    Ids are unique, and so are the folded names of a city's places: a name loses its number only
    where no other place of the city has a row so called, with a number or without one. The first
    rule has made the names as given unique. So «№1 Фонтан» and «№2 Фонтан» far apart keep their
    numbers; they are two places, and nothing else in their names tells them apart.
    """
    by_city: dict[str, list[PlaceRow]] = defaultdict(list)
    for row in rows:
        by_city[fold_name(row.city)].append(row)
    places: list[Place] = []
    used_ids: set[str] = set()
    for city_rows in by_city.values():
        # One city may be written in several ways; the commonest speaks for it.
        city = Counter(row.city for row in city_rows).most_common(1)[0][0]
        groups = _groups(city_rows)
        claims = Counter(name for group in groups for name in _claimed(group))
        for group in groups:
            place = _place(group, city, claims, used_ids)
            used_ids.add(place.id)
            places.append(place)
    return places


def _groups(rows: Sequence[PlaceRow]) -> list[list[PlaceRow]]:
    """Connected groups of rows that are one place (union-find over the three rules)."""
    parent = list(range(len(rows)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    def join(i: int, j: int) -> None:
        low, high = sorted((root(i), root(j)))
        parent[high] = low

    first_with: dict[tuple[str, str], int] = {}
    unnumbered: dict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        join(i, first_with.setdefault(("name", fold_name(row.name)), i))
        if row.wikidata:
            join(i, first_with.setdefault(("wikidata", row.wikidata), i))
        unnumbered[fold_name(drop_numbering(row.name))].append(i)
    for same in unnumbered.values():
        for position, i in enumerate(same):
            for j in same[:position]:
                if _near(rows[i], rows[j]):
                    join(i, j)
    groups: dict[int, list[PlaceRow]] = defaultdict(list)
    for i, row in enumerate(rows):
        groups[root(i)].append(row)
    return list(groups.values())


def _near(a: PlaceRow, b: PlaceRow) -> bool:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return False
    return distance_m(a.lat, a.lon, b.lat, b.lon) <= SAME_PLACE_M


def _claimed(group: Sequence[PlaceRow]) -> set[str]:
    """Folded names, as given and without numbering, that rows of the group have."""
    names = (name for row in group for name in (row.name, drop_numbering(row.name)))
    return {fold_name(name) for name in names}


def _place(
    group: Sequence[PlaceRow], city: str, claims: Mapping[str, int], used_ids: set[str]
) -> Place:
    """One place of a group: the row with a Wikidata id, else the first, speaks for it."""

    def shown(row: PlaceRow) -> str:
        plain = drop_numbering(row.name)
        return plain if claims[fold_name(plain)] == 1 else row.name

    canonical = next((row for row in group if row.wikidata), group[0])
    name = shown(canonical)
    aliases: dict[str, str] = {}
    for row in group:
        alias = shown(row)
        if alias != name:
            aliases.setdefault(fold_name(alias), alias)
    # Another spelling with the same letters helps no reader and no search.
    aliases.pop(fold_name(name), None)
    given = (canonical.xid, canonical.wikidata, *(row.xid for row in group))
    made = chain([slug_id(city, name)], (slug_id(city, f"{name} {n}") for n in count(2)))
    return Place(
        id=next(c for c in chain(given, made) if c and c not in used_ids),
        name=name,
        category=canonical.kinds[0],
        city=city,
        kinds=canonical.kinds,
        lat=canonical.lat,
        lon=canonical.lon,
        wikidata=canonical.wikidata,
        aliases=tuple(aliases.values()),
    )
