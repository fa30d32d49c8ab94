"""Which of several places a photo most likely shows."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from inference.catalogue import Place
from inference.recognition import PlaceGuess


class PlacesConsidered:
    """Places that may be answered, and their numbers among the model's."""

    def __init__(self, numbered: Sequence[tuple[int, Place]]) -> None:
        self._places = [place for _, place in numbered]
        self._numbers = torch.tensor([number for number, _ in numbered], dtype=torch.long)

    def guesses(self, logits: Tensor, k: int) -> tuple[PlaceGuess, ...]:
        """The k likeliest, by a softmax over these places alone, of logits (P,) of all."""
        if not self._places:
            return ()
        first = logits[self._numbers].softmax(0).topk(min(k, len(self._places)))
        return tuple(
            PlaceGuess(self._places[i], p)
            for p, i in zip(first.values.tolist(), first.indices.tolist(), strict=True)
        )
