"""How long the programs take from the start of their process until they answer."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from inference import bundled
from inference.bench.timing import resident_mib
from inference.errors import UserError
from inference.settings import InferenceSettings

_PATIENCE = 120.0
_LOOK_S = 0.02
_READY = "Ready:"
_CODE = Path(__file__).resolve().parents[2]
# With these the bot would be another bot's second self, or have no models to load.
_ELSEWHERE = {"BOT_TOKEN", "BOT_API_URL", "WEBHOOK_URL", "INFERENCE_URL"}


class StartError(UserError):
    """A program did not start."""


@dataclass(frozen=True, slots=True)
class Start:
    """The median of several starts in seconds, each of them, and memory when ready in MiB.

    What a first start makes (the search index, the database) was there already.
    """

    program: str
    seconds: float
    each: tuple[float, ...]
    memory_mib: float | None


def measure_start(program: str, environment: Mapping[str, str], times: int) -> Start:
    """Start `serve` until /readyz says so, or `bot` on the playground until it says it is ready.

    `environment` holds the settings; no `.env` is read.

    Raises StartError when it ends instead, or says nothing for two minutes.
    """
    arguments = {"serve": ("inference", "serve"), "bot": ("bot",)}[program]
    with tempfile.TemporaryDirectory() as data:
        runs = []
        for _ in range(times + 1):
            port = free_port()
            own = {
                **{name: value for name, value in os.environ.items() if name not in _ELSEWHERE},
                **environment,
                "PYTHONPATH": str(_CODE),
                "DATA_DIR": data,
                "SERVE_HOST": "127.0.0.1",
                "SERVE_PORT": str(port),
                "PLAYGROUND_PORT": str(port),
                "LOG_LEVEL": "INFO",
            }
            runs.append(_start(program, arguments, own, port, Path(data) / "log"))
    seconds = tuple(round(run[0], 2) for run in runs[1:])
    return Start(program, round(median(seconds), 2), seconds, runs[-1][1])


def environment_of(settings: InferenceSettings) -> dict[str, str]:
    """The settings as another process reads them, whatever its folder."""
    values = settings.model_dump(mode="json")
    values["catalogue"] = settings.catalogue.resolve()
    if settings.model not in bundled.MODELS:  # a folder, and no name of a bundled one
        values["model"] = settings.model.resolve()
    said = {name: "" if value is None else str(value) for name, value in values.items()}
    return {name.upper(): value for name, value in said.items()}


def answers(port: int, path: str) -> bool:
    """Whether a service on this machine answers that path with 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(
    program: str, arguments: tuple[str, ...], environment: dict[str, str], port: int, log: Path
) -> tuple[float, float | None]:
    """Seconds until ready, and memory then."""
    with log.open("wb") as output:
        begun = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  # our own module
            (sys.executable, "-m", *arguments),
            env=environment,
            cwd=environment["DATA_DIR"],  # where no .env is
            stdout=output,
            stderr=output,
        )
    try:
        while True:
            said = log.read_text("utf-8", "replace")
            if answers(port, "/readyz") if program == "serve" else _READY in said:
                return time.perf_counter() - begun, resident_mib(process.pid)
            if process.poll() is not None or time.perf_counter() - begun > _PATIENCE:
                last = said.strip().rpartition("\n")[2]
                raise StartError(f"`python -m {' '.join(arguments)}` did not start: {last}")
            time.sleep(_LOOK_S)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)
