"""The report as a person reads it: columns of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inference.bench.overload import TIMES, Overload
from inference.bench.photos import Batching, Stages
from inference.bench.report import Report
from inference.bench.timing import Latency, Load

_FIRST = 30
_COLUMN = 12


def text_of(report: Report) -> str:
    """One section after the other; those that were not measured are left out."""
    parts = [_heading(report)]
    if report.stages is not None:
        parts.append(_stages(report.stages))
    if report.batching:
        parts.append(_batching(report.batching))
    if report.backends:
        parts.append(_backends(report))
    if report.overload is not None:
        parts.append(_overload(report.overload))
    if report.search:
        parts.append(_search(report))
    if report.starts:
        parts.append(_starts(report))
    return "\n\n".join("\n".join(part) for part in parts)


def _heading(report: Report) -> Iterator[str]:
    machine, pictures = report.machine, report.pictures
    memory = "" if machine.memory_gib is None else f", {machine.memory_gib:g} GiB"
    yield f"{machine.processor}, {machine.cores} cores{memory}"
    yield f"Models on {machine.device}, photos by {machine.backend}"
    yield f"Model {report.model}, {report.places:,} places"
    if pictures["source"] == "generated":
        yield (
            f"{pictures['count']} generated pictures of {pictures['mean_kib']:.0f} KiB; "
            "--photos FOLDER takes real ones"
        )
    else:
        yield f"{pictures['count']} photos of {pictures['source']}, {pictures['mean_kib']:.0f} KiB"


def _stages(stages: Stages) -> Iterator[str]:
    yield _row("One photo, ms", "decode", "model", "rest", "whole", "p95", "p99", "ratio")
    yield _row(
        f"median of {stages.photos}",
        *(f"{ms:.2f}" for ms in (stages.decode_ms, stages.model_ms, stages.rest_ms)),
        *_latency(stages.whole),
        f"{stages.ratio:.2f}",
    )


def _batching(rows: Sequence[Batching]) -> Iterator[str]:
    yield _row("Photos through the engine", "photos/s", "p50 ms", "p95 ms", "p99 ms", "core-ms")
    for row in rows:
        callers = row.batched.callers
        yield _row(f"{callers} callers, batched", *_load(row.batched))
        yield _row(f"{callers} callers, one by one", *_load(row.unbatched))
        yield _row("  batched to one by one", f"{row.gain:.2f}")


def _backends(report: Report) -> Iterator[str]:
    sizes = list(report.backends[0].ms_a_photo)
    yield _row("Model alone, ms a photo", *(f"batch {size}" for size in sizes), "gain")
    for row in report.backends:
        yield _row(row.backend, *(f"{ms:.2f}" for ms in row.ms_a_photo.values()), f"{row.gain:.2f}")


def _overload(overload: Overload) -> Iterator[str]:
    yield _row(f"Overload, {TIMES} times capacity", "a second", "p50 ms", "p95 ms", "p99 ms")
    yield _row("queue just full", f"{overload.capacity_per_second:.1f}", *_latency(overload.calm))
    accepted = f"{overload.answered_per_second:.1f}"
    yield _row("overload, accepted", accepted, *_latency(overload.accepted))
    if overload.refused is not None:
        rest = overload.asked_per_second * (1 - overload.answered / overload.asked)
        yield _row("overload, told busy", f"{rest:.1f}", *_latency(overload.refused))
    yield _row("memory before, after, again", *(_mib(memory) for memory in overload.memory_mib))


def _search(report: Report) -> Iterator[str]:
    yield _row("Search", "queries/s", "p50 ms", "p95 ms", "p99 ms", "core-ms")
    for row in report.search:
        places = f"{row.places:,} places"
        built = "" if row.build_s is None else f", built in {row.build_s:.0f} s"
        yield f"{places}{built}"
        yield _row("  one alone", "", *_latency(row.alone))
        yield _row(f"  {row.cold.callers} callers, new queries", *_load(row.cold))
        if row.shared is not None:
            first = f"  the same, {row.processes} processes more"
            yield _row(first, f"{row.shared.per_second:.1f}", *_latency(row.shared.latency))
        yield _row(f"  {row.warm.callers} callers, once more", *_load(row.warm))


def _starts(report: Report) -> Iterator[str]:
    yield _row("Start until ready", "seconds", "MiB")
    for row in report.starts:
        yield _row(row.program, f"{row.seconds:.2f}", _mib(row.memory_mib))


def _load(load: Load) -> tuple[str, ...]:
    return (f"{load.per_second:.1f}", *_latency(load.latency), f"{load.core_ms:.2f}")


def _latency(latency: Latency) -> tuple[str, str, str]:
    return f"{latency.p50_ms:.2f}", f"{latency.p95_ms:.2f}", f"{latency.p99_ms:.2f}"


def _mib(memory: float | None) -> str:
    return "unknown" if memory is None else f"{memory:.0f}"


def _row(first: str, *columns: str) -> str:
    return (f"{first:<{_FIRST}}" + "".join(f"{column:>{_COLUMN}}" for column in columns)).rstrip()
