"""python -m tests.wikimedia.imitation --places 500 --photos 5 --failures 0.05

Runs the imitation alone and prints its addresses as settings; with Ctrl-C, how it was asked.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal

from tests.wikimedia.imitation import Faults, Imitation, Limits, make_world


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.wikimedia.imitation")
    parser.add_argument("--places", type=int, default=500)
    parser.add_argument("--photos", type=int, default=5, help="free ones of each place")
    parser.add_argument("--failures", type=float, default=0.0, help="share of failing requests")
    parser.add_argument("--retry-after", type=int, default=1, help="seconds")
    parser.add_argument("--most-classes", type=int, help="larger queries time out")
    parser.add_argument("--latency", type=float, default=0.01, help="seconds")
    parser.add_argument("--small", action="store_true", help="answers continued very often")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(parser.parse_args()))


async def _run(options: argparse.Namespace) -> None:
    faults = Faults(
        share=options.failures,
        retry_after=options.retry_after,
        most_classes=options.most_classes,
        seed=options.seed,
    )
    imitation = Imitation(
        make_world(options.places, options.photos, options.seed),
        faults=faults,
        limits=Limits(members=7, categories=5, transforms=3) if options.small else None,
        latency=options.latency,
        port=options.port,
    )
    stopped = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    async with imitation:
        print(f"WIKIDATA_API_URL={imitation.wikidata_api_url}")
        print(f"WIKIDATA_SPARQL_URL={imitation.sparql_url}")
        print(f"COMMONS_API_URL={imitation.commons_api_url}", flush=True)
        await stopped.wait()
    log = imitation.log
    print(f"requests: {len(log)}, failed: {sum(each.fault is not None for each in log.requests)}")
    print(f"most in flight: {log.most_in_flight}")
    print(f"repeated after success: {len(log.repeated())}")
    print(f"before Retry-After had passed: {len(log.too_early())}")
    print(f"without maxlag: {len(log.without_maxlag())}")
    print(f"User-Agents: {', '.join(sorted(log.user_agents()))}")


main()
