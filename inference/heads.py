"""What is fitted on embeddings: linear heads, temperatures, the neighbours' space, the known rule.

All of it is deterministic: convex problems by L-BFGS, and two eigenvalue decompositions.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, normalize

from inference.evidence import KnownRule, Neighbours

PRINCIPAL_COMPONENTS = 512
NEIGHBOUR_DIMENSIONS = 224


@dataclass(frozen=True, slots=True)
class LinearHead:
    """Logits are `x @ weight.T + bias`."""

    weight: Tensor  # (C, E)
    bias: Tensor  # (C,)

    def __call__(self, x: Tensor) -> Tensor:
        return x @ self.weight.T + self.bias


def _minimise(parameters: list[Tensor], loss: torch.nn.Module, steps: int) -> None:
    optimizer = torch.optim.LBFGS(
        parameters, max_iter=steps, tolerance_change=1e-7, line_search_fn="strong_wolfe"
    )

    def closure() -> Tensor:
        optimizer.zero_grad()
        value: Tensor = loss()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(closure)  # type: ignore[no-untyped-call]


class _HeadLoss(torch.nn.Module):
    def __init__(self, x: Tensor, targets: Tensor, classes: int, decay: float) -> None:
        super().__init__()
        self.x, self.targets, self.decay = x, targets, decay
        self.weight = torch.zeros(classes, x.shape[1], requires_grad=True)
        self.bias = torch.zeros(classes, requires_grad=True)

    def forward(self) -> Tensor:
        logits = self.x @ self.weight.T + self.bias
        return cross_entropy(logits, self.targets) + self.decay / 2 * self.weight.square().sum()


def fit_head(
    embeddings: Tensor, targets: Tensor, classes: int, decay: float = 3e-2, steps: int = 80
) -> LinearHead:
    """Multinomial logistic regression on standardised embeddings (N, E), L2 on its weights.

    The standardisation is folded into the head, which takes embeddings as they are.
    """
    mean, scale = embeddings.mean(0), embeddings.std(0) + 1e-3
    loss = _HeadLoss((embeddings - mean) / scale, targets, classes, decay)
    _minimise([loss.weight, loss.bias], loss, steps)
    weight = loss.weight.detach() / scale
    return LinearHead(weight, loss.bias.detach() - weight @ mean)


def fit_temperature(logits: Tensor, targets: Tensor) -> float:
    """The temperature with which logits (N, C) of unseen photos give the least log loss."""
    grid = torch.linspace(-1.5, 1.5, 301).exp()
    losses = torch.stack([cross_entropy(logits / t, targets) for t in grid])
    return float(grid[losses.argmin()])


def fit_neighbours(embeddings: Tensor, places: Tensor, shrinkage: float = 0.5) -> Neighbours:
    """The space in which photos of one place vary equally in all directions, and the photos in it.

    Of the standardised embeddings' principal components, the within-place covariance, shrunk
    towards a multiple of the identity, is whitened away; then the directions in which photos vary
    most are kept.
    """
    mean, scale = embeddings.mean(0), embeddings.std(0) + 1e-3
    standardised = (embeddings - mean) / scale
    basis = _principal(standardised)  # (E, K)
    reduced = standardised @ basis  # (N, K)
    present, index = torch.unique(places, return_inverse=True)
    centres = torch.stack([reduced[places == place].mean(0) for place in present])
    residuals = reduced - centres[index]
    within = residuals.T @ residuals / len(residuals)
    flat = torch.eye(len(within)) * within.trace() / len(within)
    values, vectors = torch.linalg.eigh((1 - shrinkage) * within + shrinkage * flat)
    whitening = vectors * values.rsqrt()  # (K, K)
    whitened = reduced @ whitening
    _, directions = torch.linalg.eigh(whitened.T @ whitened)  # ascending
    kept = directions.flip(1)[:, :NEIGHBOUR_DIMENSIONS]
    projection = ((basis @ whitening @ kept).T / scale).contiguous()
    # Cosines do not depend on its size, and half precision has no room for large numbers.
    projection /= projection.abs().max()
    unit = normalize((embeddings - mean) @ projection.T, dim=1)
    return Neighbours(mean, projection, unit, places)


def _principal(centred: Tensor) -> Tensor:
    """The directions (E, K) in which centred embeddings (N, E) vary most."""
    count, width = centred.shape
    kept = min(PRINCIPAL_COMPONENTS, count - 1, width)
    # Of the two matrices of products the smaller has the same directions, and costs less.
    small = centred.T @ centred if count >= width else centred @ centred.T
    _, vectors = torch.linalg.eigh(small)  # ascending
    largest: Tensor = vectors[:, -kept:]
    return largest if count >= width else normalize(centred.T @ largest, dim=0)


class _RuleLoss(torch.nn.Module):
    def __init__(self, x: Tensor, known: Tensor, weights: Tensor, decay: float) -> None:
        super().__init__()
        self.x, self.known, self.sample, self.decay = x, known, weights / weights.sum(), decay
        self.weight = torch.zeros(x.shape[1], requires_grad=True)
        self.bias = torch.zeros(1, requires_grad=True)

    def forward(self) -> Tensor:
        logits = self.x @ self.weight + self.bias
        losses = binary_cross_entropy_with_logits(logits, self.known, reduction="none")
        return (losses * self.sample).sum() + self.decay / 2 * self.weight.square().sum()


def fit_known(
    found: Tensor, known: Tensor, sample_weights: Tensor, decay: float = 3e-3
) -> KnownRule:
    """Weighted logistic regression from signs (N, S) to known (N,), 1 or 0; threshold 0.5."""
    mean, scale = found.mean(0), found.std(0) + 1e-6
    loss = _RuleLoss((found - mean) / scale, known.float(), sample_weights, decay)
    _minimise([loss.weight, loss.bias], loss, steps=200)
    weight = loss.weight.detach() / scale
    return KnownRule(weight, float(loss.bias.detach() - weight @ mean), 0.5)
