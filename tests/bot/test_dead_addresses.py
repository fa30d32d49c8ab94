from __future__ import annotations

from bot.dead_addresses import KEPT_SECONDS, DeadAddresses

ADDRESS = "https://photos.example/1.jpg"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_address_is_dead_for_a_day_and_then_tried_again() -> None:
    clock = Clock()
    dead = DeadAddresses(clock)
    dead.add(ADDRESS)
    clock.now += KEPT_SECONDS - 1
    assert ADDRESS in dead
    clock.now += 1
    assert ADDRESS not in dead


def test_what_was_never_refused_is_not_dead() -> None:
    dead = DeadAddresses()
    dead.add(ADDRESS)
    assert "https://photos.example/2.jpg" not in dead
    assert "" not in dead


def test_what_is_dead_no_longer_takes_no_room() -> None:
    clock = Clock()
    dead = DeadAddresses(clock)
    for number in range(5):
        dead.add(f"{ADDRESS}?{number}")
    clock.now += KEPT_SECONDS
    dead.add(ADDRESS)
    assert list(dead._until) == [ADDRESS]
