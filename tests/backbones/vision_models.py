"""Tiny transformers vision models with random weights, saved as the hub's are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from torch import Tensor

import inference._torchvision  # noqa: F401  # before transformers imports torchvision
from inference.backbones import Backbone

from transformers import (  # isort: skip
    CLIPConfig,
    CLIPModel,
    CLIPImageProcessor,
    ConvNextConfig,
    ConvNextModel,
    Dinov2Config,
    Dinov2Model,
    SiglipConfig,
    SiglipModel,
)

SIDE = 32
_SMALL: dict[str, Any] = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 24,
}
_VISION = {**_SMALL, "image_size": SIDE, "patch_size": 8}
_TEXT = {**_SMALL, "vocab_size": 50, "bos_token_id": 0, "eos_token_id": 1, "pad_token_id": 2}
MEAN = [0.4, 0.5, 0.6]


def _model(kind: str) -> Any:
    if kind == "dinov2":
        return Dinov2Model(Dinov2Config(**_VISION))
    if kind == "clip":
        return CLIPModel(CLIPConfig(vision_config=_VISION, text_config=_TEXT, projection_dim=8))
    if kind == "siglip":
        return SiglipModel(SiglipConfig(vision_config=_VISION, text_config=_TEXT))
    config = ConvNextConfig(hidden_sizes=[8, 12, 16, 20], depths=[1, 1, 1, 1], image_size=SIDE)
    return ConvNextModel(config)


KINDS = ("dinov2", "clip", "siglip", "convnext")


def save_vision_model(kind: str, folder: Path) -> Any:
    """Write the model and its image processor's settings; returns the model."""
    model = _model(kind).eval()
    model.save_pretrained(folder)
    size = {"height": SIDE, "width": SIDE}
    CLIPImageProcessor(
        size=size, crop_size=size, image_mean=MEAN, image_std=[0.2, 0.2, 0.2]
    ).save_pretrained(folder)
    return model


def embed(backbone: Backbone, views: Tensor) -> Tensor:
    """Views (B, 2, 3, S, S) → embeddings (B, E)."""
    return backbone.embed(backbone.look(views))
