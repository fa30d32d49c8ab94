"""Collages told by words: an image-text model says which of two descriptions fits a picture better.

CLIP: Radford et al. 2021 (arXiv 2103.00020); SigLIP: Zhai et al. 2023 (arXiv 2303.15343). Any model
of their kinds serves that transformers reads, SigLIP2 among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from PIL import Image
from safetensors import SafetensorError
from torch import Tensor
from torch.nn.functional import normalize

import inference._torchvision  # noqa: F401  # before transformers imports torchvision
from inference.backbones.image_settings import ImageSettings, read_image_settings
from inference.device import select_device
from inference.errors import UserError
from inference.preprocessing import as_tensor, squash

from transformers import AutoModel, AutoTokenizer  # isort: skip

COLLAGE = (
    "a collage of several photos",
    "several different pictures put together in a grid",
    "a photo montage with a frame around each picture",
)
SINGLE = ("a photo", "a single photograph of a place", "a picture of a building")


class ZeroShotError(UserError):
    """The image-text model asked for cannot be used."""


class ZeroShotCollages:
    """An image-text model that has read the descriptions of collages and of single photos."""

    def __init__(self, model: Any, settings: ImageSettings, texts: Tensor) -> None:
        self._model = model
        self._settings = settings
        self._texts = texts  # (2, D) unit vectors: of collages, of single photos

    @classmethod
    def load(cls, model: str, device: str) -> ZeroShotCollages:
        """Read a model by the name of its folder or of what a hub has cached on this machine.

        Nothing is fetched. Raises ZeroShotError, one sentence, for what is not there.
        """
        try:
            tokenizer = AutoTokenizer.from_pretrained(model, local_files_only=True)
            loaded = AutoModel.from_pretrained(model, local_files_only=True, use_safetensors=True)
            settings = read_image_settings(model, loaded.config.vision_config)
        except (OSError, ValueError, RuntimeError, AttributeError, SafetensorError) as error:
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            raise ZeroShotError(
                f"{model!r} is no image-text model on this machine ({reason.rstrip('.')}); name a "
                f"folder with its files, or set ZERO_SHOT_MODEL to nothing."
            ) from error
        loaded = loaded.eval().to(select_device(device))
        sides = [_read(loaded, tokenizer, texts) for texts in (COLLAGE, SINGLE)]
        return cls(loaded, settings, torch.stack(sides))

    def probabilities(self, images: Sequence[Image.Image]) -> list[float]:
        """For each RGB image the probability, in [0, 1], that it is a collage."""
        if not images:
            return []
        side = self._settings.side
        # Squashed and not cropped: seams near the border count as well.
        pixels = torch.stack([as_tensor(squash(image, side)) for image in images]).float() / 255
        mean, std = (
            torch.tensor(x).view(1, 3, 1, 1) for x in (self._settings.mean, self._settings.std)
        )
        with torch.inference_mode():
            output = self._model.get_image_features(
                pixel_values=((pixels - mean) / std).to(self._model.device)
            )
            vectors = normalize(output.pooler_output.float(), dim=1)
            logits = self._model.logit_scale.exp().float() * vectors @ self._texts.T
        probabilities: list[float] = logits.softmax(1)[:, 0].tolist()
        return probabilities


def _read(model: Any, tokenizer: Any, texts: Sequence[str]) -> Tensor:
    """The mean direction (D,) of texts."""
    length = model.config.text_config.max_position_embeddings
    tokens = tokenizer(
        list(texts), padding="max_length", max_length=length, truncation=True, return_tensors="pt"
    ).to(model.device)
    # SigLIP was trained to read its padding; CLIP looks past it.
    names = (
        ("input_ids",)
        if model.config.model_type.startswith("siglip")
        else (
            "input_ids",
            "attention_mask",
        )
    )
    with torch.inference_mode():
        output = model.get_text_features(**{name: tokens[name] for name in names})
    return normalize(normalize(output.pooler_output.float(), dim=1).mean(0), dim=0)
