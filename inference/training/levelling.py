"""Fitting the space: linear discriminant analysis that also serves a single photo of each place.

Of the standardised embeddings' principal components, the covariance within places, shrunk towards
a multiple of the identity, is whitened away; then the directions in which photos vary most are
kept. How photos of one place differ is told by the photos, and as long as these are few also by the
looks at one photo: the whole, its mirror image and its middle.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import normalize

from inference.space import Space

COMPONENTS = 384  # principal components kept of each network
DIMENSIONS = 224
SHRINKAGE = 0.2
LEAST_LOOK_SHARE = 0.05  # below it the looks within a photo are left out
DEVIATION_FLOOR = 0.02  # of the mean deviation


@dataclass(frozen=True, slots=True)
class _Network:
    """One network's embeddings (N, E): how they are standardised, and their directions (E, K)."""

    mean: Tensor
    deviation: Tensor
    basis: Tensor


def fit_space(
    embeddings: Tensor, looks: Callable[[], Tensor], places: Tensor, widths: Sequence[int]
) -> Space:
    """The space of photos with embeddings (N, E) and places (N,).

    `widths` divide E among networks; `looks` gives the embeddings of single looks, (N, L, E), which
    is asked for only where photos are few.
    """
    _, place = torch.unique(places, return_inverse=True)
    sizes = place.bincount()
    share = len(sizes) / len(places)  # of what the looks say of differences within a place
    few = len(places) - len(sizes) < len(sizes)
    views = looks() if few or share >= LEAST_LOOK_SHARE else None
    own = torch.split(embeddings, list(widths), dim=1)
    seen = torch.split(views, list(widths), dim=2) if views is not None else [None] * len(own)
    networks = [_principal(x, v if few else None) for x, v in zip(own, seen, strict=True)]
    z = torch.cat([_reduce(x - n.mean, n) for x, n in zip(own, networks, strict=True)], dim=1)
    within = torch.zeros(z.shape[1], z.shape[1])
    if len(places) > len(sizes):
        residuals = z - _means(z, place, sizes)[place]
        within += (1 - share) * _unit_trace(residuals.T @ residuals)
    if views is not None:
        parts = zip(own, torch.split(views, list(widths), dim=2), networks, strict=True)
        differences = torch.cat([_reduce(v - x[:, None], n) for x, v, n in parts], dim=2)
        flat = differences.flatten(0, 1)
        within += share * _unit_trace(flat.T @ flat)
    k = len(within)
    values, vectors = torch.linalg.eigh((1 - SHRINKAGE) * within + SHRINKAGE / k * torch.eye(k))
    whitening = vectors * (values * k).rsqrt()
    whitened = z @ whitening
    _, directions = torch.linalg.eigh(whitened.T @ whitened)  # ascending
    levelled = whitening @ directions.flip(1)[:, :DIMENSIONS]
    blocks = torch.split(levelled, [n.basis.shape[1] for n in networks])
    maps = [(n.basis @ w) / n.deviation[:, None] for n, w in zip(networks, blocks, strict=True)]
    offset = -torch.stack([n.mean @ m for n, m in zip(networks, maps, strict=True)]).sum(0)
    projection = torch.cat(maps).T.contiguous()
    # Directions do not depend on its size, and half precision has no room for large numbers.
    size = projection.abs().max()
    return Space(projection / size, offset / size)


def _principal(x: Tensor, views: Tensor | None) -> _Network:
    """The directions in which embeddings (N, E) vary most.

    One photo a place spans too little: how the looks (N, L, E) at a photo differ is added then.
    """
    mean, spread = x.mean(0), x.std(0)
    deviation = spread + DEVIATION_FLOOR * spread.mean()
    rows = (x - mean) / deviation
    if views is not None:
        rows = torch.cat([rows, ((views - x[:, None]) / deviation).flatten(0, 1)])
    # Of the two matrices of products the smaller has the same directions, and costs less.
    tall = rows.shape[0] > rows.shape[1]
    values, vectors = torch.linalg.eigh(rows.T @ rows if tall else rows @ rows.T)  # ascending
    kept = min(COMPONENTS, int((values > 1e-4 * values[-1]).sum()))
    largest = vectors[:, -kept:]
    return _Network(mean, deviation, largest if tall else normalize(rows.T @ largest, dim=0))


def _reduce(centred: Tensor, network: _Network) -> Tensor:
    return (centred / network.deviation) @ network.basis


def _means(x: Tensor, place: Tensor, sizes: Tensor) -> Tensor:
    return torch.zeros(len(sizes), x.shape[1]).index_add_(0, place, x) / sizes[:, None]


def _unit_trace(x: Tensor) -> Tensor:
    return x / x.trace().clamp(min=1e-12)
