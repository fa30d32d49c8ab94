"""The order in which both recipes see their training rows."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor


def minibatches(rows: int, batch: int, steps: int, seed: int) -> Iterator[Tensor]:
    """Positions (batch,) among `rows`: one random order after another, cut into equal pieces."""
    generator = torch.Generator().manual_seed(seed)
    waiting = torch.empty(0, dtype=torch.long)
    for _ in range(steps):
        while len(waiting) < batch:
            waiting = torch.cat([waiting, torch.randperm(rows, generator=generator)])
        yield waiting[:batch]
        waiting = waiting[batch:]
