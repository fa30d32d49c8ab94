"""Several backbones side by side: what one overlooks, another may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from inference.backbones.base import Backbone
from inference.backbones.spec import BackboneSpec


class Joined(Backbone):
    """The embeddings of backbones that look at the same views, one after another."""

    def __init__(self, spec: BackboneSpec, parts: Sequence[Backbone]) -> None:
        super().__init__(spec)
        self.parts = nn.ModuleList(parts)
        self.width = sum(part.width for part in parts)
        self.widths = tuple(width for part in parts for width in part.widths)

    @property
    def backbones(self) -> list[Backbone]:
        return [part for part in self.parts if isinstance(part, Backbone)]

    def pool(self, pixels: Tensor) -> Tensor:
        return torch.cat([part.pool(pixels) for part in self.backbones], dim=1)

    def embed(self, looks: Tensor) -> Tensor:
        return torch.cat([p.embed(own) for p, own in self._split(looks)], dim=1)

    def embed_looks(self, looks: Tensor) -> Tensor:
        return torch.cat([p.embed_looks(own) for p, own in self._split(looks)], dim=2)

    def _split(self, looks: Tensor) -> Iterator[tuple[Backbone, Tensor]]:
        parts = self.backbones
        own = torch.split(looks, [part.width for part in parts], dim=2)
        return zip(parts, own, strict=True)


def join_backbones(parts: Sequence[Backbone]) -> Joined:
    """One backbone of several; the first one's views are what all of them look at."""
    specs = tuple(part.spec for part in parts)
    sources = " and ".join(spec.source for spec in specs)
    licences = "; ".join(dict.fromkeys(spec.licence for spec in specs if spec.licence))
    return Joined(
        BackboneSpec(
            architecture="joined",
            view_side=specs[0].view_side,
            looks=specs[0].looks,
            parts=specs,
            source=sources,
            licence=licences,
        ),
        parts,
    )
