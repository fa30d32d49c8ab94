from __future__ import annotations

import numpy as np
import pytest

from inference.search.ragged import Ragged


@pytest.fixture
def rows() -> Ragged:
    return Ragged.of([[3, 1], [], [2], [1, 1, 0]], np.int32)


def as_lists(rows: Ragged) -> list[list[int]]:
    return [rows[number].tolist() for number in range(len(rows))]


def test_rows_come_back_as_they_were_given(rows: Ragged) -> None:
    assert as_lists(rows) == [[3, 1], [], [2], [1, 1, 0]]
    assert rows.lengths.tolist() == [2, 0, 1, 3]
    assert len(Ragged.of([], np.int32)) == 0


def test_rows_are_taken_in_any_order(rows: Ragged) -> None:
    assert as_lists(rows.take(np.array([3, 1, 0]))) == [[1, 1, 0], [], [3, 1]]
    assert as_lists(rows.take(np.array([], dtype=np.int64))) == []


def test_rows_follow_others(rows: Ragged) -> None:
    assert as_lists(rows.followed_by(Ragged.of([[9], []], np.int32)))[-3:] == [[1, 1, 0], [9], []]


def test_an_inverted_list_has_each_row_once(rows: Ragged) -> None:
    assert as_lists(rows.inverted(4)) == [[3], [0, 3], [2], [0]]
    assert as_lists(rows.inverted(4, np.array([7, 7, 5, 7]))) == [[7], [7], [5], [7]]


def test_repeats_go_and_rows_are_sorted(rows: Ragged) -> None:
    assert as_lists(rows.without_repeats()) == [[1, 3], [], [2], [0, 1]]


def test_values_are_kept_by_a_mask(rows: Ragged) -> None:
    assert as_lists(rows.where(rows.values != 1)) == [[3], [], [2], [0]]


def test_highest_and_total_are_zero_for_empty_rows(rows: Ragged) -> None:
    numbers = np.array([0.5, 2.0, 3.0, 1.0, 1.0, 4.0])
    assert rows.highest(numbers).tolist() == [2.0, 0.0, 3.0, 4.0]
    assert rows.total(numbers).tolist() == [2.5, 0.0, 3.0, 6.0]
