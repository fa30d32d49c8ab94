"""Image-text models: pictures and words as vectors of one space, near where they belong together.

CLIP: Radford et al. 2021 (arXiv 2103.00020); SigLIP: Zhai et al. 2023 (arXiv 2303.15343); SigLIP2:
Tschannen et al. 2025 (arXiv 2502.14786), which reads many languages. Any model of their kinds
serves that transformers reads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import torch
from huggingface_hub.errors import StrictDataclassError
from numpy.typing import NDArray
from PIL import Image
from safetensors import SafetensorError
from torch import Tensor
from torch.nn.functional import normalize

import inference._torchvision  # noqa: F401  # before transformers imports torchvision
from inference.backbones.image_settings import ImageSettings, read_image_settings
from inference.device import select_device
from inference.errors import UserError
from inference.hub_cache import find_on_disk, how_to_get
from inference.preprocessing import as_tensor, squash

from transformers import AutoModel, AutoTokenizer  # isort: skip

Vectors = NDArray[np.float32]
T = TypeVar("T")

_BATCH = 16
_TOKENIZERS = ("tokenizer.json", "vocab.json", "vocab.txt", "spiece.model", "tokenizer.model")
_UNREADABLE = (
    *(OSError, ValueError, RuntimeError, AttributeError, KeyError, ImportError),
    *(SafetensorError, StrictDataclassError),
)


class ImageTextError(UserError):
    """The image-text model asked for cannot be used."""


class ImageTextModel:
    """Pictures and texts → unit vectors of `dim` numbers. Safe to call from several threads.

    `side` is the pixels a side that the model looks at; larger pictures show it no more. `scale` is
    what it learnt to multiply cosines by before they are compared.
    """

    def __init__(self, model: Any, tokenizer: Any, settings: ImageSettings, name: str) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._settings = settings
        # Tokenizers of the hub change their padding in place while they read.
        self._reading = threading.Lock()
        self._siglip = str(model.config.model_type).startswith("siglip")
        self.name = name
        self.side = settings.side
        self.scale = float(model.logit_scale.detach().float().exp())
        self.dim = self._texts([""]).shape[1]

    @classmethod
    def load(cls, name: str, device: str = "auto") -> ImageTextModel:
        """Read a model by its folder, or by its hub name from the hub's cache on this machine.

        Nothing is fetched. Raises ImageTextError, one sentence, for what is not there or damaged,
        and DeviceError for a device that is not there.
        """
        target = select_device(device)
        folder = find_on_disk(name)
        if folder is None:
            raise ImageTextError(
                f"The image-text model {name} is not on this machine: {how_to_get(name)}, or set "
                f"IMAGE_TEXT_MODEL to nothing."
            )
        try:
            # Without its words CLIP's tokenizer loads all the same, and knows none.
            if not any((folder / file).is_file() for file in _TOKENIZERS):
                raise ValueError("its tokenizer is missing")
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            model, told = AutoModel.from_pretrained(
                folder,
                local_files_only=True,
                use_safetensors=True,
                dtype=torch.float32,
                output_loading_info=True,
            )
            if told["missing_keys"]:
                raise ValueError(f"weights are missing, {min(told['missing_keys'])} among them")
            if hasattr(model.config.vision_config, "num_patches"):
                raise ValueError("it is a NaFlex model; take one of a fixed size")
            settings = read_image_settings(str(folder), model.config.vision_config)
            return cls(model.eval().to(target), tokenizer, settings, name)
        except _UNREADABLE as error:
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            raise ImageTextError(
                f"{name} cannot be used as an image-text model ({reason.rstrip('.')}): "
                f"{how_to_get(name)}, or set IMAGE_TEXT_MODEL to nothing."
            ) from error

    def embed_photos(self, images: Sequence[Image.Image]) -> Vectors:
        """The vectors (n, dim) of RGB pictures of any sizes."""
        return self._in_batches(images, self._photos)

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """The vectors (n, dim) of texts, cut where the model reads no further."""
        return self._in_batches(texts, self._texts)

    def _in_batches(self, items: Sequence[T], embed: Callable[[Sequence[T]], Tensor]) -> Vectors:
        rows = [np.zeros((0, self.dim), dtype=np.float32)]
        for start in range(0, len(items), _BATCH):
            rows.append(embed(items[start : start + _BATCH]).cpu().numpy())
        return np.concatenate(rows)

    def _photos(self, images: Sequence[Image.Image]) -> Tensor:
        side = self._settings.side
        # Squashed and not cropped: what stands near the border counts as well.
        pixels = torch.stack([as_tensor(squash(image, side)) for image in images]).float() / 255
        mean, std = (
            torch.tensor(x).view(1, 3, 1, 1) for x in (self._settings.mean, self._settings.std)
        )
        with torch.inference_mode():
            output = self._model.get_image_features(
                pixel_values=((pixels - mean) / std).to(self._model.device)
            )
            return normalize(output.pooler_output.float(), dim=1)

    def _texts(self, texts: Sequence[str]) -> Tensor:
        # SigLIP was trained on lower case, which not every tokenizer saved with it sees to.
        read = [text.lower() for text in texts] if self._siglip else list(texts)
        with self._reading:
            tokens = self._tokenizer(
                read,
                padding="max_length",
                max_length=self._model.config.text_config.max_position_embeddings,
                truncation=True,
                return_tensors="pt",
            )
        # SigLIP was trained to read its padding; CLIP looks past it.
        names = ("input_ids",) if self._siglip else ("input_ids", "attention_mask")
        with torch.inference_mode():
            output = self._model.get_text_features(
                **{key: tokens[key].to(self._model.device) for key in names}
            )
            return normalize(output.pooler_output.float(), dim=1)
