from __future__ import annotations

import pytest
import torch

from inference.crossvalidation import (
    TARGET_REFUSAL,
    Examples,
    fit_known_rule,
    join,
    plan_rounds,
    score_photos,
    sign_places,
)
from inference.evaluation import hit_rate

PLACES, PHOTOS = 12, 25


@pytest.fixture(scope="module")
def examples() -> Examples:
    """Places as clusters; the last two are sparse and lie close together."""
    torch.manual_seed(0)
    places = torch.arange(PLACES * PHOTOS) % PLACES
    places = places[(places < PLACES - 2) | (torch.arange(len(places)) < 5 * PLACES)]
    centres = torch.randn(PLACES, 30) * 2
    centres[-1] = centres[-2] + 0.3 * torch.randn(30)
    sparse = torch.arange(PLACES) >= PLACES - 2
    embeddings = centres[places] + torch.randn(len(places), 30)
    return Examples(embeddings, places, torch.arange(PLACES) % 4, 5, sparse)


@pytest.fixture(scope="module")
def folds(examples: Examples) -> torch.Tensor:
    return torch.arange(len(examples.places)) % 5


def test_each_photo_and_each_place_is_held_out_once(
    examples: Examples, folds: torch.Tensor
) -> None:
    rounds = plan_rounds(examples.places, folds, examples.sparse, seed=0)
    photos = torch.stack([now.held_photos for now in rounds]).sum(0)
    places = torch.stack([now.held_places for now in rounds]).sum(0)
    assert set(photos.tolist()) == set(places.tolist()) == {1}


def test_no_round_shows_what_it_holds_out(examples: Examples, folds: torch.Tensor) -> None:
    for now in plan_rounds(examples.places, folds, examples.sparse, seed=0):
        hidden = set(examples.places[now.held_places].tolist())
        assert not hidden & set(examples.places[now.shown].tolist())
        assert not now.held_photos[now.shown].any()


def test_held_out_photos_are_scored_well(examples: Examples, folds: torch.Tensor) -> None:
    rounds = plan_rounds(examples.places, folds, examples.sparse, seed=0)
    scored = join([score_photos(examples, now) for now in rounds])
    assert len(scored.places) == len(examples.places)
    assert hit_rate(scored.place_scores, scored.places, 1) > 0.9


def test_the_rule_refuses_unseen_places_and_few_of_the_known(
    examples: Examples, folds: torch.Tensor
) -> None:
    rounds = plan_rounds(examples.places, folds, examples.sparse, seed=0)
    fit = fit_known_rule(join([sign_places(examples, now) for now in rounds]))
    assert fit.refused_known == pytest.approx(TARGET_REFUSAL, abs=0.02)
    assert fit.refused_unseen is not None
    assert fit.refused_unseen > 0.8
    assert 0 < fit.rule.threshold < 1
    shares = [refused for _, refused, _, _ in fit.curve if refused is not None]
    assert shares == sorted(shares)
