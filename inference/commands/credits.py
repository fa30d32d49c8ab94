"""`credits`: who made the photos of a catalogue, and under which licences they may be shown."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from inference.catalogue import Catalogue, Photo, Place
from inference.commands.options import add_json, print_json
from inference.credits import credit_of
from inference.naming import clean_name
from inference.reporting.page import render
from inference.settings import InferenceSettings, read_settings
from inference.writing import whole_file


@dataclass(frozen=True, slots=True)
class CreditedPhoto:
    """A photo with its place and who is named for it: empty where nobody is.

    `photo` is its path in the catalogue, or its address.
    """

    place: Place
    photo: str
    author: str = ""
    licence: str = ""
    page_url: str | None = None
    licence_url: str | None = None

    def document(self) -> dict[str, str | None]:
        return {
            "place": self.place.id,
            "name": self.place.name,
            "city": self.place.city,
            "photo": self.photo,
            "author": self.author or None,
            "licence": self.licence or None,
            "licence_url": self.licence_url,
            "page_url": self.page_url,
        }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "catalogue", nargs="?", type=Path, metavar="CATALOGUE", help="instead of the configured one"
    )
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with links too")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    folder = options.catalogue or read_settings(InferenceSettings).catalogue
    photos = sorted(_photos(Catalogue.load(folder), folder), key=_order)
    if options.html is not None:
        page = render("credits.html.j2", photos=photos, total=_total(photos), is_link=_is_link)
        with whole_file(options.html) as temporary:
            temporary.write_text(page, encoding="utf-8")
    if options.json:
        listed = [photo.document() for photo in photos]
        print_json([{"catalogue": str(folder), **_counts(photos), "photos": listed}])
        return 0
    for photo in photos:
        print(_text(photo))
    print(_total(photos))
    if options.html is not None:
        print(f"Written: {options.html}")
    return 0


def _photos(catalogue: Catalogue, folder: Path) -> Iterator[CreditedPhoto]:
    for place_id, photos in catalogue.photos.items():
        place = catalogue.places[place_id]
        for photo in photos:
            name, credit = _named(photo, folder), credit_of(photo)
            if credit is None:
                yield CreditedPhoto(place, name)
            else:
                told = (clean_name(credit.author), clean_name(credit.licence))
                yield CreditedPhoto(place, name, *told, credit.page_url, credit.licence_url)


def _named(photo: Photo, folder: Path) -> str:
    if photo.path is None:
        return photo.url or ""
    return photo.path.resolve().relative_to(folder.resolve()).as_posix()


def _order(photo: CreditedPhoto) -> tuple[str, str, str, str]:
    return photo.place.city, photo.place.name, photo.place.id, photo.photo


def _text(photo: CreditedPhoto) -> str:
    told = [photo.author or "no author", photo.licence or "no licence", photo.page_url or ""]
    return (
        f"{photo.place.name}, {photo.place.city} ({photo.photo}): {', '.join(filter(None, told))}"
    )


def _counts(photos: Sequence[CreditedPhoto]) -> dict[str, int]:
    return {
        "without_credit": sum(not photo.author and not photo.licence for photo in photos),
        "incomplete": sum(bool(photo.author) != bool(photo.licence) for photo in photos),
    }


def _total(photos: Sequence[CreditedPhoto]) -> str:
    counts = _counts(photos)
    half = counts["incomplete"]
    return (
        f"Photos: {len(photos)}; without author and licence: {counts['without_credit']}"
        f"{f'; without one of the two: {half}' if half else ''}."
    )


def _is_link(address: str | None) -> bool:
    """Whether a table's address may become a link: a page runs what `javascript:` says."""
    return address is not None and address.startswith(("https://", "http://"))
