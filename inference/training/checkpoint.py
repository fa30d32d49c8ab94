"""Where tuning stands after an epoch, on disk: tensors as safetensors, the rest as JSON."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.optim import Optimizer

from inference.writing import whole_file

_MODEL, _BEST, _OPTIMIZER = "model.", "best.", "optimizer."


@dataclass(frozen=True, slots=True)
class Epoch:
    """One epoch's figures: mean training loss, validation loss and hit@1, and its seconds."""

    number: int  # from 1
    train_loss: float
    val_loss: float
    val_hit_at_1: float
    seconds: float


@dataclass(slots=True)
class Progress:
    """The epochs so far, and the weights of the best of them (least validation loss)."""

    epochs: list[Epoch] = field(default_factory=list)
    best: dict[str, Tensor] = field(default_factory=dict)

    @property
    def best_epoch(self) -> Epoch | None:
        return min(self.epochs, key=lambda epoch: epoch.val_loss, default=None)


def save_checkpoint(
    path: Path, run: str, network: nn.Module, optimizer: Optimizer, progress: Progress
) -> None:
    """Write the checkpoint of the run named `run`, whole or not at all."""
    tensors = {_MODEL + name: value for name, value in network.state_dict().items()}
    tensors |= {_BEST + name: value for name, value in progress.best.items()}
    for index, state in optimizer.state_dict()["state"].items():
        tensors |= {f"{_OPTIMIZER}{index}.{key}": value for key, value in state.items()}
    epochs = [[getattr(epoch, name) for name in Epoch.__slots__] for epoch in progress.epochs]
    stored = {name: value.detach().cpu().contiguous().clone() for name, value in tensors.items()}
    with whole_file(path) as temporary:
        save_file(stored, temporary, metadata={"run": run, "epochs": json.dumps(epochs)})


def load_checkpoint(
    path: Path, run: str, network: nn.Module, optimizer: Optimizer
) -> Progress | None:
    """Put a checkpoint back and return its progress; None without one of the same run."""
    if not path.is_file():
        return None
    with suppress(SafetensorError, OSError, ValueError, KeyError, TypeError):
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            if metadata.get("run") != run:
                return None
            tensors: dict[str, Tensor] = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  # no mapping
        progress = Progress([Epoch(*row) for row in json.loads(metadata["epochs"])])
        progress.best = _under(_BEST, tensors)
        network.load_state_dict(_under(_MODEL, tensors))
        states: dict[int, dict[str, Any]] = {}
        for name, value in _under(_OPTIMIZER, tensors).items():
            index, _, key = name.partition(".")
            states.setdefault(int(index), {})[key] = value
        whole = optimizer.state_dict()
        optimizer.load_state_dict({**whole, "state": states})
        return progress
    return None


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
