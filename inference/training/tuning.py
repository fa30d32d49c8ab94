"""Brief tuning of the whole network, after the heads: small steps from the pretrained weights.

Two linear heads sit on the pooled answer for a single random view; the loss is the sum of their
cross entropies with smoothed labels (Szegedy et al. 2016, arXiv 1512.00567). Batch normalisation
keeps the statistics of pretraining, for a few hundred photos would only blur them. The weights of
the epoch with the least validation loss are kept, and training stops when it has not fallen for
`patience` epochs.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, Dataset, WeightedRandomSampler
from tqdm import tqdm

from inference.backbones import Backbone
from inference.catalogue import Photo
from inference.preprocessing import as_tensor, squash
from inference.training.augmentation import Augmentation
from inference.training.checkpoint import Epoch, Progress, load_checkpoint, save_checkpoint
from inference.training.features import fingerprint, open_photo

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TuningPlan:
    """How tuning goes. Rates are for AdamW (Loshchilov and Hutter 2019, arXiv 1711.05101)."""

    epochs: int
    batch: int = 32
    backbone_rate: float = 1e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.02
    label_smoothing: float = 0.1
    balance: float = 0.5  # a place's weight in the draw is its photos to the power of 1 − balance
    patience: int = 4
    seed: int = 0


@dataclass(frozen=True, slots=True)
class LabelledPhotos:
    """Photos with the place index and the category index of each."""

    photos: tuple[Photo, ...]
    places: Tensor  # (N,)
    categories: Tensor  # (N,)


class _Views(Dataset[tuple[Tensor, int, int]]):
    """One view of each photo with its labels: a random one for training, else the squashed one."""

    def __init__(self, labelled: LabelledPhotos, backbone: Backbone, random: bool) -> None:
        self._labelled = labelled
        self._spec = backbone.spec
        self._augmentation = Augmentation(self._spec.view_side) if random else None

    def __len__(self) -> int:
        return len(self._labelled.photos)

    def __getitem__(self, index: int) -> tuple[Tensor, int, int]:
        image = open_photo(self._labelled.photos[index], self._spec.input_side)
        if self._augmentation is not None:
            view = self._augmentation(image)
        else:
            view = as_tensor(squash(image, self._spec.view_side))
        labels = self._labelled.places[index], self._labelled.categories[index]
        return view, int(labels[0]), int(labels[1])


class _Tuned(nn.Module):
    """The backbone with two heads on what it says of a single view."""

    def __init__(self, backbone: Backbone, places: int, categories: int) -> None:
        super().__init__()
        self.backbone = backbone
        side = backbone.spec.view_side
        with torch.inference_mode():
            width = backbone.pool(torch.zeros(1, 3, side, side, dtype=torch.uint8)).shape[1]
        self.sizes = (places, categories)
        self.heads = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, places + categories))

    def forward(self, views: Tensor) -> tuple[Tensor, Tensor]:
        """uint8 views (B, 3, S, S) → logits of places (B, P) and of categories (B, C)."""
        places, categories = self.heads(self.backbone.pool(views)).split(self.sizes, dim=1)
        return places, categories


def tune(
    backbone: Backbone,
    train: LabelledPhotos,
    val: LabelledPhotos,
    classes: tuple[int, int],
    plan: TuningPlan,
    device: torch.device,
    checkpoint: Path | None = None,
    workers: int = 0,
) -> Progress:
    """Tune the backbone in place and return what happened in each epoch.

    `classes` counts places and categories. With `checkpoint`, a file, an interrupted run goes on
    after its last whole epoch. After each epoch one line is logged.
    """
    torch.manual_seed(plan.seed)
    run = _name_of_run(backbone, train, val, plan)
    network = _Tuned(backbone.cpu(), *classes).to(device)
    optimizer = torch.optim.AdamW(
        [
            {"params": list(backbone.parameters()), "lr": plan.backbone_rate},
            {
                "params": [
                    p for n, p in network.named_parameters() if not n.startswith("backbone")
                ],
                "lr": plan.head_rate,
            },
        ],
        weight_decay=plan.weight_decay,
    )
    progress = load_checkpoint(checkpoint, run, network, optimizer) if checkpoint else None
    if progress is not None:
        log.info("Going on after epoch %d of an interrupted run.", len(progress.epochs))
    progress = progress or Progress()
    while len(progress.epochs) < plan.epochs and not _stalled(progress, plan.patience):
        epoch = _epoch(network, optimizer, train, val, plan, device, len(progress.epochs), workers)
        progress.epochs.append(epoch)
        if progress.best_epoch is epoch:
            progress.best = {k: v.detach().cpu().clone() for k, v in backbone.state_dict().items()}
        if checkpoint is not None:
            save_checkpoint(checkpoint, run, network, optimizer, progress)
        log.info(
            "epoch %d/%d: training loss %.3f, validation loss %.3f, hit@1 %.3f, %.0f s%s",
            epoch.number,
            plan.epochs,
            epoch.train_loss,
            epoch.val_loss,
            epoch.val_hit_at_1,
            epoch.seconds,
            ", the best so far" if progress.best_epoch is epoch else "",
        )
    backbone.load_state_dict(progress.best)
    backbone.eval()
    return progress


def _stalled(progress: Progress, patience: int) -> bool:
    best = progress.best_epoch
    return best is not None and len(progress.epochs) - best.number >= patience


def _epoch(
    network: _Tuned,
    optimizer: torch.optim.Optimizer,
    train: LabelledPhotos,
    val: LabelledPhotos,
    plan: TuningPlan,
    device: torch.device,
    done: int,
    workers: int,
) -> Epoch:
    started = time.monotonic()
    # Of the epoch alone, so that a run that was interrupted draws what it would have drawn.
    generator = torch.Generator().manual_seed(plan.seed * 1_000_003 + done)
    torch.manual_seed(plan.seed * 1_000_003 + done)
    counts = train.places.bincount(minlength=int(train.places.max()) + 1).double()
    weights = counts[train.places] ** -plan.balance
    sampler = WeightedRandomSampler(weights.tolist(), len(train.photos), generator=generator)
    loader = DataLoader(
        _Views(train, network.backbone, random=True),
        batch_size=plan.batch,
        sampler=sampler,
        num_workers=workers,
        drop_last=len(train.photos) > plan.batch,
        pin_memory=device.type == "cuda",
    )
    steps = len(loader)
    network.eval()  # batch normalisation stays as it was; there is no dropout in what is tuned
    total, seen = 0.0, 0
    with tqdm(loader, desc=f"epoch {done + 1}/{plan.epochs}", unit=" batches", leave=False) as bar:
        for step, (views, places, categories) in enumerate(bar):
            _set_rates(optimizer, plan, (done * steps + step) / (plan.epochs * steps))
            optimizer.zero_grad()
            loss = _loss(network, views.to(device), places, categories, plan.label_smoothing)
            loss.backward()  # type: ignore[no-untyped-call]  # untyped torch
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            total += float(loss.detach()) * len(places)
            seen += len(places)
            bar.set_postfix(loss=f"{total / seen:.3f}")
    val_loss, hit = _validate(network, val, plan.batch, device, workers)
    return Epoch(done + 1, total / seen, val_loss, hit, time.monotonic() - started)


def _loss(
    network: _Tuned, views: Tensor, places: Tensor, categories: Tensor, smoothing: float
) -> Tensor:
    of_places, of_categories = network(views)
    device = of_places.device
    return cross_entropy(
        of_places, places.to(device), label_smoothing=smoothing
    ) + 0.5 * cross_entropy(of_categories, categories.to(device), label_smoothing=smoothing)


def _set_rates(optimizer: torch.optim.Optimizer, plan: TuningPlan, done: float) -> None:
    """A tenth of the way up, the rest down along half a cosine."""
    warm = 0.1
    cosine = (1 + torch.cos(torch.tensor((done - warm) / (1 - warm) * torch.pi))) / 2
    share = done / warm if done < warm else float(cosine)
    rates = (plan.backbone_rate, plan.head_rate)
    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        group["lr"] = rate * max(share, 0.01)


def _validate(
    network: _Tuned, val: LabelledPhotos, batch: int, device: torch.device, workers: int
) -> tuple[float, float]:
    """Loss of the places (unsmoothed) and hit@1 on the squashed views."""
    views = _Views(val, network.backbone, random=False)
    loss, hits = 0.0, 0
    with torch.inference_mode():
        for part, places, _ in DataLoader(views, batch_size=batch, num_workers=workers):
            logits = network(part.to(device))[0].float().cpu()
            loss += float(cross_entropy(logits, places, reduction="sum"))
            hits += int((logits.argmax(1) == places).sum())
    return loss / len(val.photos), hits / len(val.photos)


def _name_of_run(
    backbone: Backbone, train: LabelledPhotos, val: LabelledPhotos, plan: TuningPlan
) -> str:
    """A hash of all that decides what tuning does; a checkpoint of another run is not used."""

    def rows(labelled: LabelledPhotos) -> Iterator[Sequence[object]]:
        for photo, place in zip(labelled.photos, labelled.places.tolist(), strict=True):
            yield photo.sha256, place

    given = [fingerprint(backbone), asdict(plan), list(rows(train)), list(rows(val))]
    return hashlib.sha256(json.dumps(given).encode()).hexdigest()
