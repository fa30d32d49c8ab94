from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from inference.search.tally import Listing, Tally


def listing(*places: int, gain: float = 1.0) -> Listing:
    return np.array(places, dtype=np.int32), gain


@pytest.fixture
def tally() -> Tally:
    return Tally(np.arange(1000)[::-1].copy())  # the last place is the best known


def test_the_highest_sums_are_taken(tally: Tally) -> None:
    words = [[listing(1, 2, 3)], [listing(2, 3)], [listing(3, gain=0.5)]]
    assert tally.highest(words, 1, None).tolist() == [3]
    assert tally.highest(words, 100, None).tolist() == [1, 2, 3]


def test_a_word_counts_once_by_its_best_list(tally: Tally) -> None:
    twice = [listing(1, gain=0.6), listing(1, 2, gain=0.5)]
    assert tally.highest([twice, [listing(2, gain=0.2)]], 1, None).tolist() == [2]


def test_of_equal_ones_the_best_known_are_taken(tally: Tally) -> None:
    everywhere = [listing(*range(1000))]
    found = tally.highest([everywhere, [listing(7)]], 10, None)
    assert found[0] == 7
    assert found[1:].tolist() == list(range(600, 1000))


def test_others_are_left_out(tally: Tally) -> None:
    among = np.zeros(1000, dtype=np.bool_)
    among[2] = True
    assert tally.highest([[listing(1, 2, 3)]], 5, among).tolist() == [2]
    assert tally.highest([], 5, None).tolist() == []


def test_threads_do_not_see_each_others_sums(tally: Tally) -> None:
    def add(place: int) -> list[int]:
        found = tally.highest([[listing(place)], [listing(place, place + 1)]], 1, None)
        return [int(number) for number in found]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(add, range(500))) == [[place] for place in range(500)]
