"""Both recipes by both protocols, one after another."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from inference.backbones.convolutional import Convolutional
from inference.data.dataset import Dataset, DatasetError
from inference.data.duplicates import same_scene
from inference.evaluation.bootstrap import Estimate
from inference.reproduction.duration import estimate_seconds, in_words
from inference.reproduction.figures import figures
from inference.reproduction.labelled import LabelledPhotos, label
from inference.reproduction.networks import NetworkChoice, load_network
from inference.reproduction.own import fit_own
from inference.reproduction.pixels import Pixels
from inference.reproduction.plan import Plan
from inference.reproduction.protocols import (
    Protocol,
    honest,
    leaky,
    share_in_train,
    share_near_train,
)
from inference.reproduction.recipes import FREQUENT, OWN, REFERENCE, ClassScores, most_frequent
from inference.reproduction.reference import train_reference
from inference.reproduction.results import Curve, Reproduction, Result, Sides, Statistics
from inference.training.features import look_at_photos

log = logging.getLogger(__name__)


def reproduce(
    dataset: Dataset,
    choice: NetworkChoice,
    weights: Path,
    plan: Plan,
    device: torch.device,
    cache: Path | None = None,
) -> Reproduction:
    """Run the whole benchmark; the log says beforehand how long it will take.

    With `cache`, a folder, embeddings outlive the run. Raises DatasetError for a dataset with
    nothing to test on, and what reading photos and weights raises.
    """
    started = time.monotonic()
    labelled = label(dataset)
    protocols = leaky(labelled, plan.seed), honest(labelled)
    for protocol in protocols:
        if not len(protocol.train) or not len(protocol.test):
            raise DatasetError(
                f"{dataset.folder} has no photos to train and test on under the {protocol.name} "
                f"protocol; prepare it with more photos, or with larger shares for test."
            )
    backbone = load_network(choice, weights)
    steps = plan.steps(len(protocols[0].train))
    estimated = estimate_seconds(backbone, labelled, protocols, plan, steps, device, cache)
    log.info(
        "%d photos, %d steps of %d rows for each recipe under each protocol: about %s on this "
        "machine.",
        len(labelled.photos),
        steps,
        plan.batch,
        in_words(estimated),
    )
    pixels = Pixels(labelled.photos, plan.side)
    at = time.monotonic()
    features = look_at_photos(backbone, labelled.photos, device, cache)
    embedding_seconds = time.monotonic() - at
    scenes = same_scene(features.signatures)
    results: list[Result] = []
    curves: list[Curve] = []
    for protocol in protocols:
        run = _Run(labelled, protocol, plan, steps)
        for part in (
            run.most_frequent(),
            run.reference(backbone, pixels, device),
            run.own(backbone, features.looks),
        ):
            results += part.results
            curves += part.curves
    return Reproduction(
        network=choice,
        plan=plan,
        steps=steps,
        device=device.type,
        photos=len(labelled.photos),
        rows=int(labelled.rows.sum()),
        places=len({photo.place_id for photo in labelled.photos}),
        names=len(labelled.names),
        categories=len(labelled.categories),
        sides=tuple(_sides(protocol, scenes) for protocol in protocols),
        results=tuple(results),
        curves=tuple(curves),
        embedding_seconds=embedding_seconds,
        estimated_seconds=estimated,
        seconds=time.monotonic() - started,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    results: tuple[Result, ...]
    curves: tuple[Curve, ...] = ()


class _Run:
    """Each recipe by one protocol."""

    def __init__(
        self, labelled: LabelledPhotos, protocol: Protocol, plan: Plan, steps: int
    ) -> None:
        self._labelled, self._protocol = labelled, protocol
        self._plan, self._steps = plan, steps

    def most_frequent(self) -> _Part:
        scores = most_frequent(self._labelled, self._protocol)
        return _Part((Result(FREQUENT, self._protocol.name, self._figures(scores)),))

    def reference(self, backbone: Convolutional, pixels: Pixels, device: torch.device) -> _Part:
        """The trained network as it is, and once more with its statistics recomputed."""
        plan, protocol = self._plan, self._protocol
        at = time.monotonic()
        training, losses = train_reference(
            backbone, self._labelled, pixels, protocol, plan, self._steps, device
        )
        seconds = time.monotonic() - at
        results: list[Result] = []
        for statistics in Statistics:
            if statistics is Statistics.RECOMPUTED:
                training.recompute_statistics(protocol.train, plan.batch, plan.seed)
            found = self._figures(training.score(protocol.test, plan.batch))
            results.append(
                Result(REFERENCE, protocol.name, found, statistics, self._steps, seconds)
            )
        return _Part(tuple(results), (Curve(REFERENCE, protocol.name, tuple(losses)),))

    def own(self, backbone: Convolutional, looks: Tensor) -> _Part:
        protocol = self._protocol
        at = time.monotonic()
        model, losses = fit_own(backbone, looks, self._labelled, protocol, self._plan, self._steps)
        seconds = time.monotonic() - at
        found = self._figures(model.score(backbone.embed(looks[protocol.test])))
        result = Result(OWN, protocol.name, found, None, self._steps, seconds)
        return _Part((result,), (Curve(OWN, protocol.name, tuple(losses)),))

    def _figures(self, scores: ClassScores) -> Mapping[str, Estimate]:
        return figures(scores, self._labelled, self._protocol)


def _sides(protocol: Protocol, scenes: Sequence[tuple[int, int]]) -> Sides:
    return Sides(
        protocol=protocol.name,
        train_rows=len(protocol.train),
        train_photos=len(set(protocol.train.tolist())),
        test_rows=len(protocol.test),
        test_photos=len(set(protocol.test.tolist())),
        unanswerable=protocol.unanswerable,
        in_train=share_in_train(protocol),
        near_train=share_near_train(protocol, scenes),
    )
