from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from inference.backbones import BackboneSpec, build
from inference.evaluation.measures import auroc, hit_rate
from inference.training.choices import CATEGORY_SHARES, NEIGHBOUR_WEIGHTS, choose
from inference.training.examples import Examples
from inference.training.fitting import fit
from inference.training.known import TARGET_REFUSAL, fit_known_rule
from inference.training.validation import hold_out_places, join, plan_rounds, score_photos

PLACES, PHOTOS = 12, 25


@pytest.fixture(scope="module")
def examples() -> Examples:
    """Places as clusters; the last two are sparse and lie close together."""
    torch.manual_seed(0)
    places = torch.arange(PLACES * PHOTOS) % PLACES
    places = places[(places < PLACES - 2) | (torch.arange(len(places)) < 5 * PLACES)]
    backbone = build(BackboneSpec(architecture="mobilenet_v3_small", view_side=32))
    centres = torch.randn(PLACES, backbone.embedding)
    centres[-1] = centres[-2] + 0.3 * torch.randn(backbone.embedding)
    embeddings = centres[places] + 3 * torch.randn(len(places), backbone.embedding)
    return Examples(
        backbone,
        torch.zeros(len(places), 3, backbone.width),
        embeddings,
        places,
        torch.arange(PLACES) % 4,
        5,
        torch.arange(PLACES) >= PLACES - 2,
        torch.zeros(len(places), dtype=torch.bool),
        torch.zeros(0, backbone.embedding),
    )


@pytest.fixture(scope="module")
def folds(examples: Examples) -> torch.Tensor:
    return torch.arange(len(examples.places)) % 5


def test_each_photo_and_each_place_is_held_out_once(
    examples: Examples, folds: torch.Tensor
) -> None:
    rounds = plan_rounds(examples, folds, seed=0)
    photos = torch.stack([now.held_photos for now in rounds]).sum(0)
    places = torch.stack([now.held_places for now in rounds]).sum(0)
    assert set(photos.tolist()) == set(places.tolist()) == {1}


def test_photos_set_apart_are_held_out_in_every_round_and_never_fitted(
    examples: Examples, folds: torch.Tensor
) -> None:
    apart = replace(examples, validation=folds == 2)
    rounds = plan_rounds(apart, folds, seed=0)
    assert all(torch.equal(now.held_photos, folds == 2) for now in rounds)
    scored = score_photos(apart, rounds[0])
    assert torch.equal(scored.places, examples.places[folds == 2])


def test_held_out_photos_are_scored_well(examples: Examples, folds: torch.Tensor) -> None:
    rounds = plan_rounds(examples, folds, seed=0)
    scored = join([score_photos(examples, now) for now in rounds])
    assert len(scored.places) == len(examples.places)
    assert hit_rate(scored.place_scores(12.0), scored.places, 1) > 0.9


def test_what_is_chosen_has_the_least_loss_of_all_candidates(
    examples: Examples, folds: torch.Tensor
) -> None:
    rounds = plan_rounds(examples, folds, seed=0)
    choices = choose(
        join([score_photos(examples, now) for now in rounds]), examples.place_categories
    )
    for choice, candidates in (
        (choices.neighbour_weight, NEIGHBOUR_WEIGHTS),
        (choices.category_from_places, CATEGORY_SHARES),
    ):
        losses = dict(choice.losses)
        assert tuple(losses) == candidates
        assert losses[choice.value] == min(losses.values())


def test_the_rule_refuses_unseen_places_and_few_of_the_known(
    examples: Examples, folds: torch.Tensor
) -> None:
    rounds = plan_rounds(examples, folds, seed=0)
    found = [hold_out_places(examples, now, 12.0)[0] for now in rounds]
    result = fit_known_rule(join(found))
    assert result.refused_known == pytest.approx(TARGET_REFUSAL, abs=0.02)
    assert result.refused_unseen is not None
    assert result.refused_unseen > 0.8
    assert 0 < result.rule.threshold < 1
    shares = [refused for _, refused, _, _ in result.curve if refused is not None]
    assert shares == sorted(shares)


def test_distractors_count_as_unknown(examples: Examples, folds: torch.Tensor) -> None:
    others = torch.randn(7, examples.backbone.embedding)
    now = plan_rounds(examples, folds, seed=0)[0]
    with_others = hold_out_places(replace(examples, distractors=others), now, 12.0)[0]
    without = hold_out_places(examples, now, 12.0)[0]
    assert len(with_others.known) == len(without.known) + 7
    assert not with_others.known[-7:].any()


def test_a_place_added_back_is_scored_above_photos_of_others(
    examples: Examples, folds: torch.Tensor
) -> None:
    result = fit(examples, folds, seed=0)
    rounds = plan_rounds(examples, folds, seed=1)
    added = join([hold_out_places(examples, now, 12.0)[1] for now in rounds])
    scores = added.features @ torch.tensor(result.added) - added.energy
    assert auroc(scores[added.own], scores[~added.own]) > 0.9
