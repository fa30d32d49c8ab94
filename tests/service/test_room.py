from __future__ import annotations

import pytest

from inference.protocol import BusyError
from inference.service.room import Room


def test_what_was_taken_is_given_back_even_after_an_error() -> None:
    room = Room(10)
    with room.shared() as take:
        take(6)
        assert room.taken == 6
        with pytest.raises(BusyError):
            take(5)
    assert room.taken == 0


def test_shares_are_of_one_room() -> None:
    room = Room(10)
    with room.shared() as one:
        one(8)
        with room.shared() as other:
            other(2)
            with pytest.raises(BusyError):
                other(1)
        one(2)
    assert room.taken == 0
