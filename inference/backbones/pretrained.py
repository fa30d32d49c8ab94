"""Backbones with the weights that training starts from: from disk, a package, or a hub."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from safetensors import SafetensorError
from safetensors.torch import load_file

from inference.backbones.base import Backbone
from inference.backbones.convolutional import Convolutional
from inference.backbones.joined import join_backbones
from inference.backbones.spec import (
    CONVOLUTIONAL,
    IMAGENET_MEAN,
    IMAGENET_STD,
    JOINT,
    VIEW_SIDE,
    BackboneSpec,
    ConvolutionalName,
)
from inference.errors import UserError
from inference.weights import fetch_weights, weights_file

TORCHVISION = "BSD-3-Clause, © the torchvision contributors"
# EfficientNet-lite0 was trained on brightness from −1 to 1.
_LITE_MEAN, _LITE_STD = (127 / 255,) * 3, (128 / 255,) * 3


class BackboneError(UserError):
    """The backbone asked for, or its weights, cannot be had."""


_SOURCES: dict[ConvolutionalName, tuple[str, str]] = {
    "mobilenet_v2": ("torchvision's MobileNetV2", TORCHVISION),
    "mobilenet_v3_large": ("torchvision's MobileNetV3-large", TORCHVISION),
    "mobilenet_v3_small": ("torchvision's MobileNetV3-small", TORCHVISION),
    "efficientnet_lite0": ("EfficientNet-lite0", "Apache-2.0, © its authors at Google"),
}


def load_pretrained(
    name: str, weights: Path, side: int | None = None, looks: Literal[1, 3] = 3
) -> Backbone:
    """One of CONVOLUTIONAL, or the transformers vision model of a folder or hub name.

    Several joined by "+" become one. `weights` is the folder of the convolutional networks'
    weights; what it lacks is fetched into it. `side` is that of the views in pixels, the network's
    own unless given; `looks` as in `BackboneSpec`. Raises BackboneError or WeightsError.
    """
    names = name.split(JOINT)
    if len(names) > 1 and set(names) <= set(CONVOLUTIONAL):
        parts = [load_pretrained(part, weights, side, looks) for part in names]
        return join_backbones(parts).eval()
    for known in CONVOLUTIONAL:
        if name == known:
            return _convolutional(known, weights, side, looks)
    return _transformers(name, side, looks)


def _convolutional(
    name: ConvolutionalName, weights: Path, side: int | None, looks: Literal[1, 3]
) -> Convolutional:
    path = weights_file(weights, name)
    if not path.is_file():
        path = fetch_weights(weights, name)
    source, licence = _SOURCES[name]
    lite = name == "efficientnet_lite0"
    backbone = Convolutional(
        BackboneSpec(
            architecture=name,
            mean=_LITE_MEAN if lite else IMAGENET_MEAN,
            std=_LITE_STD if lite else IMAGENET_STD,
            source=f"{source} with its ImageNet weights",
            licence=licence,
            looks=looks,
            view_side=side or VIEW_SIDE,
        )
    )
    try:
        state = load_file(path)
        prefix = "features."
        own = {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}
        backbone.features.load_state_dict(own)
    except (SafetensorError, RuntimeError, OSError) as error:
        raise BackboneError(
            f"{path} is damaged; delete it, and it is fetched again when training starts."
        ) from error
    return backbone.eval()


def _transformers(name: str, side: int | None, looks: Literal[1, 3]) -> Backbone:
    from inference.backbones.transformers_vision import load_vision

    try:
        return load_vision(name, side, looks).eval()
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise BackboneError(
            f"{name!r} is no backbone: it is none of {', '.join(CONVOLUTIONAL)}, and transformers "
            f"reads no vision model of that name or folder ({reason.rstrip('.')})."
        ) from error
