"""What the recogniser computes for a batch of photos before it words its answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """The scores of B photos over all C categories and P places of a model, on the CPU.

    `category_probabilities` (B, C) are those that are answered; `category_logits` (B, C) are the
    category head's alone, before calibration. `place_logits` (B, P) are calibrated: their softmax
    over the places considered is what is answered; `uncalibrated_place_logits` (B, P) are the same
    before. A photo is known from a `confidence` (B,) of `threshold` on.
    """

    category_probabilities: Tensor
    category_logits: Tensor
    place_logits: Tensor
    uncalibrated_place_logits: Tensor
    confidence: Tensor
    threshold: float

    def select(self, chosen: Tensor) -> Scores:
        """The scores of some of the photos; `chosen` (B,) is true for them."""
        return replace(
            self,
            category_probabilities=self.category_probabilities[chosen],
            category_logits=self.category_logits[chosen],
            place_logits=self.place_logits[chosen],
            uncalibrated_place_logits=self.uncalibrated_place_logits[chosen],
            confidence=self.confidence[chosen],
        )

    @classmethod
    def join(cls, parts: Sequence[Scores]) -> Scores:
        """The scores of several batches of one model, in their order."""
        return cls(
            torch.cat([part.category_probabilities for part in parts]),
            torch.cat([part.category_logits for part in parts]),
            torch.cat([part.place_logits for part in parts]),
            torch.cat([part.uncalibrated_place_logits for part in parts]),
            torch.cat([part.confidence for part in parts]),
            parts[0].threshold,
        )
