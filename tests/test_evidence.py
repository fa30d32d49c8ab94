from __future__ import annotations

import torch

from inference.evidence import SIGNS, KnownRule, signs
from inference.space import Bank, place_similarities

PLACES = torch.tensor([0, 0, 1, 1, 1, 2])
SPARSE = torch.tensor([False, False, True])
BANK = Bank(torch.eye(6), PLACES, torch.full((6,), 0.5))


def sign(name: str, scores: torch.Tensor, cosines: torch.Tensor) -> float:
    similar = place_similarities(cosines, BANK.members(3))
    return float(signs(scores, cosines, similar, BANK, SPARSE)[0, SIGNS.index(name)])


def test_probability_on_sparse_places_speaks_against_knowing() -> None:
    flat = torch.zeros(1, 6)
    churchlike, ordinary = torch.tensor([[0.0, 0.0, 9.0]]), torch.tensor([[9.0, 0.0, 0.0]])
    for name in ("sparse_probability", "sparse_first"):
        assert sign(name, churchlike, flat) < sign(name, ordinary, flat)


def test_photos_of_the_first_place_are_nearer_than_those_of_others() -> None:
    cosines = torch.tensor([[0.9, 0.8, 0.1, 0.1, 0.1, 0.0]])
    agreeing = sign("place_gap", torch.tensor([[5.0, 0.0, 0.0]]), cosines)
    contrary = sign("place_gap", torch.tensor([[0.0, 5.0, 0.0]]), cosines)
    assert agreeing > 0 > contrary


def test_what_is_near_depends_on_the_neighbours_own_neighbourhood() -> None:
    scores, cosines = torch.zeros(1, 3), torch.full((1, 6), 0.6)
    assert sign("local_density", scores, cosines) > 0
    assert sign("local_density", scores, cosines - 0.3) < 0


def test_a_sure_answer_has_larger_signs_than_an_unsure_one() -> None:
    cosines = torch.zeros(1, 6)
    sure, unsure = torch.tensor([[9.0, 0.0, 0.0]]), torch.tensor([[1.0, 0.9, 0.0]])
    for name in ("log_odds", "entropy", "largest_score"):
        assert sign(name, sure, cosines) > sign(name, unsure, cosines)


def test_signs_are_finite_for_extreme_scores() -> None:
    cosines = torch.ones(1, 6)
    similar = place_similarities(cosines, BANK.members(3))
    found = signs(torch.tensor([[500.0, -500.0, 0.0]]), cosines, similar, BANK, SPARSE)
    assert bool(torch.isfinite(found).all())
    assert found.shape == (1, len(SIGNS))


def test_the_rule_is_a_logistic_regression() -> None:
    weights = torch.zeros(len(SIGNS))
    weights[0] = 2.0
    rule = KnownRule(weights, -2.0, 0.5)
    found = torch.zeros(2, len(SIGNS))
    found[:, 0] = torch.tensor([1.0, 3.0])
    assert torch.allclose(rule.confidence(found), torch.tensor([0.5, 0.98201]), atol=1e-4)
