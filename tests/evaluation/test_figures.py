from __future__ import annotations

import pytest
import torch

from inference.evaluation.figures import Evaluation, evaluate
from inference.evaluation.mistakes import confusions, mistakes, taken_for_known
from tests.evaluation.datasets import answers_of

# Places: 0 a tower and 1 a church of Альфа, 2 a tower of Бета.
SURE = torch.tensor([[4.0, 0.0, 2.0], [0.0, 4.0, 2.0], [2.0, 0.0, 4.0]])


def of(shown: list[int], answered: list[int], confidence: list[float] | None = None) -> Evaluation:
    return evaluate(answers_of(shown, SURE[answered], confidence))


def value(evaluation: Evaluation, name: str) -> float | None:
    return evaluation.overall.figures[name].value


def test_hits_of_places_and_categories() -> None:
    found = of([0, 0, 1, 2], [0, 2, 2, 2])
    assert value(found, "place_hit@1") == 0.5
    assert value(found, "place_hit@5") == 1.0
    # The second photo's tower was taken for another tower.
    assert value(found, "category_hit@1") == 0.75
    assert value(found, "category_hit@5") == 1.0


def test_within_the_right_city_fewer_places_compete() -> None:
    found = of([0, 0], [2, 2])
    assert value(found, "place_hit@1") == 0.0
    assert value(found, "place_hit@1_in_city") == 1.0


def test_calibration_is_told_before_and_after() -> None:
    found = of([0, 1, 2] * 10, [0, 1, 2] * 9 + [1, 2, 0])
    after, before = value(found, "place_ece"), value(found, "place_ece_before")
    assert after is not None
    assert before is not None
    assert after != before
    assert value(found, "place_nll") != value(found, "place_nll_before")


def test_cities_categories_and_training_photos_are_told_apart() -> None:
    found = of([0, 1, 2, 2], [0, 2, 2, 2])
    assert {part.name: part.photos for part in found.cities} == {"Альфа": 2, "Бета": 2}
    assert {part.name: part.photos for part in found.categories} == {"religion": 1, "towers": 3}
    by_count = {part.name: part.photos for part in found.training_photos}
    assert by_count == {"1": 0, "2–5": 0, "6–20": 4, "more than 20": 0}
    alpha = found.cities[0]
    assert alpha.figures["place_hit@1"].value == 0.5
    assert alpha.few


def test_a_city_is_charged_with_photos_of_others_taken_for_its_places() -> None:
    found = of([0, 0, 2, 2], [0, 0, 2, 0])
    alpha, beta = found.cities
    # Two of the tower's photos found, one of another city's given its name: P = 2/3, R = 1.
    assert alpha.figures["place_macro_f1"].value == pytest.approx(0.8)
    assert beta.figures["place_macro_f1"].value == pytest.approx(2 / 3)
    overall = value(found, "place_macro_f1")
    assert overall == pytest.approx((0.8 + 2 / 3) / 2)


def test_photos_of_places_that_the_model_lacks_count_only_as_unknown() -> None:
    found = of([0, 1, -1, -1], [0, 1, 0, 0], [0.9, 0.8, 0.85, 0.1])
    assert found.overall.photos == 2
    assert found.unknown.photos == 2
    assert found.unknown_places == 1
    assert value(found, "place_hit@1") == 1.0
    assert value(found, "unknown_auroc") == 0.75
    assert value(found, "unknown_fpr@95") == 0.5
    assert value(found, "refused") == 0.0
    assert found.unknown.figures["refused"].value == 0.5
    assert found.unknown.figures["category_hit@1"].value == 0.0


def test_without_unknown_places_nothing_is_said_of_them() -> None:
    found = of([0, 1], [0, 1])
    assert value(found, "unknown_auroc") is None
    assert value(found, "unknown_fpr@95") is None
    assert found.unknown.figures["refused"].value is None


def test_with_unknown_places_alone_there_are_no_hits() -> None:
    found = of([-1, -1], [0, 1], [0.2, 0.6])
    assert value(found, "place_hit@1") is None
    assert found.unknown.figures["refused"].value == 0.5


def test_baselines_are_the_commonest_classes_of_training_and_chance() -> None:
    found = of([0, 0, 1, 2], [0, 0, 1, 2])
    # Each place has 20 training photos, and the first stands for all; towers have 40 of 60.
    assert found.frequent["place_hit@1"].value == 0.5
    assert found.frequent["place_hit@5"].value == 1.0
    assert found.frequent["category_hit@1"].value == 0.75
    assert found.chance["place_hit@1"].value == pytest.approx(1 / 3)
    assert found.chance["category_hit@5"].value == 1.0


def test_figures_of_many_photos_lie_inside_their_intervals() -> None:
    random = torch.Generator().manual_seed(0)
    shown = torch.randint(3, (200,), generator=random)
    logits = torch.randn(200, 3, generator=random) + 2 * torch.eye(3)[shown]
    confidence = torch.rand(200, generator=random).tolist()
    places = [-1 if i % 7 == 0 else place for i, place in enumerate(shown.tolist())]
    found = evaluate(answers_of(places, logits, confidence))
    for name, figure in found.overall.figures.items():
        if name.startswith("unknown_") or name == "category_hit@5":
            continue  # one unknown place gives no interval
        assert figure.value is not None, name
        if figure.low is not None and figure.high is not None:
            assert figure.low <= figure.value <= figure.high, name
    assert found.overall.figures["place_map"].low is not None
    assert found.overall.figures["unknown_auroc"].low is None


def test_mistakes_come_surest_first_and_pairs_by_their_number() -> None:
    unsure = torch.tensor([[1.0, 0.0, 2.0]])
    logits = torch.cat([SURE[[0, 2, 2, 1]], unsure])
    answers = answers_of([0, 0, 1, 2, 1], logits)
    found = mistakes(answers)
    assert [mistake.photo for mistake in found] == [1, 2, 3, 4]
    assert found[0].probability_of_given > found[-1].probability_of_given
    first, *others = confusions(found)
    assert (first.example.true, first.example.given, first.count) == (1, 2, 2)
    assert first.example.photo == 2
    assert [pair.count for pair in others] == [1, 1]


def test_unknown_places_called_known_come_surest_first() -> None:
    answers = answers_of([0, -1, -1, -1], SURE[[0, 0, 0, 0]], [0.9, 0.5, 0.3, 0.8])
    assert taken_for_known(answers) == [3, 1]
