from __future__ import annotations

from dataclasses import replace

from inference.search import SearchResult
from inference.search_pool.lines import (
    Answer,
    Question,
    answer_line,
    answer_of,
    line_of,
    question_of,
)
from tests.search_pool.conftest import Kept

QUESTION = Question("«церковь»\nс\u2028тремя\r\nстроками", "Альфа", 5)


def test_a_question_is_one_line_whatever_its_words_are() -> None:
    line = line_of(QUESTION)
    assert (line.count(b"\n"), line[-1:]) == (1, b"\n")
    assert line.isascii()
    assert question_of(line) == QUESTION


def test_an_answer_comes_back_with_the_places_and_first_photos_of_the_catalogue(
    kept: Kept,
) -> None:
    found = kept.searcher.search("церковь в Альфе")
    assert found.hits[0].photo is not None
    answer = answer_of(
        answer_line(Answer(found, 0.25)), Question(found.query, None, 5), kept.catalogue
    )
    assert answer == Answer(found, 0.25)


def test_an_answer_without_hits_keeps_its_city(kept: Kept) -> None:
    nothing = SearchResult("", "Альфа", ())
    question = replace_text(QUESTION, "")
    answer = answer_of(answer_line(Answer(nothing, 0.5)), question, kept.catalogue)
    assert answer is not None
    assert answer.result == replace(nothing, query="")


def test_no_answer_is_a_line_too(kept: Kept) -> None:
    assert answer_of(answer_line(None), QUESTION, kept.catalogue) is None


def replace_text(question: Question, text: str) -> Question:
    return question._replace(text=text)
