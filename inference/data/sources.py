"""What `prepare` is given: raw files, folder trees and catalogues, with the places they show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from inference.catalogue import Catalogue, Photo, Place
from inference.data.catalogue_photos import (
    PHOTOS_FILE,
    CatalogueFolder,
    CataloguePhotos,
    is_catalogue,
    take_in,
)
from inference.data.merging import merge_rows
from inference.data.photo_rows import IMAGES_SUFFIX, CsvPhotos, names_by_code
from inference.data.photo_trees import TreePhotos, city_folders, read_places_beside
from inference.data.place_index import PlaceIndex
from inference.data.raw import PLACES_SUFFIX, PlaceRow, Problem, RawDataError, read_places
from inference.data.tree_places import add_tree_places, tree_photos, unknown_rows

PhotoSource = CsvPhotos | TreePhotos | CataloguePhotos


@dataclass(frozen=True)
class Sources:
    """Photo sources in their order, all places of the input, and what its places files held.

    `copies` says of each place how many rows of places files bear exactly its name, one at least.
    `catalogues` know more of the places: names, lines, cities; the first knows best.
    """

    photos: tuple[PhotoSource, ...]
    places: tuple[Place, ...]
    problems: tuple[Problem, ...]
    copies: Mapping[str, int]
    catalogues: tuple[CatalogueFolder, ...]

    @cached_property
    def listed(self) -> Mapping[tuple[str, int], Photo]:
        """File and row → the photo as a catalogue lists it, which may name its author."""
        found = (source for source in self.photos if isinstance(source, CataloguePhotos))
        return {(s.file, row): photo for s in found for row, photo in enumerate(s.photos)}


def find_sources(folders: Sequence[Path], catalogue: Catalogue, known_by: Path) -> Sources:
    """Read the places of all folders and find their photos. Raises RawDataError, one sentence.

    `catalogue`, read from the folder `known_by`, knows the places of trees and the categories.
    """
    kinds = {folder: _kind(folder) for folder in folders}
    raw, trees, listing = (
        [folder for folder, kind in kinds.items() if kind == wanted]
        for wanted in ("raw", "tree", "catalogue")
    )
    categories = catalogue.categories
    files = {p: list(read_places(p, categories)) for p in _files(raw, PLACES_SUFFIX)}
    beside = {tree: read_places_beside(tree, catalogue, categories) for tree in trees}
    known = PlaceIndex(catalogue.places.values())
    extra = [unknown_rows(items, known, catalogue) for items, _ in beside.values()]
    rows = [item for items in (*files.values(), *extra) for item in items]
    places = {p.id: p for p in merge_rows(row for row in rows if isinstance(row, PlaceRow))}
    names = _labels(listing)
    listed = [take_in(folder, f"{names[folder]}/{PHOTOS_FILE}", places) for folder in listing]
    for tree in trees:
        add_tree_places(places, tree, beside[tree][1], catalogue, known)
    index = PlaceIndex(places.values())
    photos: list[PhotoSource] = [*_csv_photos(raw, files, index), *listed]
    labels = _labels(trees) if len(trees) > 1 else {}
    for tree in trees:
        label = f"{labels[tree]}/" if labels else ""
        photos += tree_photos(tree, label, beside[tree][0], catalogue, index)
    copies = Counter(row.name for row in rows if isinstance(row, PlaceRow))
    order = {folder: i for i, folder in enumerate(kinds)}
    photos.sort(key=lambda source: order[_root(source)])
    catalogues = [source.known for source in listed]
    if raw or trees:  # a catalogue brings all that is known of its own places
        catalogues.append(_asked_of(catalogue, known_by, places, index))
    return Sources(
        tuple(photos),
        tuple(places.values()),
        tuple(_labelled([row for row in rows if isinstance(row, Problem)])),
        {place.id: max(1, copies[place.name]) for place in places.values()},
        tuple(catalogues),
    )


def _kind(folder: Path) -> Literal["raw", "tree", "catalogue"]:
    """Whether a folder holds raw files, a tree of photos, or a catalogue. Raises RawDataError."""
    if not folder.is_dir():
        raise RawDataError(f"{folder} is not a folder; give the folder of the raw files or photos.")
    if any(p.name.lower().endswith((PLACES_SUFFIX, IMAGES_SUFFIX)) for p in folder.iterdir()):
        return "raw"
    if is_catalogue(folder):
        return "catalogue"
    if not city_folders(folder):
        raise RawDataError(
            f"{folder} holds neither <CITY>{PLACES_SUFFIX} with <CITY>{IMAGES_SUFFIX} files nor "
            f"photos as CITY/PLACE/*.jpg, nor is it a catalogue with a {PHOTOS_FILE}."
        )
    return "tree"


def _asked_of(
    catalogue: Catalogue, folder: Path, places: Mapping[str, Place], index: PlaceIndex
) -> CatalogueFolder:
    """The catalogue, whose places are found by their id here, else by city and name."""
    here = {
        place.id: place.id if place.id in places else index.find(place.city, place.name)
        for place in catalogue.places.values()
    }
    return CatalogueFolder(folder, catalogue, {place: own for place, own in here.items() if own})


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
