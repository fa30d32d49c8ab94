"""`build-city`: a city's name → a catalogue of its places, with freely licensed photos."""

from __future__ import annotations

import argparse
import asyncio
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from inference import bundled
from inference.catalogue import read_categories
from inference.commands.enrich import add_photos, check_writable, listed
from inference.commands.options import add_json, positive, print_json
from inference.enrichment.building import Built, build_city, check_unchanged
from inference.enrichment.city_places import Area, find_city, label
from inference.enrichment.enriching import Wanted
from inference.enrichment.kinds import Classes, load_classes
from inference.settings import read_settings
from inference.wikimedia.entities import Entity
from inference.wikimedia.services import services
from inference.wikimedia.settings import WikimediaSettings

log = logging.getLogger(__name__)

_LARGEST_KM = 100.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("city", metavar="CITY", help="its name, or its Wikidata id")
    parser.add_argument("--out", type=Path, required=True, metavar="CATALOGUE")
    parser.add_argument(
        "--radius", type=_kilometres, default=10.0, metavar="KM", help="from its centre (10)"
    )
    parser.add_argument(
        "--kinds", nargs="+", metavar="CATEGORY", help="only these, by their ids (default: all)"
    )
    parser.add_argument(
        "--most", type=positive, default=500, metavar="N", help="only the best known (500)"
    )
    add_photos(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    settings = read_settings(WikimediaSettings)
    classes = load_classes()
    kinds = _kinds(options, classes)
    check_unchanged(options.out)
    check_writable(options.out.parent)
    built = asyncio.run(_build(options, settings, classes, kinds))
    if options.json:
        print_json(_document(built))
    else:
        print(_text(built, options.out))
    return 0


def _kinds(options: argparse.Namespace, classes: Classes) -> list[str]:
    """The categories asked for; raises ClassesError for one that is not there."""
    if options.kinds is None:
        return list(dict.fromkeys(classes.categories.values()))
    # Separated by spaces or by commas.
    given = [kind for text in options.kinds for kind in text.split(",") if kind]
    for kind in given:
        classes.of(kind)
    return list(dict.fromkeys(given))


async def _build(
    options: argparse.Namespace, settings: WikimediaSettings, classes: Classes, kinds: list[str]
) -> Built:
    async with services(settings) as asked:
        log.info("Looking for %s on Wikidata.", options.city)
        city, others = await find_city(asked, options.city)
        log.info("%s is %s (%s).", label(city), city.id, _described(city.descriptions))
        if others:
            log.info("Also called so: %s. To have one of them, give its id.", _among(others))
        return await build_city(
            options.out,
            asked,
            city,
            Area(options.radius, kinds, options.most),
            Wanted(options.photos, options.download),
            classes=classes,
            categories=list(read_categories(bundled.CATALOGUE / "categories.csv")),
            limits=settings.limits,
        )


def _described(descriptions: Mapping[str, str]) -> str:
    return descriptions.get("en") or descriptions.get("ru") or "without a description"


def _among(entities: Sequence[Entity]) -> str:
    return ", ".join(f"{e.id} ({label(e)}: {_described(e.descriptions)})" for e in entities[:5])


def _document(built: Built) -> dict[str, object]:
    found = built.found
    return {
        "city": {"wikidata": found.item.id, "name": found.city.name, "en": found.city.en},
        "places": len(found.places),
        "photos": built.photos,
        "without_photos": list(built.without_photos),
        "notes": list(built.notes),
    }


def _text(built: Built, out: Path) -> str:
    found = built.found
    return "\n".join(
        [
            f"{found.city.name}: {len(found.places)} places, {built.photos} photos; "
            f"places without one: {len(built.without_photos)}.",
            *listed("Left out", built.notes),
            f"Written: {out}. With CATALOGUE={out} in .env the bot serves it.",
        ]
    )


def _kilometres(text: str) -> float:
    value = float(text)
    if not 0 < value <= _LARGEST_KM:
        raise argparse.ArgumentTypeError(f"must be more than 0 and at most {_LARGEST_KM:g}")
    return value
