from __future__ import annotations

import torch

from inference.evidence import SIGNS, KnownRule, Neighbours, place_scores, place_similarities, signs

PLACES = torch.tensor([0, 0, 1, 1, 1, 2])
SPARSE = torch.tensor([False, False, True])


def sign(name: str, logits: torch.Tensor, similarities: torch.Tensor) -> float:
    return float(signs(logits, similarities, PLACES, SPARSE)[0, SIGNS.index(name)])


def test_projected_embeddings_have_length_one() -> None:
    bank = Neighbours(torch.ones(4), torch.randn(3, 4), torch.eye(3), torch.tensor([0, 1, 2]))
    projected = bank.project(torch.randn(5, 4))
    assert torch.allclose(projected.norm(dim=1), torch.ones(5), atol=1e-5)
    assert bank.similarities(torch.ones(1, 4)).abs().max() == 0  # the mean resembles nothing


def test_a_place_is_as_similar_as_its_three_nearest_photos() -> None:
    similarities = torch.tensor([[0.2, 0.4, 0.9, 0.6, 0.3, 0.5]])
    found = place_similarities(similarities, PLACES, 4)
    assert torch.allclose(found, torch.tensor([[0.3, 0.6, 0.5, -1.0]]))


def test_similar_photos_raise_a_places_score() -> None:
    similarities = torch.tensor([[0.0, 0.0, 0.9, 0.9, 0.9, 0.0]])
    scores = place_scores(torch.tensor([[1.0, 0.0, 0.0]]), similarities, PLACES, 10.0)
    assert scores.argmax() == 1


def test_probability_on_sparse_places_is_a_sign() -> None:
    flat = torch.zeros(1, 6)
    churchlike = sign("sparse_probability", torch.tensor([[0.0, 0.0, 9.0]]), flat)
    ordinary = sign("sparse_probability", torch.tensor([[9.0, 0.0, 0.0]]), flat)
    assert churchlike > ordinary
    assert sign("sparse_first", torch.tensor([[0.0, 0.0, 9.0]]), flat) == 1
    assert sign("sparse_first", torch.tensor([[9.0, 0.0, 0.0]]), flat) == 0


def test_neighbours_of_the_first_place_agree_with_it() -> None:
    similarities = torch.tensor([[0.9, 0.8, 0.1, 0.1, 0.1, 0.0]])
    near = sign("place_gap", torch.tensor([[5.0, 0.0, 0.0]]), similarities)
    far = sign("place_gap", torch.tensor([[0.0, 5.0, 0.0]]), similarities)
    assert near > 0 > far


def test_signs_are_finite_for_extreme_scores() -> None:
    found = signs(torch.tensor([[500.0, -500.0, 0.0]]), torch.ones(1, 6), PLACES, SPARSE)
    assert bool(torch.isfinite(found).all())
    assert found.shape == (1, len(SIGNS))


def test_the_rule_is_a_logistic_regression() -> None:
    weights = torch.zeros(len(SIGNS))
    weights[0] = 2.0
    rule = KnownRule(weights, -2.0, 0.5)
    found = torch.zeros(2, len(SIGNS))
    found[:, 0] = torch.tensor([1.0, 3.0])
    assert torch.allclose(rule.confidence(found), torch.tensor([0.5, 0.98201]), atol=1e-4)
