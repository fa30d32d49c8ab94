"""Photos and searches a second, beside a service that works as the one this project replaces.

Both run as processes of their own and are asked in turn, round after round, by callers who ask
again when answered, so that noise meets both alike. They are started anew for every part, so that
new queries are new; `again` asks the same queries once more; `in turn` asks all of them over and
over for as long as photos are asked, the new ones counted. `core-ms` is what the service computed
for an answer, on all cores together. Linux only.

The machine has to be quiet. Threads of a numerical library wait for each other by spinning, so with
other programs on its cores a service can become ten times as slow as it is, and any ratio is noise:
what others computed is measured as well, and the report says so (`quiet`).

    python benchmarks/compare_services.py --photos FOLDER
    python benchmarks/compare_services.py --reference "uvicorn app:app --port {port}"
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tqdm import tqdm

from benchmarks.light_client import Answers, ask, form, request
from benchmarks.service_processes import (
    OURS,
    REFERENCE,
    RunningService,
    machine_cpu_seconds,
    services,
)
from inference.bench.pictures import Pictures, made_up_pictures, read_pictures
from inference.commands.options import positive
from inference.errors import UserError

QUERIES = Path(__file__).with_name("queries.jsonl")
CITY = "Нижний Новгород"
_BY_IMAGE, _BY_TEXT = "/search/by_image", "/search/by_text"
_LESS_IS_BETTER = ("p50_ms", "p95_ms", "p99_ms", "core_ms")
_WHO_ELSE = ("client_cores", "other_cores")
_QUIET = 0.1  # cores that others may take
_LONG_ENOUGH = 1.0  # seconds, below which the kernel's ticks are too coarse to tell


@dataclass(slots=True)
class Watched:
    """Answers of a service, and what it and the whole machine computed for them (seconds)."""

    answers: Answers = field(default_factory=Answers)
    service_cpu: float = 0.0
    machine_cpu: float = 0.0

    async def ask(
        self,
        service: RunningService,
        questions: Sequence[bytes],
        callers: int,
        seconds: float | None,
    ) -> None:
        own, whole = service.cpu_seconds(), machine_cpu_seconds()
        await ask(service.url, questions, callers, self.answers, seconds)
        self.service_cpu += service.cpu_seconds() - own
        self.machine_cpu += machine_cpu_seconds() - whole

    def document(self) -> dict[str, float]:
        others = self.machine_cpu - self.service_cpu - self.answers.client_cpu
        return {
            **self.answers.document(),
            "core_ms": round(1000 * self.service_cpu / len(self.answers.seconds), 3),
            "other_cores": round(max(others, 0.0) / self.answers.wall, 3),
        }


@dataclass(frozen=True, slots=True)
class Part:
    """The same questions for both, each by a route of theirs; `once`: each question is new.

    `warm`: they are asked for a second before it counts.
    """

    title: str
    questions: Mapping[str, Sequence[bytes]]
    once: bool = False
    warm: bool = True


def parts(pictures: Pictures, queries: Sequence[str]) -> Iterator[Part]:
    photos = [form(_BY_IMAGE, {}, {"image_file": data}) for data in pictures.files]
    raw = [request("POST", "/v1/classify", data, "image/jpeg") for data in pictures.files]
    yield Part(f"photos, {_BY_IMAGE}", {REFERENCE: photos, OURS: photos})
    yield Part("photos, /v1/classify", {REFERENCE: photos, OURS: raw})
    words = [form(_BY_TEXT, {"text": text, "city": CITY}, {}) for text in queries]
    found = [request("GET", "/v1/search?" + urlencode({"q": text})) for text in queries]
    for route, ours in ((_BY_TEXT, words), ("/v1/search", found)):
        questions = {REFERENCE: words, OURS: ours}
        yield Part(f"words, {route}", questions, once=True, warm=False)
        yield Part(f"words, {route}, in turn", questions, warm=False)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, metavar="FOLDER", help="JPEG files to ask about")
    parser.add_argument("--reference", metavar="COMMAND", help="instead of the stand-in")
    parser.add_argument("--callers", type=positive, default=16)
    parser.add_argument("--rounds", type=positive, default=4)
    parser.add_argument("--seconds", type=float, default=20.0, help="of photos, for each service")
    parser.add_argument("--queries", type=positive, help="only so many of queries.jsonl")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    try:
        report = _compare(options)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(report, ensure_ascii=False, indent=1) if options.json else text_of(report))
    return 0


def _compare(options: argparse.Namespace) -> dict[str, Any]:
    pictures = (
        made_up_pictures(12) if options.photos is None else read_pictures(options.photos, 256)
    )
    lines = QUERIES.read_text(encoding="utf-8").splitlines()
    queries = list(dict.fromkeys(json.loads(line)["query"] for line in lines))[: options.queries]
    measured: dict[str, Any] = {}
    memory: dict[str, Any] = {}
    everything = list(parts(pictures, queries))
    for part in tqdm(everything, disable=None, leave=False, unit="part"):
        with services(options.reference, options.photos) as both:
            measured.update(asyncio.run(_measure(part, both, options)))
            memory = {service.name: service.memory_mib() for service in both}
    return {
        "photos": {
            "source": pictures.source,
            "count": len(pictures.files),
            "mean_kib": round(pictures.mean_kib, 1),
        },
        "queries": len(queries),
        "callers": options.callers,
        "quiet": all(
            figures[name]["other_cores"] <= _QUIET
            for figures in measured.values()
            for name in (REFERENCE, OURS)
            if figures[name]["answers"] / figures[name]["per_second"] >= _LONG_ENOUGH
        ),
        "parts": measured,
        "memory_mib": memory,
    }


async def _measure(
    part: Part, both: Sequence[RunningService], options: argparse.Namespace
) -> dict[str, Any]:
    """What both did in one part: with photos as it is, with words new and again."""
    measured = {}
    if part.warm:
        for service in both:
            await ask(service.url, part.questions[service.name], options.callers, Answers(), 1.0)
    for name in ("new", "again") if part.once else ("",):
        watched = {service.name: Watched() for service in both}
        for number in range(options.rounds):
            for service in both:
                questions = part.questions[service.name]
                seconds: float | None = options.seconds / options.rounds
                if part.once:
                    questions, seconds = questions[number :: options.rounds], None
                await watched[service.name].ask(service, questions, options.callers, seconds)
        documents = {service: own.document() for service, own in watched.items()}
        title = f"{part.title}, {name}" if name else part.title
        measured[title] = {**documents, "ratio": _ratio(documents[REFERENCE], documents[OURS])}
    return measured


def _ratio(reference: dict[str, float], ours: dict[str, float]) -> dict[str, float]:
    """How many times better ours is: more a second, less of everything else."""
    better = {name: reference[name] / max(ours[name], 1e-3) for name in _LESS_IS_BETTER}
    better = {"per_second": ours["per_second"] / reference["per_second"], **better}
    return {name: round(times, 2) for name, times in better.items()}


def text_of(report: dict[str, Any]) -> str:
    photos = report["photos"]
    lines = [
        f"{report['callers']} callers; {photos['count']} photos ({photos['source']}) of "
        f"{photos['mean_kib']:.0f} KiB; {report['queries']} queries"
    ]
    for title, figures in report["parts"].items():
        lines += ["", f"{title:<36}{'reference':>12}{'orientir':>12}{'times better':>14}"]
        for name in ("per_second", *_LESS_IS_BETTER, *_WHO_ELSE):
            shown = "" if name in _WHO_ELSE else f"{figures['ratio'][name]:.2f}"
            reference, ours = figures[REFERENCE][name], figures[OURS][name]
            label = name.replace("_ms", ", ms").replace("_", " ")
            lines.append(f"  {label:<34}{reference:>12.2f}{ours:>12.2f}{shown:>14}".rstrip())
    if not report["quiet"]:
        lines += ["", "Other programs computed meanwhile (other cores): this is no comparison."]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
