from __future__ import annotations

import asyncio
from contextlib import ExitStack

import pytest

from inference.protocol import AwayError, BusyError
from inference.remote.breaker import CircuitBreaker
from tests.remote.conftest import Clock


@pytest.fixture
def breaker(clock: Clock) -> CircuitBreaker:
    return CircuitBreaker(failures=3, seconds=10, clock=clock)


def attempt(breaker: CircuitBreaker, error: BaseException | None = None) -> bool:
    """Whether the breaker let it pass."""
    passed = False
    try:
        with breaker.attempt():
            passed = True
            if error is not None:
                raise error
    except (AwayError, BusyError, asyncio.CancelledError):
        pass
    return passed


def fail(breaker: CircuitBreaker, times: int) -> None:
    for _ in range(times):
        assert attempt(breaker, AwayError())


def test_it_opens_after_failures_in_a_row(breaker: CircuitBreaker) -> None:
    fail(breaker, 3)
    assert not attempt(breaker)


@pytest.mark.parametrize("between", [None, BusyError()])
def test_an_answer_between_failures_keeps_it_closed(
    breaker: CircuitBreaker, between: BaseException | None
) -> None:
    fail(breaker, 2)
    assert attempt(breaker, between)
    fail(breaker, 2)
    assert attempt(breaker)


def test_one_trial_closes_it_after_its_time(breaker: CircuitBreaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now = 9.9
    assert not attempt(breaker)
    clock.now = 10
    with breaker.attempt():
        assert not attempt(breaker)
    assert attempt(breaker)
    fail(breaker, 2)
    assert attempt(breaker)


def test_a_trial_that_fails_opens_it_for_another_while(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    fail(breaker, 3)
    clock.now = 10
    fail(breaker, 1)
    clock.now = 19.9
    assert not attempt(breaker)
    clock.now = 20
    assert attempt(breaker)


def test_a_trial_that_is_given_up_leaves_room_for_the_next(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    fail(breaker, 3)
    clock.now = 10
    assert attempt(breaker, asyncio.CancelledError())
    assert attempt(breaker)


def test_those_under_way_when_it_opens_do_not_keep_it_open(
    breaker: CircuitBreaker, clock: Clock
) -> None:
    with ExitStack() as late:
        late.enter_context(pytest.raises(AwayError))
        late.enter_context(breaker.attempt())
        fail(breaker, 3)
        clock.now = 9
        raise AwayError
    clock.now = 10
    assert attempt(breaker)
