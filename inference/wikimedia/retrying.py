"""When an answer that says nothing is asked for again, and how often."""

from __future__ import annotations

import logging

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from inference.wikimedia.errors import TemporaryError
from inference.wikimedia.pauses import LONGEST_PAUSE, Sleep

log = logging.getLogger(__name__)

TRIES = 8
# Shorter pauses are nothing to wonder about.
_WORTH_SAYING = 4.0
_BACKOFF = wait_exponential_jitter(initial=1, max=60, jitter=1)


def tries(sleep: Sleep, host: str) -> AsyncRetrying:
    """Calls what raises TemporaryError up to eight times; the last error is raised as it is."""
    return AsyncRetrying(
        retry=retry_if_exception_type(TemporaryError),
        stop=stop_after_attempt(TRIES),
        wait=_before_next_try,
        before_sleep=lambda state: _say_why(state, host),
        sleep=sleep,
        reraise=True,
    )


def _before_next_try(state: RetryCallState) -> float:
    """Seconds; what a service asks for is kept by `Pauses`, for all who ask the same host."""
    error = state.outcome.exception() if state.outcome is not None else None
    asked_for = error.retry_after if isinstance(error, TemporaryError) else None
    return 0.0 if asked_for else _BACKOFF(state)


def _say_why(state: RetryCallState, host: str) -> None:
    error = state.outcome.exception() if state.outcome is not None else None
    pause = (isinstance(error, TemporaryError) and error.retry_after) or state.upcoming_sleep
    if _WORTH_SAYING <= pause <= LONGEST_PAUSE:
        log.info("%s %s; asking again in %.0f s.", host, error, pause)
