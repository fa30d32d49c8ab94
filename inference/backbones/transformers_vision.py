"""Any transformers vision model as a backbone: DINOv2, DINOv3, CLIP, SigLIP, ViT, ConvNeXt, …

Its configuration lies in the model's `labels.json`, its weights beside the heads, so that a trained
model needs neither the hub nor the folder it came from.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

import inference._torchvision  # noqa: F401  # before transformers imports torchvision
from inference.backbones.base import Backbone, fast_autocast
from inference.backbones.spec import IMAGENET_MEAN, IMAGENET_STD, BackboneSpec

from transformers import (  # isort: skip
    CONFIG_MAPPING,
    AutoConfig,
    AutoModel,
    BaseImageProcessor,
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
        self.widths = (2 * self.width,)

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


def load_vision(name: str) -> TransformersVision:
    """The vision model of a folder or hub name, with its weights. Raises OSError or ValueError.

    Of a model for images and text (CLIP, SigLIP) only the vision tower is read.
    """
    whole = AutoConfig.from_pretrained(name)
    config: PretrainedConfig = getattr(whole, "vision_config", whole)
    model = AutoModel.from_pretrained(name, config=config, use_safetensors=True)
    settings, _ = BaseImageProcessor.get_image_processor_dict(name)
    spec = BackboneSpec(
        architecture="transformers",
        view_side=_side(config, settings),
        mean=tuple(settings.get("image_mean", IMAGENET_MEAN)),
        std=tuple(settings.get("image_std", IMAGENET_STD)),
        config=config.to_diff_dict() | {"model_type": config.model_type},
        source=Path(name).name if Path(name).is_dir() else name,
    )
    return TransformersVision(spec, model)


def _side(config: PretrainedConfig, settings: dict[str, Any]) -> int:
    """Pixels a side of what the model takes: as its processor crops, else as it was configured."""
    for given in (settings.get("crop_size"), settings.get("size"), config.to_dict()):
        if isinstance(given, int):
            return given
        for key in ("height", "shortest_edge", "image_size"):
            if isinstance(given, dict) and isinstance(given.get(key), int):
                return int(given[key])
    return 224
