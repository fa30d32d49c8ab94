"""`enrich`: names, lines and freely licensed photos for the places of a catalogue."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import tempfile
from pathlib import Path

from inference import bundled
from inference.catalogue import Catalogue
from inference.commands.options import add_json, positive, print_json
from inference.enrichment.decisions import CANDIDATES
from inference.enrichment.enriching import Report, Wanted, enrich
from inference.errors import UserError
from inference.settings import read_settings
from inference.wikimedia.services import services
from inference.wikimedia.settings import WikimediaSettings
from inference.writing import check_replaceable

_SHOWN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("catalogue", type=Path, metavar="CATALOGUE", help="its folder")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="leave CATALOGUE as it is: copy it here, the first time, and enrich the copy",
    )
    add_photos(parser)
    add_json(parser)


def add_photos(parser: argparse.ArgumentParser) -> None:
    """How many photos, and whether their files too."""
    parser.add_argument(
        "--photos", type=positive, default=5, metavar="N", help="at most so many a place (5)"
    )
    parser.add_argument("--download", action="store_true", help="the files too, to train with")


def run(options: argparse.Namespace) -> int:
    settings = read_settings(WikimediaSettings)
    folder = _folder(options)
    check_writable(folder)
    report = asyncio.run(_enrich(folder, settings, options))
    if options.json:
        print_json(_document(report))
    else:
        print(_text(report, folder))
    return 0


async def _enrich(folder: Path, settings: WikimediaSettings, options: argparse.Namespace) -> Report:
    async with services(settings) as asked:
        wanted = Wanted(options.photos, options.download)
        return await enrich(folder, asked, wanted, settings.limits)


def _folder(options: argparse.Namespace) -> Path:
    """The catalogue to change: the given one, or the copy of it."""
    given: Path = options.catalogue
    if options.out is None:
        if given.resolve() == bundled.CATALOGUE:
            raise UserError(
                "The bundled catalogue stays as it is; name a folder for the copy by --out."
            )
        return given
    out: Path = options.out
    if given.resolve() in (out.resolve(), *out.resolve().parents):
        raise UserError(f"{out} lies in {given}; name a folder outside of it for the copy.")
    Catalogue.load(given)
    if not (out / "places.csv").is_file():
        check_replaceable(out, "places.csv")
        shutil.copytree(given, out, dirs_exist_ok=True)
    return out


def check_writable(folder: Path) -> None:
    """Raise UserError where nothing can be written, before hours are spent on what to write."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".writable."):
            pass
    except OSError as error:
        raise UserError(f"{folder} cannot be written to: {error.strerror}.") from error


def _document(report: Report) -> dict[str, object]:
    identified = report.identified
    return {
        "places": report.places,
        "identified": len(identified.entities),
        "accepted": [
            {"id": c.place_id, "wikidata": c.wikidata, "similarity": round(c.similarity, 3)}
            for c in identified.accepted
        ],
        "waiting": report.waiting,
        "missing": list(identified.missing),
        "wordings": report.wordings,
        "photos": report.photos,
        "without_photos": list(report.without_photos),
        "moved_m": {place: round(metres) for place, metres in report.moved.items()},
        "notes": list(report.notes),
    }


def _text(report: Report, folder: Path) -> str:
    identified = report.identified
    lines = [
        f"{report.places} places, {len(identified.entities)} of them on Wikidata"
        f" ({len(identified.accepted)} found by name and position).",
        f"{report.wordings} names, lines and articles added.",
        f"{report.photos} photos; places without one: {len(report.without_photos)}.",
    ]
    if report.waiting:
        lines.append(
            f"{report.waiting} candidates wait in {folder / CANDIDATES}: write yes or no into "
            f"the column decision, and run the command again."
        )
    lines += listed("Their Wikidata item does not exist", identified.missing)
    far = [f"{place} ({metres:.0f} m)" for place, metres in report.moved.items()]
    lines += listed("Wikidata has them elsewhere; look at their positions", far)
    lines += listed("Left out", report.notes)
    lines.append(f"Written: {folder}")
    return "\n".join(lines)


def listed(title: str, items: tuple[str, ...] | list[str]) -> list[str]:
    """The first of the items below a title; nothing where there are none."""
    if not items:
        return []
    further = [f"  … and {len(items) - _SHOWN} more"] if len(items) > _SHOWN else []
    return [f"{title}:", *(f"  {item}" for item in items[:_SHOWN]), *further]
