"""The playground and the bot as processes of their own, and what they use."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from pathlib import Path
from typing import BinaryIO

from bot.playground import PLAYGROUND_TOKEN


class Programs:
    """Both on this machine, with a folder for what they keep; the playground outlives the bot."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self._port}"
        self._playground: Process | None = None
        self._bot: Process | None = None

    async def start_playground(self) -> None:
        arguments = ["bot.playground", "--port", str(self._port), "--data"]
        arguments.append(str(self._folder / "playground"))
        self._playground = await self._start("playground", *arguments)

    async def start_bot(self) -> None:
        self._bot = await self._start("bot", "bot")

    async def kill_bot(self) -> None:
        """As a power cut would: no signal that it could answer."""
        if self._bot is not None:
            self._bot.kill()
            await self._bot.wait()

    async def stop(self) -> int | None:
        """SIGTERM for the bot, then the playground; returns the bot's exit status."""
        status = None
        if self._bot is not None and self._bot.returncode is None:
            self._bot.send_signal(signal.SIGTERM)
            status = await self._bot.wait()
        if self._playground is not None and self._playground.returncode is None:
            self._playground.terminate()
            await self._playground.wait()
        return status

    def memory_mib(self) -> float:
        """What the bot holds in memory (RSS)."""
        text = Path(f"/proc/{self._pid}/status").read_text(encoding="ascii", errors="replace")
        line = next(line for line in text.splitlines() if line.startswith("VmRSS:"))
        return round(int(line.split()[1]) / 1024, 1)

    def cpu_seconds(self) -> float:
        """How long the bot has computed, on all cores together."""
        fields = Path(f"/proc/{self._pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        ticks = sum(map(int, fields.split()[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def said(self, words: str) -> int:
        """How many lines of the bot's log hold these words."""
        with (self._folder / "bot.log").open(encoding="utf-8", errors="replace") as lines:
            return sum(words in line for line in lines)

    @property
    def _pid(self) -> int:
        if self._bot is None:
            raise RuntimeError("the bot was not started")
        return self._bot.pid

    async def _start(self, name: str, *module: str) -> Process:
        environment = {
            **os.environ,
            "BOT_TOKEN": PLAYGROUND_TOKEN,
            "BOT_API_URL": self.url,
            "DATA_DIR": str(self._folder / "data"),
        }
        log: BinaryIO
        with (self._folder / f"{name}.log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", *module),
                env=environment,
                stdout=DEVNULL,
                stderr=log,
                start_new_session=True,
            )
