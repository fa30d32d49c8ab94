"""What `prepare` is given: raw files and folder trees, with the places that their photos show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from inference.catalogue import Catalogue, Category, Place
from inference.catalogue_files import Wording, read_wordings
from inference.data.merging import merge_rows
from inference.data.photo_rows import IMAGES_SUFFIX, CityNames, CsvPhotos, names_by_code
from inference.data.photo_trees import (
    PLACES_FILE,
    TreePhotos,
    city_folders,
    place_folders,
    read_places_beside,
)
from inference.data.place_index import PlaceIndex
from inference.data.raw import PLACES_SUFFIX, PlaceRow, Problem, RawDataError, read_places
from inference.naming import fold_name

PhotoSource = CsvPhotos | TreePhotos


@dataclass(frozen=True)
class Sources:
    """Photo sources in their order, all places of the input, and what its places files held.

    `copies` says of each place how many rows of places files bear exactly its name, one at least.
    """

    photos: tuple[PhotoSource, ...]
    places: tuple[Place, ...]
    problems: tuple[Problem, ...]
    copies: Mapping[str, int]


def find_sources(
    folders: Sequence[Path], catalogue: Catalogue, categories: Mapping[str, Category]
) -> Sources:
    """Read the places of all folders and find their photos. Raises RawDataError, one sentence."""
    folders = list(dict.fromkeys(folders))
    raw = [folder for folder in folders if _is_raw(folder)]
    trees = [folder for folder in folders if folder not in raw]
    files = {p: list(read_places(p, categories)) for p in _files(raw, PLACES_SUFFIX)}
    beside = {tree: read_places_beside(tree, catalogue, categories) for tree in trees}
    known = PlaceIndex(catalogue.places.values())
    extra = [_unknown_rows(items, known, catalogue) for items, _ in beside.values()]
    rows = [item for items in (*files.values(), *extra) for item in items]
    places = {p.id: p for p in merge_rows(row for row in rows if isinstance(row, PlaceRow))}
    for tree in trees:
        _add_tree_places(places, tree, beside[tree][1], catalogue, known)
    index = PlaceIndex(places.values())
    photos: list[PhotoSource] = [*_csv_photos(raw, files, index)]
    labels = _labels(trees) if len(trees) > 1 else {}
    for tree in trees:
        label = f"{labels[tree]}/" if labels else ""
        photos += _tree_photos(tree, label, beside[tree][0], catalogue, index)
    names = Counter(row.name for row in rows if isinstance(row, PlaceRow))
    order = {folder: i for i, folder in enumerate(folders)}
    photos.sort(key=lambda source: order[_root(source)])
    return Sources(
        tuple(photos),
        tuple(places.values()),
        tuple(_labelled([row for row in rows if isinstance(row, Problem)])),
        {place.id: max(1, names[place.name]) for place in places.values()},
    )


def _is_raw(folder: Path) -> bool:
    """Whether a folder holds raw files, and not a tree of photos. Raises RawDataError."""
    if not folder.is_dir():
        raise RawDataError(f"{folder} is not a folder; give the folder of the raw files or photos.")
    if any(p.name.lower().endswith((PLACES_SUFFIX, IMAGES_SUFFIX)) for p in folder.iterdir()):
        return True
    if (folder / "photos.csv").is_file():
        raise RawDataError(f"{folder} is a dataset already; give the raw files it was made of.")
    if not city_folders(folder):
        raise RawDataError(
            f"{folder} holds neither <CITY>{PLACES_SUFFIX} with <CITY>{IMAGES_SUFFIX} files nor "
            f"photos as CITY/PLACE/*.jpg."
        )
    return False


def _files(folders: Sequence[Path], suffix: str) -> list[Path]:
    """Files of the folders by this suffix, in any letter case; in each folder by name."""
    found = [p for f in folders for p in sorted(f.iterdir()) if p.name.lower().endswith(suffix)]
    return list(dict.fromkeys(found))


def _root(source: PhotoSource) -> Path:
    return source.path.parent if isinstance(source, CsvPhotos) else source.root


def _csv_photos(
    folders: Sequence[Path], files: Mapping[Path, list[PlaceRow | Problem]], index: PlaceIndex
) -> Iterator[CsvPhotos]:
    names = names_by_code(files)
    paths = _files(folders, IMAGES_SUFFIX)
    labels = _labels(paths)
    for path in sorted(paths, key=lambda p: p.name.lower()):
        code = path.name.lower().removesuffix(IMAGES_SUFFIX)
        if (path.parent, code) not in names:
            raise RawDataError(f"{path} has no places file {code}{PLACES_SUFFIX} beside it.")
        source = CsvPhotos(path, labels[path], names[path.parent, code], index)
        source.columns()  # the first file is long read when the last is opened
        yield source


def _labels(paths: Sequence[Path]) -> dict[Path, str]:
    """Short names of files that tell them apart: the base name, with as many folders as needed."""
    labels: dict[Path, str] = {}
    for length in range(1, max((len(path.absolute().parts) for path in paths), default=0) + 1):
        tails = {path: "/".join(path.absolute().parts[-length:]) for path in paths}
        counts = Counter(tails.values())
        for path, tail in tails.items():
            if counts[tail] == 1:
                labels.setdefault(path, tail)
    return labels


def _labelled(problems: Sequence[Problem]) -> list[Problem]:
    labels = _labels([Path(file) for file in dict.fromkeys(p.file for p in problems)])
    return [replace(problem, file=labels[Path(problem.file)]) for problem in problems]


def _unknown_rows(
    items: Sequence[PlaceRow | Problem], known: PlaceIndex, catalogue: Catalogue
) -> list[PlaceRow | Problem]:
    """A tree's own places, their cities as the catalogue calls them, without those it knows."""
    unknown: list[PlaceRow | Problem] = []
    for item in items:
        if isinstance(item, PlaceRow):
            city = catalogue.find_city(item.city) or item.city
            if known.find(city, item.name) is None:
                unknown.append(replace(item, city=city))
        else:
            unknown.append(item)
    return unknown


def _add_tree_places(
    places: dict[str, Place],
    tree: Path,
    listed: Sequence[Place],
    catalogue: Catalogue,
    known: PlaceIndex,
) -> None:
    """Add what the catalogue knows of the tree's folders, and then what its `places.csv` lists."""
    found = PlaceIndex(places.values())
    for city_folder in city_folders(tree):
        city = catalogue.find_city(city_folder.name) or city_folder.name
        for name in place_folders(city_folder):
            place_id = known.find(city, name)
            if place_id is not None and found.find(city, name) is None:
                places.setdefault(place_id, catalogue.places[place_id])
    found = PlaceIndex(places.values())
    for place in listed:
        city = catalogue.find_city(place.city) or place.city
        if known.find(city, place.name) is None and found.find(city, place.name) is None:
            if place.id in places:
                raise RawDataError(
                    f"{tree / PLACES_FILE}: the id {place.id!r} is that of another place too."
                )
            places[place.id] = replace(place, city=city)


def _tree_photos(
    tree: Path,
    label: str,
    items: Sequence[PlaceRow | Problem],
    catalogue: Catalogue,
    index: PlaceIndex,
) -> Iterator[TreePhotos]:
    problems = CityNames([], [item for item in items if isinstance(item, Problem)])
    for folder in city_folders(tree):
        city = catalogue.find_city(folder.name) or folder.name
        meanings = {}
        for name in place_folders(folder):
            place_id = index.find(city, name) if fold_name(name) else None
            missing = "Neither the catalogue nor a places.csv has this place of this city."
            meanings[name] = (place_id, "", "") if place_id else problems.find(name, index)
            if meanings[name][1] == "unknown_place":
                meanings[name] = ("", "unknown_place", missing)
        yield TreePhotos(tree, folder, label, city, meanings)


def without_listed_aliases(places: Sequence[Place], catalogue_folder: Path) -> list[Place]:
    """Places as their own file has them, without names that `aliases.csv` adds in reading."""
    wordings = read_wordings(catalogue_folder / "aliases.csv")
    listed = {place.id: wordings.get(place.id, Wording()).aliases for place in places}
    return [
        replace(place, aliases=tuple(a for a in place.aliases if a not in listed[place.id]))
        for place in places
    ]
