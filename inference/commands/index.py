"""`index`: bring the search index of a catalogue up to date, so that programs start at once."""

from __future__ import annotations

import argparse
import json
import time

from inference.commands.options import add_catalogue, add_json, print_json, settings_of
from inference.loading import index_folder, load_catalogue
from inference.search import load_encoder
from inference.search.stored import MANIFEST, open_index


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--encoder", help="hub name or folder of the text encoder")
    add_catalogue(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    catalogue = load_catalogue(settings)
    encoder = load_encoder(settings.encoder)
    folder = index_folder(settings, encoder.name)
    start = time.monotonic()
    index = open_index(catalogue, encoder, folder)
    seconds = time.monotonic() - start
    kept = folder / MANIFEST
    if not kept.is_file():
        return 1  # the log has said why
    manifest = json.loads(kept.read_text(encoding="utf-8"))
    size = sum(file.stat().st_size for file in folder.iterdir()) / 2**20
    report = {
        "folder": str(folder),
        **manifest,
        "texts": len(index.corpus),
        "mb": round(size, 1),
        "seconds": round(seconds, 2),
    }
    if options.json:
        print_json([report])
    else:
        print(
            f"{folder}: {len(catalogue.places)} places, {len(index.corpus)} texts, {size:.1f} MB, "
            f"up to date after {seconds:.1f} s."
        )
    return 0
