"""Tiny transformers vision models with random weights, saved as the hub's are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

import inference._torchvision  # noqa: F401  # before transformers imports torchvision
from inference.backbones import Backbone

from transformers import (  # isort: skip
    CLIPConfig,
    CLIPModel,
    BertTokenizer,
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
_TEXT = {**_SMALL, "vocab_size": 50, "bos_token_id": 2, "eos_token_id": 3, "pad_token_id": 0}
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


def save_image_text_model(kind: str, folder: Path, texts: Sequence[str]) -> None:
    """Write a model for images and text, whose tokenizer knows the words of these texts."""
    torch.manual_seed(0)
    save_vision_model(kind, folder)
    words = sorted({word for text in texts for word in text.split()})
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = {word: number for number, word in enumerate(special + words)}
    assert len(vocabulary) <= _TEXT["vocab_size"]
    BertTokenizer(vocab=vocabulary).save_pretrained(folder)


def embed(backbone: Backbone, views: Tensor) -> Tensor:
    """Views (B, 2, 3, S, S) → embeddings (B, E)."""
    return backbone.embed(backbone.look(views))
