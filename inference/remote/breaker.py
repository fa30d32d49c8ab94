"""A circuit breaker (Nygard, "Release It!", 2007): who is away is not asked by everybody."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from inference.protocol import AwayError


class CircuitBreaker:
    """Opens for `seconds` after so many failures in a row; then one trial closes it or opens it.

    A failure is an AwayError; any other outcome is an answer. An attempt that was cancelled tells
    nothing.
    """

    def __init__(
        self,
        failures: int = 3,
        seconds: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = failures
        self._seconds = seconds
        self._clock = clock
        self._failures = 0
        self._opened: float | None = None
        self._trying = False

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Raises AwayError at once while it is open or another attempt is the trial."""
        trial = self._opened is not None
        if self._opened is not None:
            if self._trying or self._clock() - self._opened < self._seconds:
                raise AwayError("The inference service was away a moment ago.")
            self._trying = True
        try:
            yield
        except AwayError:
            self._failures += 1
            # Those that had begun before it opened do not keep it open for longer.
            if trial or (self._opened is None and self._failures >= self._most):
                self._opened = self._clock()
            raise
        except Exception:
            self._close()
            raise
        else:
            self._close()
        finally:
            if trial:
                self._trying = False

    def _close(self) -> None:
        self._failures, self._opened = 0, None
