"""How much both recipes are trained."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Both recipes take the reference's steps, under either protocol."""

    epochs: int = 3
    batch: int = 32
    seed: int = 42
    side: int = 224  # pixels of the squashed photos that the reference sees

    def steps(self, leaky_rows: int) -> int:
        """Optimisation steps, from the number of rows that the leaky protocol trains on."""
        return self.epochs * math.ceil(leaky_rows / self.batch)
