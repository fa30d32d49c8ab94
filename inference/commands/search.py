"""`search`: the places that words describe."""

from __future__ import annotations

import argparse
from typing import Any

from inference.answers import photo_address, search_object
from inference.commands.options import (
    add_catalogue,
    add_json,
    add_question,
    city_of,
    print_json,
    settings_of,
)
from inference.loading import load_catalogue, load_searcher
from inference.search import SearchResult


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("queries", nargs="+", metavar="QUERY")
    parser.add_argument("--encoder", help="hub name or folder of the text encoder")
    add_catalogue(parser)
    add_question(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    catalogue = load_catalogue(settings)
    city = city_of(options, catalogue)
    searcher = load_searcher(settings, catalogue)
    results = [searcher.search(query, city, options.k) for query in options.queries]
    if options.json:
        print_json([_document(result) for result in results])
    else:
        print("\n\n".join(_text(result) for result in results))
    return 0


def _document(result: SearchResult) -> dict[str, Any]:
    return search_object(result, [photo_address(hit.photo) for hit in result.hits])


def _text(result: SearchResult) -> str:
    lines = [f"{result.query}" + (f" (in {result.city})" if result.city else "")]
    lines += [f"  {h.score:.2f}  {h.place.name}, {h.place.city} [{h.why}]" for h in result.hits]
    return "\n".join(lines) if result.hits else f"{lines[0]}: nothing fits"
