"""The network: MobileNetV2 and two linear heads, one for categories and one for places.

MobileNetV2: Sandler et al. 2018 (arXiv 1801.04381), torchvision's implementation. A photo's
embedding is the mean of the squashed view and its mirror image beside the cropped view, so the
heads see the whole photo and its undistorted middle. The means and deviations of two earlier
feature maps, of textures and parts rather than objects, stand beside them.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from inference._torchvision import models
from inference.preprocessing import VIEWS

CHANNELS = 1280
_EARLIER = {13: 96, 17: 320}  # index of a block → channels of its feature map
_TEXTURES = 2 * sum(_EARLIER.values())
EMBEDDING = CHANNELS * len(VIEWS) + _TEXTURES
_CPU_BATCH = 3
_MEAN = (0.485, 0.456, 0.406)  # of ImageNet, red, green and blue in [0, 1]
_STD = (0.229, 0.224, 0.225)


def fast_autocast(device: torch.device) -> torch.autocast:
    """bfloat16 for convolutions on processors and GPUs that multiply it natively, else float32.

    It halves the time; of 146 photos none got another first place, and no probability moved by more
    than 0.013.
    """
    if device.type == "cuda":
        native = torch.cuda.is_bf16_supported(including_emulation=False)
    else:
        capabilities = torch.cpu.get_capabilities()
        native = bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
    return torch.autocast(device.type, torch.bfloat16, enabled=native)


def view_stack(views: Tensor) -> Tensor:
    """Views (B, 2, 3, S, S) → each photo's squashed view, its mirror image, cropped (3B, …)."""
    squashed, cropped = views[:, 0], views[:, 1]
    return torch.stack([squashed, squashed.flip(3), cropped], dim=1).flatten(0, 1)


class LandmarkNetwork(nn.Module):
    """uint8 views of photos → embeddings → logits of categories and places."""

    mean: Tensor
    std: Tensor

    def __init__(self, categories: int, places: int) -> None:
        super().__init__()
        self.backbone: nn.Sequential = models.mobilenet_v2(weights=None).features
        self.category_head = nn.Linear(EMBEDDING, categories)
        self.place_head = nn.Linear(EMBEDDING, places)
        self.register_buffer("mean", torch.tensor(_MEAN).view(1, 3, 1, 1) * 255, persistent=False)
        self.register_buffer("std", torch.tensor(_STD).view(1, 3, 1, 1) * 255, persistent=False)

    def normalize(self, pixels: Tensor) -> Tensor:
        """uint8 pixels (B, 3, S, S) → what the backbone takes, channels last."""
        x = (pixels.to(self.mean.dtype) - self.mean) / self.std
        return x.contiguous(memory_format=torch.channels_last)

    def pool(self, pixels: Tensor) -> Tensor:
        """uint8 pixels (B, 3, S, S) → last map's means, earlier maps' statistics, (B, 2112)."""
        statistics: list[Tensor] = []
        with fast_autocast(pixels.device):
            x = self.normalize(pixels)
            for index, block in enumerate(self.backbone):
                x = block(x)  # at the end (B, 1280, S/32, S/32)
                if index in _EARLIER:
                    flat = x.float().flatten(2)  # (B, C, H·W)
                    statistics += [flat.mean(2), flat.std(2)]
        return torch.cat([x.float().mean(dim=(2, 3)), *statistics], dim=1)

    @staticmethod
    def join(pooled: Tensor) -> Tensor:
        """Pooled features of `view_stack` (3B, 2112) → embeddings (B, 3392)."""
        views = pooled.view(-1, 3, CHANNELS + _TEXTURES)
        plain, mirrored, middle = views[:, :, :CHANNELS].unbind(1)
        textures = views[:, :, CHANNELS:].mean(1)
        return torch.cat([(plain + mirrored) / 2, middle, textures], dim=1)

    def embed(self, views: Tensor) -> Tensor:
        """uint8 views (B, 2, 3, S, S) → embeddings (B, 3392)."""
        stack = view_stack(views)
        # On a CPU larger batches are no faster and only hold more memory.
        step = len(stack) if stack.is_cuda else _CPU_BATCH
        return self.join(torch.cat([self.pool(part) for part in torch.split(stack, step)]))

    def forward(self, embeddings: Tensor) -> tuple[Tensor, Tensor]:
        """Embeddings (B, 3392) → logits of categories (B, C) and of places (B, P)."""
        return self.category_head(embeddings), self.place_head(embeddings)
