from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch.optim import AdamW

from inference.backbones import Backbone, BackboneSpec, build
from inference.data.dataset import Dataset
from inference.training.augmentation import Augmentation
from inference.training.tuning import LabelledPhotos, TuningPlan, tune
from tests.datasets import write_dataset
from tests.models import picture_of

CPU = torch.device("cpu")
PLAN = TuningPlan(epochs=3, batch=8, backbone_rate=1e-3, patience=9)


@pytest.fixture
def backbone() -> Backbone:
    torch.manual_seed(0)
    return build(BackboneSpec(architecture="mobilenet_v3_small", view_side=64)).eval()


def labelled(dataset: Dataset, split: str) -> LabelledPhotos:
    photos = dataset.of(split)
    order = {place_id: i for i, place_id in enumerate(dataset.catalogue.places)}
    places = torch.tensor([order[photo.place_id] for photo in photos])
    return LabelledPhotos(photos, places, places % 2)


def run(
    dataset: Dataset, backbone: Backbone, plan: TuningPlan, checkpoint: Path | None = None
) -> list[tuple[float, float]]:
    train, val = labelled(dataset, "train"), labelled(dataset, "val")
    progress = tune(backbone, train, val, (3, 2), plan, CPU, checkpoint)
    return [(epoch.train_loss, epoch.val_loss) for epoch in progress.epochs]


def test_the_loss_falls_and_the_best_weights_are_kept(tmp_path: Path, backbone: Backbone) -> None:
    before = {k: v.clone() for k, v in backbone.state_dict().items()}
    losses = run(write_dataset(tmp_path, photos=20), backbone, PLAN)
    assert losses[-1][0] < losses[0][0]
    after = backbone.state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    # Batch normalisation keeps the statistics of pretraining.
    assert not any("running" in name for name in changed)


def test_an_interrupted_run_goes_on_and_ends_as_it_would_have(
    tmp_path: Path, backbone: Backbone, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = write_dataset(tmp_path / "data", photos=10)
    pretrained = {k: v.clone() for k, v in backbone.state_dict().items()}
    whole = run(dataset, backbone, PLAN)
    tuned = {k: v.clone() for k, v in backbone.state_dict().items()}

    checkpoint = tmp_path / "checkpoint.safetensors"
    step, steps = AdamW.step, []

    def interrupted(optimizer: AdamW) -> object:
        steps.append(1)
        if len(steps) == 5:  # of two an epoch
            raise KeyboardInterrupt
        return step(optimizer)

    backbone.load_state_dict(pretrained)
    monkeypatch.setattr(AdamW, "step", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(dataset, backbone, PLAN, checkpoint)
    monkeypatch.setattr(AdamW, "step", step)
    backbone.load_state_dict(pretrained)
    assert run(dataset, backbone, PLAN, checkpoint) == whole
    assert all(torch.equal(tuned[k], v) for k, v in backbone.state_dict().items())


def test_a_checkpoint_of_another_run_is_not_used(tmp_path: Path, backbone: Backbone) -> None:
    dataset = write_dataset(tmp_path / "data", photos=10)
    checkpoint = tmp_path / "checkpoint.safetensors"
    pretrained = {k: v.clone() for k, v in backbone.state_dict().items()}
    run(dataset, backbone, replace(PLAN, epochs=1), checkpoint)
    backbone.load_state_dict(pretrained)
    plan = replace(PLAN, epochs=1, seed=1)
    assert len(run(dataset, backbone, plan, checkpoint)) == 1


def test_tuning_stops_when_the_validation_loss_has_stalled(
    tmp_path: Path, backbone: Backbone
) -> None:
    plan = TuningPlan(epochs=12, batch=8, backbone_rate=0.5, head_rate=0.5, patience=2)
    losses = [val for _, val in run(write_dataset(tmp_path, photos=10), backbone, plan)]
    best = losses.index(min(losses))
    assert len(losses) == 12 or len(losses) - 1 - best == 2


def test_no_view_is_upside_down() -> None:
    image = picture_of(0, 0).copy()
    image.paste("white", (0, 0, 96, 20))
    image.paste("black", (0, 52, 96, 72))
    augmentation = Augmentation(32)
    torch.manual_seed(0)
    for _ in range(50):
        view = augmentation(image).float().mean(0)
        assert view[:8].mean() > view[-8:].mean()
