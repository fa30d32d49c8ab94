"""The commands of the inference module: `python -m inference COMMAND --help`."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module

from inference.errors import UserError

# The modules are imported when their command is given: most of them would load torch.
COMMANDS = {
    "catalogue": "places of raw files → a catalogue",
    "classify": "photos → categories and places",
    "search": "words → places",
    "weights": "fetch and convert the ImageNet weights that training starts from",
    "train": "raw folders with photos → a model",
    "evaluate": "a model and raw folders with photos → how well it does",
    "evaluate-search": "queries with their relevant places → how well search does",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0, 1 when an input was refused, or exits with 2 on wrong usage."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    logging.getLogger("inference").setLevel(logging.INFO)
    parser = argparse.ArgumentParser(prog="python -m inference", description=__doc__)
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    given = list(sys.argv[1:] if arguments is None else arguments)
    for name, summary in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=summary, description=summary)
        if given[:1] == [name]:
            command = import_module(f"inference.commands.{name.replace('-', '_')}")
            command.add_arguments(subparser)
            subparser.set_defaults(run=command.run)
    options = parser.parse_args(given)
    try:
        return int(options.run(options))
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1
    except OSError as error:
        # No permission, no space, a folder where a file should be: the owner can mend it.
        print(f"{error.filename or 'A file'}: {error.strerror or error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
