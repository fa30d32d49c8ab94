"""How a transformers vision model wants its images, read from the files beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import inference._torchvision  # noqa: F401  # before transformers imports torchvision
from inference.backbones.spec import IMAGENET_MEAN, IMAGENET_STD

from transformers import BaseImageProcessor, PretrainedConfig  # isort: skip

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class ImageSettings:
    """Pixels a side, and the mean and deviation of red, green and blue in [0, 1]."""

    side: int
    mean: Triple
    std: Triple


def read_image_settings(name: str, config: PretrainedConfig) -> ImageSettings:
    """The settings of a folder or hub name, whose vision model has this configuration."""
    settings, _ = BaseImageProcessor.get_image_processor_dict(name)
    return ImageSettings(
        _side(config, settings),
        tuple(settings.get("image_mean") or IMAGENET_MEAN),
        tuple(settings.get("image_std") or IMAGENET_STD),
    )


def _side(config: PretrainedConfig, settings: dict[str, Any]) -> int:
    """As the processor crops, else as it scales, else as the model was configured."""
    for given in (settings.get("crop_size"), settings.get("size"), config.to_dict()):
        if isinstance(given, int):
            return given
        for key in ("height", "shortest_edge", "image_size"):
            if isinstance(given, dict) and isinstance(given.get(key), int):
                return int(given[key])
    return 224
