"""Any transformers vision model as a backbone: DINOv2, DINOv3, CLIP, SigLIP, ViT, ConvNeXt, …

Its configuration lies in the model's `labels.json`, its weights beside the heads, so that a trained
model needs neither the hub nor the folder it came from.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

import inference._torchvision  # noqa: F401  # before transformers imports torchvision
from inference.backbones.base import Backbone, fast_autocast
from inference.backbones.image_settings import read_image_settings
from inference.backbones.spec import BackboneSpec

from transformers import (  # isort: skip
    CONFIG_MAPPING,
    AutoConfig,
    AutoModel,
    PretrainedConfig,
)


class TransformersVision(Backbone):
    """The vision model of `spec.config`, with random weights."""

    def __init__(self, spec: BackboneSpec, model: torch.nn.Module | None = None) -> None:
        super().__init__(spec)
        values = dict(spec.config or {})
        config = CONFIG_MAPPING[values.pop("model_type")].from_dict(values)
        self.model = AutoModel.from_config(config) if model is None else model  # type: ignore[no-untyped-call]  # untyped library
        probe = torch.zeros(1, 3, spec.view_side, spec.view_side, dtype=torch.uint8)
        self.eval()
        with torch.inference_mode():
            self.width = self.pool(probe).shape[1]
        self.widths = (self.width if spec.looks == 1 else 2 * self.width,)

    def pool(self, pixels: Tensor) -> Tensor:
        """The model's own pooled answer, else the mean of its tokens or cells, (B, F)."""
        with fast_autocast(pixels.device):
            output = self.model(pixel_values=self.normalize(pixels))
        pooled = getattr(output, "pooler_output", None)
        if pooled is None:
            last = output.last_hidden_state  # tokens (B, N, F) or a feature map (B, F, H, W)
            pooled = last.mean(1) if last.ndim == 3 else last.mean((2, 3))
        flat: Tensor = pooled.float().flatten(1)
        return flat


def load_vision(name: str, side: int | None = None, looks: Literal[1, 3] = 3) -> TransformersVision:
    """The vision model of a folder or hub name, with its weights. Raises OSError or ValueError.

    Of a model for images and text (CLIP, SigLIP) only the vision tower is read.
    """
    whole = AutoConfig.from_pretrained(name)
    config: PretrainedConfig = getattr(whole, "vision_config", whole)
    model = AutoModel.from_pretrained(name, config=config, use_safetensors=True)
    settings = read_image_settings(name, config)
    spec = BackboneSpec(
        architecture="transformers",
        view_side=side or settings.side,
        looks=looks,
        mean=settings.mean,
        std=settings.std,
        config=config.to_diff_dict() | {"model_type": config.model_type},
        source=Path(name).name if Path(name).is_dir() else name,
    )
    return TransformersVision(spec, model)
