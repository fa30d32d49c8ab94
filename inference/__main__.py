"""The commands of the inference module: `python -m inference COMMAND --help`."""

from __future__ import annotations

import argparse
import io
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType

from inference.errors import UserError

log = logging.getLogger(__name__)

# Read when torch is loaded, which happens later. By default its threads spin while they wait for
# each other; on a machine that is busy otherwise, fitting took fifty times as long with that.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

# The modules are imported when their command is given: most of them would load torch.
COMMANDS = {
    "catalogue": "places of raw files → a catalogue",
    "classify": "photos → categories and places",
    "search": "words → places",
    "serve": "both over HTTP, with a page and its documentation",
    "bench": "how fast this machine answers photos and words",
    "prepare": "raw files or folders of photos → a clean, deduplicated, split dataset",
    "weights": "fetch and convert the ImageNet weights that training starts from",
    "train": "a dataset → a model",
    "evaluate": "a model and a dataset → how well it does",
    "add-place": "a few photos → one more place in a trained model",
    "reproduce": "a dataset → the recipe this project replaces and its own, side by side",
    "enrich": "a catalogue → names, lines and photos from Wikidata and Wikimedia Commons",
    "build-city": "a city's name → a catalogue of its places, with photos",
    "credits": "a catalogue → who made its photos, and under which licences",
    "index": "a catalogue → its search index, kept for every start",
    "evaluate-search": "queries with their relevant places → how well search does",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0, 1 when an input was refused, or exits with 2 on wrong usage."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    logging.getLogger("inference").setLevel(logging.INFO)
    parser = argparse.ArgumentParser(prog="python -m inference", description=__doc__)
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    given = list(sys.argv[1:] if arguments is None else arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # the name of a file may hold any bytes
    try:
        for name, summary in COMMANDS.items():
            subparser = subparsers.add_parser(name, help=summary, description=summary)
            if given[:1] == [name]:
                command = _command(name)
                command.add_arguments(subparser)
                subparser.set_defaults(run=command.run)
        options = parser.parse_args(given)
        status = int(options.run(options))
        sys.stdout.flush()  # so that what fails here fails below, not at exit
        return status
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        _discard_output()
        return 1
    except OSError as error:
        # No permission, no space, a folder where a file should be: the owner can mend it.
        log.debug("The traceback:", exc_info=error)
        where = "" if error.filename is None else f"{error.filename}: "
        print(f"{where}{error.strerror or error}.", file=sys.stderr)
        if error.filename is None:
            _discard_output()
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130


def _command(name: str) -> ModuleType:
    """The module of a command; exits with 1 and a sentence where a package of training lacks."""
    try:
        return import_module(f"inference.commands.{name.replace('-', '_')}")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "matplotlib":
            raise
        print(
            f"`{name}` needs matplotlib, which is not installed; `make setup` installs it.",
            file=sys.stderr,
        )
        raise SystemExit(1) from None


def _discard_output() -> None:
    """Send nowhere what standard output still holds: written at exit, it would fail once more."""
    with suppress(io.UnsupportedOperation), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
