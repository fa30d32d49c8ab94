"""Fitting the rule that says whether a photo shows a known place, and choosing its threshold."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from inference.evidence import KnownRule
from inference.training.heads import fit_known
from inference.training.validation import HeldOutPlaces

# The share of known places' photos that the threshold may refuse, measured on held-out photos.
TARGET_REFUSAL = 0.06


@dataclass(frozen=True, slots=True)
class KnownFit:
    """The rule, and the shares it refuses of held-out photos that it was not fitted on.

    A share is None where there was no such photo.
    """

    rule: KnownRule
    refused_known: float | None
    refused_unseen: float | None
    refused_unseen_sparse: float | None
    # Thresholds, each with the three shares.
    curve: tuple[tuple[float, float | None, float | None, float | None], ...]


def fit_known_rule(held_out: HeldOutPlaces) -> KnownFit:
    """Fit the known rule; choose its threshold where TARGET_REFUSAL of known photos is refused.

    The confidences that choose it come from rules fitted without the round they are used on.
    Photos of sparse places that the model knows are left out: they are refused on purpose.
    """
    ordinary = (held_out.known == 1) & ~held_out.sparse
    unseen = (held_out.known == 0) & ~held_out.sparse
    unseen_sparse = (held_out.known == 0) & held_out.sparse
    used = ordinary | unseen | unseen_sparse
    weights = torch.zeros(len(used))
    for part, share in ((ordinary, 0.5), (unseen, 0.25), (unseen_sparse, 0.25)):
        weights[part] = share / max(int(part.sum()), 1)
    confidence = torch.zeros(len(used))
    for number in torch.unique(held_out.rounds):
        now = held_out.rounds == number
        fit = used & ~now
        rule = fit_known(held_out.signs[fit], held_out.known[fit], weights[fit])
        confidence[now] = rule.confidence(held_out.signs[now])
    final = fit_known(held_out.signs[used], held_out.known[used], weights[used])
    threshold = float(confidence[ordinary].quantile(TARGET_REFUSAL).clamp(1e-4, 1 - 1e-4))

    def refused(part: Tensor, at: float) -> float | None:
        return float((confidence[part] < at).float().mean()) if bool(part.any()) else None

    curve = tuple(
        (at, refused(ordinary, at), refused(unseen, at), refused(unseen_sparse, at))
        for at in (float(confidence[ordinary].quantile(q / 100)) for q in (1, 2, 4, 6, 8, 10, 15))
    )
    return KnownFit(
        rule=KnownRule(final.weights, final.bias, threshold),
        refused_known=refused(ordinary, threshold),
        refused_unseen=refused(unseen, threshold),
        refused_unseen_sparse=refused(unseen_sparse, threshold),
        curve=curve,
    )
