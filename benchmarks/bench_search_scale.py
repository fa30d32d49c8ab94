"""How search grows: a synthetic catalogue, searched by candidates and exhaustively, side by side.

Names are generated, vectors random: no two texts are near in meaning, which is the worst case for
an approximate index. `recall@5` is the share of the exhaustive search's five places (every place
scored, every vector compared) that the ordinary search gives.

    python benchmarks/bench_search_scale.py --places 1000000
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from tqdm import tqdm

from inference.bench.synthetic import RandomEncoder, synthetic_catalogue, synthetic_queries
from inference.bench.timing import timed
from inference.search import Searcher


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=1_000_000)
    parser.add_argument("--dim", type=int, default=512)
    parser.add_argument("--queries", type=int, default=120)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    catalogue = synthetic_catalogue(options.places)
    before = _memory()
    with tempfile.TemporaryDirectory() as folder:
        encoder = RandomEncoder(options.dim)
        build, _ = timed(lambda: Searcher.open(catalogue, encoder, Path(folder)))
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
        load, searcher = timed(lambda: Searcher.open(catalogue, encoder, Path(folder)))
        report = {
            "places": options.places,
            "dim": options.dim,
            "build_s": round(build, 1),
            "load_s": round(load, 2),
            "index_mb": round(size / 2**20),
            "peak_memory_over_catalogue_mb": round(_memory() - before),
            "slices": _compare(searcher, list(synthetic_queries(catalogue, options.queries))),
        }
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
        return
    slices = report.pop("slices")
    print("\n".join(f"{name:<32}{value}" for name, value in report.items()))
    print(f"\n{'':<16}{'recall@5':>10}{'median ms':>11}{'p95 ms':>9}{'exhaustive ms':>15}")
    for name, (recall, median, p95, full) in slices.items():
        print(f"{name:<16}{recall:>10.3f}{median:>11.1f}{p95:>9.1f}{full:>15.0f}")


def _compare(
    searcher: Searcher, queries: Sequence[tuple[str, str]]
) -> dict[str, tuple[float, float, float, float]]:
    """For each slice, and all: recall@5, median and 95th percentile, median of the exhaustive."""
    exhaustive = searcher.exhaustive()
    searcher.search("разогрев")
    rows = []
    for slice_, query in tqdm(queries, desc="Searching", unit="query"):
        quick_s, quick = timed(partial(searcher.search, query))
        full_s, full = timed(partial(exhaustive.search, query))
        wanted = {hit.place.id for hit in full.hits}
        got = {hit.place.id for hit in quick.hits}
        recall = len(wanted & got) / len(wanted) if wanted else float(not got)
        rows.append((slice_, recall, quick_s * 1000, full_s * 1000))
    slices = {}
    for name in [*dict.fromkeys(row[0] for row in rows), "all"]:
        own = np.array([row[1:] for row in rows if name in (row[0], "all")])
        recall, full = own[:, 0].mean(), np.median(own[:, 2])
        quick = np.quantile(own[:, 1], [0.5, 0.95])
        slices[name] = (float(recall), float(quick[0]), float(quick[1]), float(full))
    return slices


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
