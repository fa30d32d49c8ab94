"""BERT encoders from a folder on disk, through transformers: rubert-tiny2 and its kin."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.errors import UserError

MAX_TOKENS = 128
BATCH = 64


class BertEncoder:
    """A transformer whose token vectors are pooled into one unit vector a text.

    The first token's vector is taken, as rubert-tiny2's card does, unless the folder's
    `1_Pooling/config.json` (the sentence-transformers layout) asks for the mean.
    """

    def __init__(self, model: Any, tokenizer: Any, name: str, mean: bool, device: str) -> None:
        self._model = model.to(device).eval()
        self._tokenizer = tokenizer
        self._mean = mean
        self._device = device
        self.name = name
        self.dim = int(model.config.hidden_size)

    @classmethod
    def load(cls, folder: Path, name: str | None = None, device: str = "cpu") -> BertEncoder:
        """Read config, tokenizer and safetensors weights; nothing is fetched, no code is run."""
        # transformers imports torchvision, which may need mending first.
        import_module("inference._torchvision")
        from safetensors import SafetensorError
        from transformers import AutoModel, AutoTokenizer

        try:
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            model = AutoModel.from_pretrained(folder, local_files_only=True, use_safetensors=True)
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            raise UserError(f"The text encoder at {folder} cannot be read: {reason}") from error
        return cls(model, tokenizer, name or folder.name, _pools_mean(folder), device)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dim) rows of unit length; texts are cut at `MAX_TOKENS` tokens."""
        import torch

        rows = [np.zeros((0, self.dim), dtype=np.float32)]
        for start in range(0, len(texts), BATCH):
            batch = self._tokenizer(
                list(texts[start : start + BATCH]),
                padding=True,
                truncation=True,
                max_length=MAX_TOKENS,
                return_tensors="pt",
            ).to(self._device)
            with torch.inference_mode():
                tokens = self._model(**batch).last_hidden_state  # (n, tokens, dim)
                if self._mean:
                    mask = batch["attention_mask"].unsqueeze(-1)
                    pooled = (tokens * mask).sum(1) / mask.sum(1).clamp(min=1)
                else:
                    pooled = tokens[:, 0]
                rows.append(torch.nn.functional.normalize(pooled.float()).cpu().numpy())
        return np.concatenate(rows)


def _pools_mean(folder: Path) -> bool:
    path = folder / "1_Pooling" / "config.json"
    if not path.is_file():
        return False
    return bool(json.loads(path.read_text(encoding="utf-8")).get("pooling_mode_mean_tokens"))
