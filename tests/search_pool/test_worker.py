from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

from inference.search_pool import worker
from inference.search_pool.lines import Question, answer_of, line_of
from tests.search_pool.conftest import Kept


def answered(kept: Kept, *questions: Question) -> list[bytes]:
    said = io.BytesIO()
    asked = io.BytesIO(b"".join(map(line_of, questions)))
    worker.answer_lines(kept.searcher, kept.source.digest, asked, said)
    return said.getvalue().splitlines(keepends=True)


def test_the_first_line_says_over_what_it_searches(kept: Kept) -> None:
    assert answered(kept) == [line_of(kept.source.digest)]


def test_every_question_is_answered_in_order(kept: Kept) -> None:
    questions = [Question("башня", None, 5), Question("музей часов", "Бета", 1)]
    _, *lines = answered(kept, *questions)
    for line, question in zip(lines, questions, strict=True):
        answer = answer_of(line, question, kept.catalogue)
        assert answer is not None
        assert answer.result == kept.searcher.search(*question)
        assert answer.seconds > 0


def test_a_search_that_fails_is_left_to_who_asks_and_the_next_is_answered(kept: Kept) -> None:
    _, failed, found = answered(
        kept, Question("башня", "Атлантида", 5), Question("башня", "Альфа", 5)
    )
    assert failed == line_of(None)
    assert found != failed


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", worker.__name__, *arguments)
    return subprocess.run(  # noqa: S603
        command, input="", capture_output=True, text=True, check=False
    )


def test_the_program_ends_with_its_input(kept: Kept) -> None:
    source = kept.source
    done = run(source.catalogue, source.encoder, source.index)
    assert (done.returncode, done.stdout.encode()) == (0, line_of(source.digest))
    assert done.stderr == ""


def test_a_catalogue_that_cannot_be_read_is_one_sentence(kept: Kept, tmp_path: Path) -> None:
    done = run(tmp_path, kept.source.encoder, kept.source.index)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert str(tmp_path) in done.stderr


def test_it_needs_no_torch(kept: Kept) -> None:
    code = f"import {worker.__name__}, sys; print('torch' in sys.modules)"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
