"""What heads are fitted on, and the fitting of one scorer on a part of it."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from inference.backbones import Backbone
from inference.catalogue import Catalogue
from inference.scorer import Scorer
from inference.space import Bank
from inference.training.heads import fit_head
from inference.training.levelling import fit_space
from inference.training.material import MIN_PLACES, Material

# A place with fewer photos is known only on much stronger evidence than the others.
SPARSE_BELOW = 15


@dataclass(frozen=True)
class Examples:
    """What a backbone says of N photos: looks (N, 3, F); the place of each (N,) of P places.

    `validation` (N,) marks photos that are never fitted. `sparse` (P,) are the places with too few
    photos to be told from their like.
    """

    backbone: Backbone
    looks: Tensor
    embeddings: Tensor  # (N, E)
    places: Tensor
    place_categories: Tensor  # (P,)
    categories: int
    sparse: Tensor
    validation: Tensor
    distractors: Tensor  # (D, E) of photos that show no place of the catalogue

    @property
    def place_count(self) -> int:
        return len(self.place_categories)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A scorer, and the losses of fitting its place head and its category head."""

    scorer: Scorer
    place_losses: tuple[float, ...]
    category_losses: tuple[float, ...]


def make_examples(
    backbone: Backbone,
    material: Material,
    looks: Tensor,
    distractors: Tensor | None,
    catalogue: Catalogue,
) -> Examples:
    """The examples of a material whose photos' looks are (N, 3, F), distractors' (D, 3, F)."""
    order = {category: i for i, category in enumerate(catalogue.categories)}
    place_categories = [order[catalogue.places[p].category] for p in material.place_ids]
    none = torch.zeros(0, backbone.embedding)
    return Examples(
        backbone,
        looks,
        backbone.embed(looks),
        material.places,
        torch.tensor(place_categories),
        len(order),
        _sparse(material.counts),
        material.validation,
        none if distractors is None else backbone.embed(distractors),
    )


def _sparse(counts: Tensor) -> Tensor:
    """Places with few photos (P,); none where nearly all have few, for then they are the rule."""
    few = counts < SPARSE_BELOW
    return few if int((~few).sum()) >= MIN_PLACES else torch.zeros_like(few)


def fit_scorer(examples: Examples, shown: Tensor, places: Tensor, count: int) -> Scorer:
    """A scorer of `count` places fitted on the photos with indices `shown` (M,), which show
    `places` (M,); its categories are those of the examples."""
    return fit_scorer_with_losses(examples, shown, places, count).scorer


def fit_scorer_with_losses(examples: Examples, shown: Tensor, places: Tensor, count: int) -> Fitted:
    """The same, with the training curves."""
    embeddings = examples.embeddings[shown]
    space = fit_space(
        embeddings,
        lambda: examples.backbone.embed_looks(examples.looks[shown]),
        places,
        examples.backbone.widths,
    )
    vectors = space.vectors(embeddings)
    rows, times = _rows_of_heads(examples, shown, embeddings)
    kinds = examples.place_categories[examples.places[shown]]
    taught = space.vectors(rows)
    place_head, place_losses = fit_head(taught, places.repeat_interleave(times), count)
    category_head, category_losses = fit_head(
        taught, kinds.repeat_interleave(times), examples.categories
    )
    scorer = Scorer(space, category_head, place_head, Bank.of(vectors, places), count)
    return Fitted(scorer, tuple(place_losses), tuple(category_losses))


def _rows_of_heads(examples: Examples, shown: Tensor, embeddings: Tensor) -> tuple[Tensor, int]:
    """Embeddings that heads are fitted on, and how many there are of each photo.

    A network that answers by one look learns from the mirror image and the middle too.
    """
    backbone = examples.backbone
    if backbone.spec.looks > 1:
        return embeddings, 1
    looks = backbone.embed_looks(examples.looks[shown])  # (M, 3, E)
    return looks.flatten(0, 1), looks.shape[1]


def indices(mask: Tensor) -> Tensor:
    """Where a mask (N,) is set, (M,)."""
    return torch.nonzero(mask).flatten()
