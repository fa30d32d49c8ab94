"""The bot under the load of 500 people: is every update answered once, and does memory stay flat?

A mixed load that makes the bot send up to 20 messages a second, then a minute of 30 updates a
second, then silence until the backlog is gone; `--bursts 3` repeats the last two. With `--kills`
the bot is killed (-9) at random moments of the first part and started again; the playground, in
Telegram's place, runs on.
`python -m benchmarks.bench_bot_load [--seconds 600] [--kills 10] [--json FILE]`
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from aiohttp import ClientError
from tqdm import tqdm

from benchmarks.load_ledger import Ledger, report
from benchmarks.load_processes import Programs
from benchmarks.load_traffic import MESSAGES_AN_ACT, Crowd
from bot.playground.simulation_client import Simulation

STEADY, BURST = "steady", "burst"
_WAITED_FOR = ("photo", "text", "group", "callback")


def main() -> int:
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(_measure(options, Path(folder)))
        if options.keep_log is not None:
            log = (Path(folder) / "bot.log").read_text(encoding="utf-8", errors="replace")
            options.keep_log.write_text(log, encoding="utf-8")
    text = json.dumps(found, indent=2, ensure_ascii=False)
    print(text)
    if options.json is not None:
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=600, help="of the mixed load")
    parser.add_argument("--messages", type=float, default=20, help="a second that the bot sends")
    parser.add_argument("--bursts", type=int, default=1, help="one after the other")
    parser.add_argument("--burst-seconds", type=float, default=60)
    parser.add_argument("--burst-updates", type=float, default=30, help="a second")
    parser.add_argument("--kills", type=int, default=0, help="kill the bot so often")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures into this file too")
    parser.add_argument("--keep-log", type=Path, help="write the bot's log into this file")
    return parser


async def _measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    programs, ledger = Programs(folder), Ledger()
    await programs.start_playground()
    try:
        await _until_open(programs.url)
        async with Simulation(programs.url) as simulation:
            watching = asyncio.create_task(ledger.watch(programs.url, simulation.bot_id))
            crowd = await Crowd.gather(simulation, ledger, options.people, options.seed)
            await programs.start_bot()
            await simulation.wait_until_connected(120)
            figures = await _run(options, programs, ledger, crowd)
            refusals = (await simulation.stats())["refusals"]
            watching.cancel()
        return {
            **figures,
            "refusals": {name: count for name, count in refusals.items() if count},
            "429_seen": programs.said("Telegram asks to wait"),
            "errors_logged": programs.said(" ERROR "),
        }
    finally:
        await programs.stop()


async def _run(
    options: argparse.Namespace, programs: Programs, ledger: Ledger, crowd: Crowd
) -> dict[str, Any]:
    killing = asyncio.create_task(_kill(options, programs, crowd))
    rate = options.messages / MESSAGES_AN_ACT
    warm = options.seconds / 10
    await _with_bar("warming up", crowd.act("warm", rate, warm), warm)
    await crowd.simulation.wait_until_connected(120)
    memory = {"warm": programs.memory_mib()}
    seconds = options.seconds - warm
    await _with_bar("mixed load", crowd.act(STEADY, rate, seconds), seconds)
    kills = await killing
    memory["after_load"] = programs.memory_mib()
    backlog_gone_after: list[float | None] = []
    for number in range(1, options.bursts + 1):
        begun = time.monotonic()
        burst = crowd.act(BURST, options.burst_updates, options.burst_seconds)
        await _with_bar(f"burst {number}", burst, options.burst_seconds)
        memory[f"after_burst_{number}"] = programs.memory_mib()
        drained = await _drain(ledger)
        memory[f"drained_{number}"] = programs.memory_mib()
        backlog_gone_after.append(round(time.monotonic() - begun, 1) if drained else None)
    return {
        **report(ledger, (STEADY, BURST)),
        "kills_at_s": kills,
        "acts_a_second": round(rate, 2),
        "backlog_gone_after_s": backlog_gone_after,
        "memory_mib": memory,
        "cpu_s_since_last_start": round(programs.cpu_seconds(), 1),
    }


async def _kill(options: argparse.Namespace, programs: Programs, crowd: Crowd) -> list[float]:
    """Kill the bot and start it again, at moments that leave it time to come back."""
    rng = random.Random(options.seed)  # noqa: S311  # no secret
    slot = options.seconds / max(options.kills, 1)
    begun, moments = time.monotonic(), []
    for number in range(options.kills):
        moment = slot * (number + rng.uniform(0.2, 0.8))
        await asyncio.sleep(max(begun + moment - time.monotonic(), 0))
        await crowd.simulation.wait_until_connected(120)
        await programs.kill_bot()
        moments.append(round(time.monotonic() - begun, 1))
        await programs.start_bot()
    return moments


async def _drain(ledger: Ledger, quiet: float = 30.0, longest: float = 900.0) -> bool:
    """Wait until everything is answered, or nothing more is; False for the latter."""
    seen, since, begun = ledger.messages, time.monotonic(), time.monotonic()
    with tqdm(desc="waiting for answers", unit=" open", file=sys.stderr) as bar:
        while (left := ledger.open(_WAITED_FOR)) and time.monotonic() - begun < longest:
            bar.set_postfix(open=left)
            if ledger.messages != seen:
                seen, since = ledger.messages, time.monotonic()
            elif time.monotonic() - since > quiet + 60:
                return False
            await asyncio.sleep(0.5)
    # What is answered twice would be so now.
    await asyncio.sleep(10)
    return not ledger.open(_WAITED_FOR)


async def _with_bar(what: str, work: Any, seconds: float) -> None:
    task = asyncio.ensure_future(work)
    whole = round(seconds)
    with tqdm(total=whole, desc=what, unit="s", file=sys.stderr) as bar:
        while not task.done():
            await asyncio.wait([task], timeout=1)
            bar.update(min(1, whole - bar.n))
    await task


async def _until_open(url: str) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                async with Simulation(url):
                    return
            except (ClientError, OSError):
                await asyncio.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
