"""What tuning does to a photo before the network sees it: what a second photographer might have.

Another crop, another light, the mirror image; never upside down.
"""

from __future__ import annotations

from PIL import Image
from torch import Tensor

import inference._torchvision  # noqa: F401  # before torchvision is imported
from inference.preprocessing import as_tensor

from torchvision import transforms  # isort: skip

SMALLEST_CROP = 0.35  # of the photo's area


class Augmentation:
    """An upright RGB image → one random view of it, uint8 (3, side, side)."""

    def __init__(self, side: int) -> None:
        self._transform = transforms.Compose(
            [
                transforms.RandomResizedCrop(side, scale=(SMALLEST_CROP, 1.0), ratio=(0.6, 1.67)),
                transforms.RandomHorizontalFlip(),
                transforms.ColorJitter(brightness=0.3, contrast=0.3, saturation=0.3, hue=0.02),
                transforms.RandomGrayscale(0.05),
            ]
        )

    def __call__(self, image: Image.Image) -> Tensor:
        return as_tensor(self._transform(image))
