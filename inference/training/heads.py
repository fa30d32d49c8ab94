"""What is fitted on vectors of the space: linear heads, temperatures, the known rule, added places.

All of it is convex and deterministic: logistic regressions by L-BFGS.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from inference.evidence import KnownRule
from inference.scorer import LinearHead

SCALE = 10.0  # length of the vectors that a head is fitted on
DECAY = 1e-3
STEPS = 40


def _minimise(parameters: list[Tensor], loss: Callable[[], Tensor], steps: int) -> list[float]:
    """Minimise a convex loss; returns its value at each evaluation."""
    optimizer = torch.optim.LBFGS(
        parameters, max_iter=steps, tolerance_change=1e-7, line_search_fn="strong_wolfe"
    )
    values: list[float] = []

    def closure() -> Tensor:
        optimizer.zero_grad()
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]  # untyped torch
        values.append(float(value.detach()))
        return value

    optimizer.step(closure)  # type: ignore[no-untyped-call]  # untyped torch
    return values


def fit_head(vectors: Tensor, targets: Tensor, classes: int) -> tuple[LinearHead, list[float]]:
    """Multinomial logistic regression on unit vectors (N, D), L2 on its weights.

    Beside the head stands the loss at each evaluation: the training curve.
    """
    x = SCALE * vectors
    weight = torch.zeros(classes, x.shape[1], requires_grad=True)
    bias = torch.zeros(classes, requires_grad=True)

    def loss() -> Tensor:
        logits = x @ weight.T + bias
        return cross_entropy(logits, targets) + DECAY / 2 * weight.square().sum()

    losses = _minimise([weight, bias], loss, STEPS)
    return LinearHead(SCALE * weight.detach(), bias.detach()), losses


def fit_temperature(logits: Tensor, targets: Tensor) -> float:
    """The temperature with which logits (N, C) of unseen photos give the least log loss
    (Guo et al. 2017, arXiv 1706.04599)."""
    grid = torch.linspace(-1.5, 1.5, 301).exp()
    losses = torch.stack([cross_entropy(logits / t, targets) for t in grid])
    return float(grid[losses.argmin()])


def fit_known(
    found: Tensor, known: Tensor, sample_weights: Tensor, decay: float = 3e-3
) -> KnownRule:
    """Weighted logistic regression from signs (N, S) to known (N,), 1 or 0; threshold 0.5."""
    mean, scale = found.mean(0), found.std(0) + 1e-6
    x, share = (found - mean) / scale, sample_weights / sample_weights.sum()
    weight = torch.zeros(x.shape[1], requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    targets = known.float()

    def loss() -> Tensor:
        losses = binary_cross_entropy_with_logits(x @ weight + bias, targets, reduction="none")
        return (losses * share).sum() + decay / 2 * weight.square().sum()

    _minimise([weight, bias], loss, steps=200)
    raw = weight.detach() / scale
    return KnownRule(raw, float(bias.detach() - raw @ mean), 0.5)


def fit_added(features: Tensor, energy: Tensor, own: Tensor) -> tuple[float, float, float]:
    """Weights of `added_features` (N, 3), so that an added place's score fits among the others.

    `energy` (N,) is the log-sum-exp of the trained places' scores of the same photos, and `own`
    (N,) says whether the photo shows the added place: the sigmoid of score less energy, which is
    its share of the softmax, should tell.
    """
    weights = torch.tensor([15.0, 0.0, 0.0], requires_grad=True)
    targets = own.float()

    def loss() -> Tensor:
        return binary_cross_entropy_with_logits(features @ weights - energy, targets)

    _minimise([weights], loss, steps=100)
    first, second, third = weights.detach().tolist()
    return first, second, third
