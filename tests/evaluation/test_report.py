from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from inference.data.dataset import Dataset
from inference.evaluation.bootstrap import Estimate
from inference.evaluation.charts import reliability, risk_coverage
from inference.evaluation.document import Subject, document
from inference.evaluation.figures import evaluate
from inference.evaluation.report import write_report
from inference.evaluation.table import lines, shown
from inference.writing import OccupiedError
from tests.evaluation.datasets import answers_of, write_dataset

SUBJECT = Subject(Path("model"), "0123", Path("dataset"), ("test",))
# The church (1) is taken for the second tower (2); a photo of another place follows.
LOGITS = torch.tensor([[4.0, 0.0, 2.0], [0.0, 1.0, 3.0], [2.0, 0.0, 4.0], [4.0, 0.0, 2.0]])


def test_a_report_shows_the_confused_pair(tmp_path: Path) -> None:
    dataset = Dataset.load(write_dataset(tmp_path / "d", {"train": 1, "test": 1}))
    answers = answers_of([0, 1, 2, -1], LOGITS, [0.9, 0.9, 0.9, 0.7])
    answers = replace(answers, photos=(*dataset.of("test"), replace(answers.photos[3])))
    write_report(tmp_path / "out", answers, evaluate(answers), SUBJECT, dataset)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    pairs = page[page.index("Most confused places") : page.index("Worst mistakes")]
    assert "Церковь, Альфа" in pairs
    assert "Башня, Бета" in pairs
    assert pairs.count("<img") == 2  # the misread photo and a training photo of the other place
    assert "84.4&nbsp;%" in pairs  # softmax of 0, 1, 3
    assert "Unknown places called known" in page
    assert page.count("<svg") == 5
    assert "<script" not in page
    assert 'src="http' not in page


def test_a_report_holds_the_document_that_is_printed(tmp_path: Path) -> None:
    dataset = Dataset.load(write_dataset(tmp_path / "d", {"test": 1}))
    answers = replace(answers_of([0, 1, 2], LOGITS[:3]), photos=dataset.photos)
    evaluation = evaluate(answers)
    write_report(tmp_path / "out", answers, evaluation, SUBJECT, dataset)
    text = (tmp_path / "out" / "evaluation.json").read_text(encoding="utf-8")
    assert json.loads(text) == [document(answers, evaluation, SUBJECT)]


def test_a_report_without_mistakes_says_so(tmp_path: Path) -> None:
    dataset = Dataset.load(write_dataset(tmp_path / "d", {"test": 1}))
    answers = replace(answers_of([0, 2, 2], LOGITS[:3]), photos=dataset.photos)
    write_report(tmp_path / "out", answers, evaluate(answers), SUBJECT, dataset)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "No place was taken for another." in page


def test_a_report_replaces_a_report_and_nothing_else(tmp_path: Path) -> None:
    dataset = Dataset.load(write_dataset(tmp_path / "d", {"test": 1}))
    answers = replace(answers_of([0, 1, 2], LOGITS[:3]), photos=dataset.photos)
    evaluation = evaluate(answers)
    for _ in range(2):
        write_report(tmp_path / "out", answers, evaluation, SUBJECT, dataset)
    with pytest.raises(OccupiedError):
        write_report(tmp_path / "d", answers, evaluation, SUBJECT, dataset)
    assert (tmp_path / "d" / "photos.csv").exists()


def test_the_document_has_no_value_that_json_lacks() -> None:
    answers = answers_of([0, 1, 2, 2], LOGITS)
    found = document(answers, evaluate(answers), SUBJECT)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["overall"]["unknown_auroc"] == {"value": None, "low": None, "high": None}
    assert any("--unknown" in note for note in found["notes"])
    assert set(found["overall"]["place_hit@1"]) == {"value", "low", "high"}


def test_figures_on_photos_of_training_carry_a_warning() -> None:
    answers = answers_of([0, 1], LOGITS[:2])
    seen = document(answers, evaluate(answers), replace(SUBJECT, splits=("train", "test")))
    assert any("flatter" in note for note in seen["notes"])


def test_the_table_defines_precision_at_5_once_and_marks_few_photos() -> None:
    answers = answers_of([0, 1, 2, 2] * 10, LOGITS.repeat(10, 1))
    evaluation = evaluate(answers)
    text = lines(answers, evaluation, SUBJECT)
    assert text.count("is the share of photos whose true label is among the five") == 1
    assert "precision@5 (hit@5)" in text
    (row,) = [line for line in text.splitlines() if line.startswith("hit@1  ")]
    assert shown(evaluation.overall.figures["place_hit@1"]) in row
    assert shown(evaluation.frequent["category_hit@1"]) in row
    assert "religion\N{NO-BREAK SPACE}*" in text
    assert "Бета  " in text


def test_a_figure_is_shown_with_its_interval_where_it_has_one() -> None:
    assert shown(Estimate(0.9624, 0.95, 0.9731)) == "0.962 [0.950, 0.973]"
    assert shown(Estimate(0.5)) == "0.500"
    assert shown(Estimate(None)) == "–"


def test_reliability_is_told_for_bins_that_have_photos() -> None:
    probabilities = torch.tensor([[0.9, 0.1]] * 4 + [[0.6, 0.4]] * 2)
    confidence, right, count = reliability(probabilities, torch.tensor([0, 0, 0, 1, 1, 1]))
    assert confidence.tolist() == pytest.approx([0.6, 0.9])
    assert right.tolist() == [0.0, 0.75]
    assert count.tolist() == [2, 4]


def test_risk_grows_as_less_sure_answers_are_given() -> None:
    wrong = torch.tensor([True, False, False, True])
    coverage, risk = risk_coverage(torch.tensor([0.1, 0.9, 0.8, 0.5]), wrong)
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 0, 1 / 3, 0.5])
