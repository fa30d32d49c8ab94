from __future__ import annotations

import numpy as np
import pytest

from inference.search.ragged import Ragged, are_among, first_of_each


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


@pytest.mark.parametrize("often", [False, True])
def test_rows_are_found_by_their_values(rows: Ragged, often: bool) -> None:
    asked = rows.asked_often() if often else rows
    found, where = asked.having(np.array([1, 2, 7]))
    assert found.tolist() == [0, 2, 3]
    assert as_lists(where) == [[1], [2], [3, 4]]
    assert where.total(rows.values[where.values]).tolist() == [1, 2, 2]
    nothing, nowhere = asked.having(np.array([], dtype=np.int64))
    assert nothing.tolist() == nowhere.highest(np.zeros(0)).tolist() == []
    assert len(Ragged.of([], np.int32).asked_often().having(np.array([1]))[0]) == 0


@pytest.mark.parametrize("often", [False, True])
def test_the_values_of_rows_are_weighed(rows: Ragged, often: bool) -> None:
    asked = rows.without_repeats()
    asked = asked.asked_often() if often else asked
    weights = np.array([0.5, 2.0, 7.0], dtype=np.float32)
    expected = [sum({1: 0.5, 3: 2.0, 9: 7.0}.get(v, 0.0) for v in row) for row in as_lists(asked)]
    assert asked.weigh(np.array([1, 3, 9]), weights).tolist() == expected
    nothing = np.zeros(0, dtype=np.int64)
    assert asked.weigh(nothing, weights[:0]).tolist() == [0.0] * len(rows)


def test_ascending_numbers_are_looked_up() -> None:
    assert first_of_each(np.array([2, 2, 5, 9, 9])).tolist() == [0, 2, 3]
    assert are_among(np.array([1, 3, 9]), np.array([3, 4])).tolist() == [False, True, False]
    assert are_among(np.array([1, 3]), np.array([], dtype=np.int64)).tolist() == [False, False]


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
