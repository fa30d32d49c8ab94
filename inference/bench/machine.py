"""What the figures were measured on."""

from __future__ import annotations

import platform
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import torch

from inference.cores import available_cores


@dataclass(frozen=True, slots=True)
class Machine:
    """`cores` are those that this process may use, `threads` those of torch; `device` and `backend`
    are what the photo model runs on."""

    processor: str
    cores: int
    threads: int
    memory_gib: float | None
    device: str
    backend: str
    python: str
    torch: str


def this_machine(device: torch.device, backend: str) -> Machine:
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else str(device)
    return Machine(
        processor=_field("/proc/cpuinfo", "model name") or platform.processor() or "unknown",
        cores=available_cores(),
        threads=torch.get_num_threads(),
        memory_gib=_memory(),
        device=name,
        backend=backend,
        python=platform.python_version(),
        torch=torch.__version__,
    )


def _memory() -> float | None:
    total = _field("/proc/meminfo", "MemTotal")
    return None if total is None else round(int(total.split()[0]) / 2**20, 1)


def _field(file: str, name: str) -> str | None:
    """A line `name : value` of one of Linux's files about the machine."""
    with suppress(OSError):
        for line in Path(file).read_text(encoding="utf-8", errors="replace").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == name:
                return value.strip()
    return None
