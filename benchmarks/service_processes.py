"""The two services as processes of their own, on ports of this machine."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from inference.bench.starting import StartError, answers, free_port
from inference.bench.timing import resident_mib

REFERENCE, OURS = "reference", "orientir"
_PATIENCE = 120.0
_CALM = 0.05  # cores that an idle service may take
_STAND_IN = Path(__file__).parent / "reference_service.py"


@dataclass(frozen=True, slots=True)
class RunningService:
    """A service that answers at `url`."""

    name: str
    url: str
    pid: int

    def cpu_seconds(self) -> float:
        """How long it and its processes have computed, on all cores together; Linux only."""
        return sum(map(_cpu_seconds, self._pids()))

    def memory_mib(self) -> float:
        """What all of them hold; what they share counts for each."""
        return sum(resident_mib(pid) or 0.0 for pid in self._pids())

    def _pids(self) -> list[int]:
        """Its own process, and those it has started; these start none."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
        return [self.pid, *map(int, children.split())]


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
    return sum(map(int, fields.split()[11:13])) / os.sysconf("SC_CLK_TCK")


def machine_cpu_seconds() -> float:
    """How long all cores have computed, for whomever, or were taken by a hypervisor; Linux only."""
    fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]
    user, nice, system, _idle, _waiting, *interrupts_and_stolen = map(int, fields)
    ticks = user + nice + system + sum(interrupts_and_stolen)
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def services(reference: str | None, photos: Path | None) -> Iterator[list[RunningService]]:
    """Both services, fresh, ready and at rest. Raises StartError, one sentence, when one is not.

    `reference` is a command that starts another service as the reference, `{port}` in it the port;
    None is the stand-in. The one that is not being asked does nothing.
    """
    with ExitStack() as stack:
        data = stack.enter_context(tempfile.TemporaryDirectory())
        own = [sys.executable, "-m", "inference", "serve"]
        other = _stand_in(photos) if reference is None else shlex.split(reference)
        both = [
            stack.enter_context(running(name, command, ready, Path(data)))
            for name, command, ready in ((REFERENCE, other, "/docs"), (OURS, own, "/readyz"))
        ]
        _settle(both)
        yield both


def _settle(running: Sequence[RunningService]) -> None:
    """Wait until none computes: ours draws pictures ahead, which would slow the other down."""
    end = time.monotonic() + _PATIENCE
    taken = 1.0
    while taken > _CALM and time.monotonic() < end:
        before = sum(service.cpu_seconds() for service in running)
        time.sleep(1.0)
        taken = sum(service.cpu_seconds() for service in running) - before


def _stand_in(photos: Path | None) -> list[str]:
    command = [sys.executable, str(_STAND_IN), "--port", "{port}"]
    return command if photos is None else [*command, "--photos", str(photos)]


@contextmanager
def running(name: str, command: list[str], ready: str, data: Path) -> Iterator[RunningService]:
    """A service that answers 200 at the path `ready`, started by a command with `{port}` in it.

    It finds its port in SERVE_PORT too, and keeps its files in `data`. Raises StartError.
    """
    port = free_port()
    environment = {**os.environ, "SERVE_PORT": str(port), "DATA_DIR": str(data), "API_KEY": ""}
    log = data / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # named by who runs the comparison
            [part.format(port=port) for part in command],
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        _wait(name, process, port, ready, log)
        yield RunningService(name, f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)


def _wait(name: str, process: subprocess.Popen[bytes], port: int, ready: str, log: Path) -> None:
    begun = time.monotonic()
    while not answers(port, ready):
        if process.poll() is not None or time.monotonic() - begun > _PATIENCE:
            last = log.read_text("utf-8", "replace").strip().rpartition("\n")[2]
            raise StartError(f"The service {name} did not start: {last}")
        time.sleep(0.05)
