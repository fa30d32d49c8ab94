from __future__ import annotations

import torch

from inference.training.heads import (
    fit_added,
    fit_head,
    fit_known,
    fit_temperature,
)


def clusters(count: int = 60, width: int = 12, spread: float = 0.5) -> tuple[torch.Tensor, ...]:
    torch.manual_seed(0)
    targets = torch.arange(count) % 3
    centres = torch.randn(3, width) * 2
    x = centres[targets] + spread * torch.randn(count, width)
    return torch.nn.functional.normalize(x, dim=1), targets


def test_a_head_learns_to_tell_clusters_apart() -> None:
    x, targets = clusters()
    head, _ = fit_head(x, targets, 3)
    assert float((head(x).argmax(1) == targets).float().mean()) == 1.0


def test_the_loss_of_fitting_falls() -> None:
    x, targets = clusters()
    _, losses = fit_head(x, targets, 3)
    assert losses[-1] < 0.5 * losses[0]


def test_a_class_without_examples_is_never_first() -> None:
    x, targets = clusters()
    head, _ = fit_head(x, targets, 5)
    assert int(head(x).argmax(1).max()) == 2


def test_a_head_is_the_same_every_time() -> None:
    x, targets = clusters()
    (first, _), (second, _) = fit_head(x, targets, 3), fit_head(x, targets, 3)
    assert torch.equal(first.weight, second.weight)


def test_the_temperature_undoes_overconfidence() -> None:
    torch.manual_seed(0)
    logits = torch.randn(4000, 5) * 2
    targets = torch.multinomial(logits.softmax(1), 1).flatten()
    assert 0.9 < fit_temperature(logits, targets) < 1.1
    assert 2.7 < fit_temperature(logits * 3, targets) < 3.3


def test_an_added_places_score_fits_among_the_others() -> None:
    torch.manual_seed(0)
    own = torch.arange(2000) % 20 == 0
    cosine = torch.where(own, 0.8, 0.1) + 0.1 * torch.randn(2000)
    features = torch.stack([cosine, torch.full((2000,), 0.3), torch.ones(2000)], dim=1)
    energy = torch.full((2000,), 12.0)
    score = features @ torch.tensor(fit_added(features, energy, own))
    assert float(((score > energy) == own).float().mean()) > 0.97


def test_the_known_rule_separates_and_respects_weights() -> None:
    torch.manual_seed(0)
    x = torch.cat([torch.randn(100, 2) + 2, torch.randn(100, 2) - 2])
    known = torch.cat([torch.ones(100), torch.zeros(100)]).long()
    even = fit_known(x, known, torch.ones(200))
    confidence = even.confidence(x)
    assert float(((confidence > 0.5).long() == known).float().mean()) > 0.97
    heavy = fit_known(x, known, torch.cat([torch.ones(100), torch.full((100,), 20.0)]))
    assert float(heavy.confidence(torch.zeros(1, 2))) < float(even.confidence(torch.zeros(1, 2)))
