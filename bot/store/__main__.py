"""What users said of answers, as a folder for `python -m inference prepare`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from bot.settings import Settings
from bot.store.exporting import Exported, export_feedback
from bot.store.store import Store
from inference import Catalogue, UserError
from inference.settings import read_settings


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.store", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    export = commands.add_parser("export", help="write feedback and the photos that were given")
    export.add_argument("folder", type=Path, metavar="FOLDER")
    given = parser.parse_args(arguments)
    try:
        exported = asyncio.run(_export(read_settings(Settings), given.folder))
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{given.folder} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"{exported.rows} judgements, {exported.photos} photos in {given.folder}.")
    if exported.gone:
        print(f"{exported.gone} name places that the catalogue no longer has.")
    return 0


async def _export(settings: Settings, folder: Path) -> Exported:
    catalogue = Catalogue.load(settings.catalogue)
    store = await Store.open(settings.store_url)
    try:
        return await export_feedback(store, catalogue, folder)
    finally:
        await store.close()


if __name__ == "__main__":
    sys.exit(main())
