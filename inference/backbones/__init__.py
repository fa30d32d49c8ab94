"""Networks that turn photos into embeddings, and the record that rebuilds one of them."""

from __future__ import annotations

from inference.backbones.base import Backbone, fast_autocast, full_precision, view_stack
from inference.backbones.convolutional import Convolutional
from inference.backbones.folding import folded
from inference.backbones.joined import Joined
from inference.backbones.spec import BackboneSpec

__all__ = [
    "Backbone",
    "BackboneSpec",
    "build",
    "fast_autocast",
    "folded",
    "full_precision",
    "view_stack",
]


def build(spec: BackboneSpec) -> Backbone:
    """The backbone of a record, with random weights. Raises ValueError for an unknown one."""
    if spec.architecture == "transformers":
        # Imported when asked for: transformers takes a second that the bundled model needs not.
        from inference.backbones.transformers_vision import TransformersVision

        return TransformersVision(spec)
    if spec.architecture == "joined":
        return Joined(spec, [build(part) for part in spec.parts])
    return Convolutional(spec)
