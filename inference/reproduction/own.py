"""This project's recipe, with as many steps as the reference's: heads on what stays pretrained.

Embeddings of the pretrained network, which is left as it is, come into the space that levels how
photos of one place differ, as in the models that this project ships. Two linear heads are fitted
there by AdamW (Loshchilov and Hutter 2019, arXiv 1711.05101), whose rate falls along half a cosine,
and their scores are fused with those of the nearest training photos.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, one_hot

from inference.backbones import Backbone
from inference.reproduction.labelled import LabelledPhotos
from inference.reproduction.minibatches import minibatches
from inference.reproduction.plan import Plan
from inference.reproduction.protocols import Protocol
from inference.reproduction.recipes import ClassScores
from inference.scorer import LinearHead, Scorer
from inference.space import Bank
from inference.training.heads import SCALE
from inference.training.levelling import fit_space

# Chosen on photos set apart for validation, where a third of the rate costs no hit.
RATE, DECAY = 1e-2, 1.0
NEIGHBOUR_WEIGHT = 12.0
CATEGORY_FROM_PLACES = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class OwnModel:
    """Heads and neighbours; `links` (P, C) are the shares of each name's rows by category."""

    scorer: Scorer
    links: Tensor

    def score(self, embeddings: Tensor) -> ClassScores:
        """Embeddings (B, E) → scores of names, and probabilities of categories."""
        found = self.scorer.evidence(embeddings)
        names = self.scorer.place_scores(found, NEIGHBOUR_WEIGHT)
        own, summed = found.category_logits.softmax(1), names.softmax(1) @ self.links
        mixed = (1 - CATEGORY_FROM_PLACES) * own + CATEGORY_FROM_PLACES * summed
        return ClassScores(names, mixed)


def fit_own(
    backbone: Backbone,
    looks: Tensor,
    labelled: LabelledPhotos,
    protocol: Protocol,
    plan: Plan,
    steps: int,
) -> tuple[OwnModel, list[float]]:
    """The model after all steps on the protocol's training rows, and the loss of each step.

    `looks` (N, 3, F) are what the backbone says of all photos.
    """
    rows = protocol.train
    names, categories = labelled.name_of[rows], labelled.category_of[rows]
    sizes = (len(labelled.names), len(labelled.categories))
    embeddings = backbone.embed(looks[rows])
    space = fit_space(embeddings, lambda: backbone.embed_looks(looks[rows]), names, backbone.widths)
    vectors = space.vectors(embeddings)
    heads, losses = _fit_heads(vectors, names, categories, sizes, plan, steps)
    scorer = Scorer(space, heads[1], heads[0], Bank.of(vectors, names), sizes[0])
    return OwnModel(scorer, _links(names, categories, sizes)), losses


def _fit_heads(
    vectors: Tensor,
    names: Tensor,
    categories: Tensor,
    sizes: tuple[int, int],
    plan: Plan,
    steps: int,
) -> tuple[tuple[LinearHead, LinearHead], list[float]]:
    """The heads of names and of categories, on unit vectors (R, D)."""
    heads = nn.Linear(vectors.shape[1], sum(sizes))
    nn.init.zeros_(heads.weight)
    nn.init.zeros_(heads.bias)
    optimizer = torch.optim.AdamW(heads.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    losses: list[float] = []
    for part in minibatches(len(vectors), plan.batch, steps, plan.seed):
        optimizer.zero_grad()
        of_names, of_categories = torch.split(heads(SCALE * vectors[part]), list(sizes), dim=1)
        loss = cross_entropy(of_names, names[part])
        loss = loss + cross_entropy(of_categories, categories[part])
        loss.backward()  # type: ignore[no-untyped-call]  # untyped torch
        optimizer.step()
        schedule.step()
        losses.append(float(loss.detach()))
    weight, bias = SCALE * heads.weight.detach(), heads.bias.detach()
    return (
        LinearHead(weight[: sizes[0]], bias[: sizes[0]]),
        LinearHead(weight[sizes[0] :], bias[sizes[0] :]),
    ), losses


def _links(names: Tensor, categories: Tensor, sizes: tuple[int, int]) -> Tensor:
    counts = torch.zeros(sizes).index_add_(0, names, one_hot(categories, sizes[1]).float())
    return counts / counts.sum(1, keepdim=True).clamp(min=1)
