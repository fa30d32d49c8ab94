"""The recipe of the system that this project replaces.

A pretrained MobileNet loses all its convolutions to random ones and keeps the rest; two linear
heads on the pooled features are trained with it, on photos squashed to 224×224 and turned over at
random, left to right and upside down, by the sum of two cross entropies with Adam (Kingma and Ba
2015, arXiv 1412.6980).
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim.swa_utils import update_bn
from tqdm import tqdm

from inference.backbones.convolutional import Convolutional
from inference.reproduction.labelled import LabelledPhotos
from inference.reproduction.minibatches import minibatches
from inference.reproduction.pixels import Pixels
from inference.reproduction.plan import Plan
from inference.reproduction.protocols import Protocol
from inference.reproduction.recipes import ClassScores

RATE = 1e-3


class ReferenceNetwork(nn.Module):
    """uint8 pixels (B, 3, S, S) → logits of names (B, P) and of categories (B, C).

    The backbone given is left as it is.
    """

    def __init__(self, backbone: Convolutional, names: int, categories: int, seed: int) -> None:
        super().__init__()
        self.backbone = copy.deepcopy(backbone).eval()
        with torch.no_grad():
            width = self._pool(torch.zeros(1, 3, 32, 32, dtype=torch.uint8)).shape[1]
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            reinitialise(self.backbone.features)
            self.name_head = nn.Linear(width, names)
            self.category_head = nn.Linear(width, categories)
        self.requires_grad_(True)

    def _pool(self, pixels: Tensor) -> Tensor:
        maps: Tensor = self.backbone.features(self.backbone.normalize(pixels))
        return maps.mean(dim=(2, 3))

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        pooled = self._pool(pixels)
        return self.name_head(pooled), self.category_head(pooled)


def reinitialise(network: nn.Module) -> None:
    """Draw all convolutions anew (He et al. 2015, arXiv 1502.01852); batch norms stay as they are.

    Normally distributed, by fan-in and for ReLU, as torch's function does unless told otherwise;
    biases, where there are any, become 0.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)


def turn_over(pixels: Tensor, generator: torch.Generator) -> Tensor:
    """Each photo (B, 3, S, S) mirrored with probability 0.5, and put upside down with as much."""
    for dimension in (3, 2):
        turned = torch.rand(len(pixels), generator=generator) < 0.5
        pixels = torch.where(turned[:, None, None, None], pixels.flip(dimension), pixels)
    return pixels


class ReferenceTraining:
    """A network under training: `step` takes one minibatch of rows."""

    def __init__(
        self,
        network: ReferenceNetwork,
        labelled: LabelledPhotos,
        pixels: Pixels,
        device: torch.device,
        seed: int,
    ) -> None:
        self.network = network.to(device)
        self._labelled, self._pixels, self._device = labelled, pixels, device
        self._generator = torch.Generator().manual_seed(seed)
        self._optimizer = torch.optim.Adam(network.parameters(), lr=RATE)

    def step(self, photos: Tensor) -> float:
        """One step of Adam on photos, by their indices (B,); returns their loss."""
        self.network.train()
        self._optimizer.zero_grad()
        turned = turn_over(self._pixels[photos], self._generator)
        names, categories = self.network(turned.to(self._device))
        loss = cross_entropy(names, self._labelled.name_of[photos].to(self._device))
        loss = loss + cross_entropy(categories, self._labelled.category_of[photos].to(self._device))
        loss.backward()  # type: ignore[no-untyped-call]  # untyped torch
        self._optimizer.step()
        return float(loss.detach())

    def recompute_statistics(self, photos: Tensor, batch: int, seed: int) -> None:
        """Set the batch norms' statistics to their means over one pass of the photos (N,).

        In training they lag behind the weights: by a momentum of 0.01 for hundreds of steps.
        """
        # All batches count alike, so a smaller one is left out, unless there is no other.
        batch = min(batch, len(photos))
        order = minibatches(len(photos), batch, len(photos) // batch, seed)
        update_bn((self._pixels[photos[part]] for part in order), self.network, self._device)

    def score(self, photos: Tensor, batch: int) -> ClassScores:
        """The network's scores of photos (N,) in evaluation mode."""
        self.network.eval()
        with torch.inference_mode():
            parts = [
                self.network(self._pixels[part].to(self._device))
                for part in torch.split(photos, batch)
            ]
        names, categories = (torch.cat(part).cpu() for part in zip(*parts, strict=True))
        return ClassScores(names, categories)


def train_reference(
    backbone: Convolutional,
    labelled: LabelledPhotos,
    pixels: Pixels,
    protocol: Protocol,
    plan: Plan,
    steps: int,
    device: torch.device,
) -> tuple[ReferenceTraining, list[float]]:
    """The network after all steps on the protocol's training rows, and the loss of each step."""
    network = ReferenceNetwork(backbone, len(labelled.names), len(labelled.categories), plan.seed)
    training = ReferenceTraining(network, labelled, pixels, device, plan.seed)
    losses: list[float] = []
    order = minibatches(len(protocol.train), plan.batch, steps, plan.seed)
    description = f"reference, {protocol.name} protocol"
    with tqdm(order, total=steps, desc=description, unit=" steps", smoothing=0.05) as bar:
        for rows in bar:
            losses.append(training.step(protocol.train[rows]))
            recent: Sequence[float] = losses[-20:]
            bar.set_postfix(loss=f"{sum(recent) / len(recent):.3f}")
    return training, losses
