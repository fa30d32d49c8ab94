from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from inference.scorer import LinearHead, Scorer, combine_categories
from inference.space import Bank, Space


@pytest.fixture
def scorer() -> Scorer:
    """Two trained places at the first two axes, and one added at the third."""
    vectors = torch.eye(4)[[0, 0, 1, 2]]
    return Scorer(
        Space(torch.eye(4), torch.zeros(4)),
        LinearHead(torch.eye(4)[:2], torch.zeros(2)),
        LinearHead(5 * torch.eye(4)[:2], torch.zeros(2)),
        Bank.of(vectors, torch.tensor([0, 0, 1, 2])),
        places=3,
        added=(10.0, -1.0, 0.5),
    )


def test_near_photos_raise_the_score_of_a_trained_place(scorer: Scorer) -> None:
    found = scorer.evidence(torch.eye(4)[:1])
    assert scorer.place_scores(found, 0.0)[0, 0] == pytest.approx(5.0)
    assert scorer.place_scores(found, 2.0)[0, 0] == pytest.approx(7.0)


def test_an_added_place_is_scored_by_the_mean_of_its_photos_alone(scorer: Scorer) -> None:
    found = scorer.evidence(torch.eye(4)[2:3])
    for weight in (0.0, 2.0):
        # 10 · cosine − 1 / one photo + 0.5
        assert scorer.place_scores(found, weight)[0, 2] == pytest.approx(9.5)
    assert scorer.place_scores(found, 2.0).argmax() == 2


def test_scoring_changes_nothing_of_what_was_found(scorer: Scorer) -> None:
    found = scorer.evidence(torch.eye(4)[:1])
    first = scorer.place_scores(found, 2.0)
    assert torch.equal(scorer.place_scores(found, 2.0), first)


def test_more_photos_of_an_added_place_move_its_mean(scorer: Scorer) -> None:
    vectors = torch.cat([scorer.bank.vectors, torch.eye(4)[3:4]])
    more = replace(scorer, bank=Bank.of(vectors, torch.tensor([0, 0, 1, 2, 2])))
    between = torch.nn.functional.normalize(torch.tensor([[0.0, 0.0, 1.0, 1.0]]), dim=1)
    assert more.evidence(between).place_logits[0, 2] == pytest.approx(10.0)


def test_categories_are_their_heads_or_the_sum_of_their_places() -> None:
    own, places = torch.tensor([[2.0, 0.0]]), torch.tensor([[0.0, 0.0, 0.0]])
    of_place = torch.tensor([1, 1, 0])
    head = combine_categories(own, places, of_place, 0.0)
    assert torch.allclose(head, own.softmax(1))
    summed = combine_categories(own, places, of_place, 1.0)
    assert torch.allclose(summed, torch.tensor([[1 / 3, 2 / 3]]))
    assert torch.allclose(combine_categories(own, places, of_place, 0.5), (head + summed) / 2)
