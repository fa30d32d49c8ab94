"""Dynamic batching: a thread takes whatever waits as one batch, and computes it.

The idea is Clipper's (Crankshaw et al. 2017, "A low-latency online prediction serving system")
without its delay: nothing waits for a fuller batch. While one is computed, the next gathers.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Generic, TypeVar

from inference.protocol import BusyError, ClosedError, DeadlineError

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Job(Generic[Item, Answer]):
    item: Item
    group: object
    deadline: float | None
    answer: Future[Answer]
    since: float


class Batcher(Generic[Item, Answer]):
    """Gives `compute` items in the order in which they were put in, at most `max_batch` at once.

    `compute` runs in so many `threads` named `name` and returns one answer an item, in their order.
    Where it raises for a batch, its items are computed one by one: only the bad ones fail.
    Fewer items than `step` are taken one by one, of more a multiple of it.
    `waited` is told how many seconds each item waited. Times are those of `time.monotonic`.
    """

    def __init__(
        self,
        compute: Callable[[Sequence[Item]], Sequence[Answer]],
        *,
        max_batch: int,
        queue_size: int,
        step: int = 1,
        threads: int = 1,
        waited: Callable[[float], None] = lambda seconds: None,
        name: str = "batch",
    ) -> None:
        self._compute, self._waited = compute, waited
        self._max_batch, self._queue_size, self._step = max_batch, queue_size, step
        self._jobs: deque[_Job[Item, Answer]] = deque()
        self._closed, self._changed = False, Condition()
        self._threads = [Thread(target=self._work, name=name, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    @property
    def queued(self) -> int:
        """How many items wait."""
        return len(self._jobs)

    def put(
        self,
        item: Item,
        *,
        group: object = None,
        deadline: float | None = None,
        answer: Future[Answer] | None = None,
    ) -> Future[Answer]:
        """Put an item in the queue; only items of equal groups are computed together.

        Cancelling the future takes an item out that has not been begun; after the deadline it is
        not begun, and fails with DeadlineError. An `answer` given is used for the future. Raises
        BusyError at once when the queue is full, and ClosedError after `close`.
        """
        job = _Job(item, group, deadline, answer or Future(), time.monotonic())
        with self._changed:
            if self._closed:
                raise ClosedError("The queue has been closed.")
            if len(self._jobs) >= self._queue_size:
                self._jobs = deque(job for job in self._jobs if not job.answer.cancelled())
                if len(self._jobs) >= self._queue_size:
                    raise BusyError(f"{len(self._jobs)} wait already; try again in a moment.")
            self._jobs.append(job)
            self._changed.notify()
        return job.answer

    def close(self) -> None:
        """Take no more, answer what waits, then end the threads."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while self._something_waits():
            self._answer_next()  # its items are let go before the next sleep

    def _answer_next(self) -> None:
        batch, late = self._take()
        for job in late:
            job.answer.set_exception(DeadlineError("The request waited longer than it may."))
        for job in batch:
            self._waited(time.monotonic() - job.since)
        if batch:
            self._answer(batch)

    def _something_waits(self) -> bool:  # sleeps while nothing does; False once closed and empty
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._closed)
            return bool(self._jobs)

    def _take(self) -> tuple[list[_Job[Item, Answer]], list[_Job[Item, Answer]]]:
        """The oldest job with all of its group that fit into its batch, and jobs that are late."""
        batch: list[_Job[Item, Answer]] = []
        late: list[_Job[Item, Answer]] = []
        others: list[_Job[Item, Answer]] = []
        now = time.monotonic()
        with self._changed:
            most = min(max(self.queued - self.queued % self._step, 1), self._max_batch)
            while self._jobs and len(batch) < most:
                job = self._jobs.popleft()
                if batch and job.group != batch[0].group:
                    others.append(job)
                elif job.answer.set_running_or_notify_cancel():  # else its caller has gone
                    (late if job.deadline is not None and now > job.deadline else batch).append(job)
            self._jobs.extendleft(reversed(others))
        return batch, late

    def _answer(self, batch: Sequence[_Job[Item, Answer]]) -> None:
        try:
            answered = list(zip(batch, self._compute([job.item for job in batch]), strict=True))
        except Exception as error:
            if len(batch) == 1:
                batch[0].answer.set_exception(error)
                return
            log.warning("A batch of %d failed (%r); taking them one by one.", len(batch), error)
            for job in batch:
                self._answer([job])
            return
        for job, answer in answered:
            job.answer.set_result(answer)
