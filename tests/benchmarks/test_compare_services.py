from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks import compare_services
from benchmarks.service_processes import OURS, REFERENCE
from tests.models import jpeg_of

PARTS = (
    "photos, /search/by_image",
    "photos, /v1/classify",
    "words, /search/by_text, new",
    "words, /search/by_text, again",
    "words, /search/by_text, in turn",
    "words, /v1/search, new",
    "words, /v1/search, again",
    "words, /v1/search, in turn",
)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed in range(3):
        (folder / f"{seed}.jpg").write_bytes(jpeg_of(seed, seed))
    return folder


@pytest.mark.timeout(300)
def test_both_answer_the_same_questions_and_are_set_side_by_side(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, photos: Path
) -> None:
    options = ["--photos", str(photos), "--seconds", "0.4", "--rounds", "2", "--queries", "6"]
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setattr(sys, "argv", ["compare_services.py", "--json", "--callers", "2", *options])
    assert compare_services.main() == 0
    report = json.loads(capsys.readouterr().out)
    assert tuple(report["parts"]) == PARTS
    for figures in report["parts"].values():
        assert figures[OURS]["answers"] > 0
        expected = figures[OURS]["per_second"] / figures[REFERENCE]["per_second"]
        assert figures["ratio"]["per_second"] == pytest.approx(expected, abs=0.01)
    for title in PARTS:
        if not title.endswith(("new", "again")):
            continue
        assert {report["parts"][title][name]["answers"] for name in (OURS, REFERENCE)} == {6}
    text = compare_services.text_of(report)
    assert all(title in text for title in PARTS)


def test_a_service_that_does_not_start_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, photos: Path
) -> None:
    command = f"{sys.executable} -c \"raise SystemExit('no such thing')\""
    options = ["--photos", str(photos), "--reference", command]
    monkeypatch.setattr(sys, "argv", ["compare_services.py", *options])
    assert compare_services.main() == 1
    said = capsys.readouterr().err.strip()
    assert said == "The service reference did not start: no such thing"
