"""Photos and searches a second through Ray Serve, one replica against two, and without Ray.

Each is a program of its own on this machine, asked over HTTP by the same callers, one after the
other. Every replica keeps the models to itself, so on one machine two of them share its cores: what
there is to gain shows where cores or GPUs are idle with one.

    python benchmarks/bench_ray.py --photos FOLDER
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tqdm import tqdm

from benchmarks.compare_services import QUERIES
from benchmarks.light_client import Answers, ask, request
from benchmarks.service_processes import running
from inference.bench.pictures import Pictures, made_up_pictures, read_pictures
from inference.commands.options import positive
from inference.errors import UserError

_WITHOUT = "without Ray"
_SHOWN = ("per_second", "p50_ms", "p95_ms", "p99_ms")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, metavar="FOLDER", help="JPEG files to ask about")
    parser.add_argument("--replicas", type=positive, nargs="+", default=[1, 2])
    parser.add_argument("--callers", type=positive, default=16)
    parser.add_argument("--seconds", type=float, default=20.0, help="of photos")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    pictures = (
        made_up_pictures(12) if options.photos is None else read_pictures(options.photos, 256)
    )
    programs = {_WITHOUT: [sys.executable, "-m", "inference", "serve"]}
    for replicas in options.replicas:
        name = f"{replicas} replica{'s' if replicas > 1 else ''}"
        local = [sys.executable, "-m", "inference.ray_local", "--port", "{port}"]
        programs[name] = [*local, "--replicas", str(replicas)]
    report = {}
    try:
        for name, command in tqdm(programs.items(), disable=None, leave=False, unit="program"):
            with (
                tempfile.TemporaryDirectory() as data,
                running(name, command, "/readyz", Path(data)) as program,
            ):
                report[name] = asyncio.run(_measure(program.url, pictures, options))
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(report, indent=1) if options.json else _text(report))
    return 0


async def _measure(url: str, pictures: Pictures, options: argparse.Namespace) -> dict[str, Any]:
    photos = [request("POST", "/v1/classify", data, "image/jpeg") for data in pictures.files]
    lines = QUERIES.read_text(encoding="utf-8").splitlines()
    texts = dict.fromkeys(json.loads(line)["query"] for line in lines)
    words = [request("GET", "/v1/search?" + urlencode({"q": text})) for text in texts]
    await ask(url, photos, options.callers, Answers(), 1.0)
    of_photos, of_words = Answers(), Answers()
    await ask(url, photos, options.callers, of_photos, options.seconds)
    await ask(url, words, options.callers, of_words, None)
    return {"photos": of_photos.document(), "new queries": of_words.document()}


def _text(report: dict[str, Any]) -> str:
    labels = [name.replace("_ms", ", ms").replace("_", " ") for name in _SHOWN]
    lines = []
    for kind in ("photos", "new queries"):
        lines.append(f"{kind:<16}" + "".join(f"{label:>12}" for label in labels))
        for name, figures in report.items():
            row = "".join(f"{figures[kind][column]:>12.1f}" for column in _SHOWN)
            lines.append(f"  {name:<14}{row}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
