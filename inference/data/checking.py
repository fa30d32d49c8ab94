"""All rows looked at, on all cores, in their order, with few in memory at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait

from inference.cores import available_cores
from inference.data.photo_check import Checks, PhotoRecord, check_photo
from inference.data.photo_rows import PhotoRow

_WAITING_PER_WORKER = 8
_WAITING_CHARACTERS = 48 * 1024 * 1024


def check_photos(
    rows: Iterable[PhotoRow], checks: Checks, workers: int | None = None
) -> Iterator[tuple[PhotoRow, PhotoRecord]]:
    """Each row with what became of it, in the order of the rows.

    A photo over which a worker dies is reported as broken, and the others are looked at again.
    """
    count = workers or available_cores()
    waiting: deque[tuple[PhotoRow, Future[PhotoRecord]]] = deque()
    with _Pool(count, checks) as pool:
        characters = 0
        for row in rows:
            waiting.append((row, pool.submit(row)))
            characters += len(row.encoded)
            while len(waiting) > count * _WAITING_PER_WORKER or characters > _WAITING_CHARACTERS:
                first, future = waiting.popleft()
                characters -= len(first.encoded)
                yield first, pool.result(first, future)
        while waiting:
            first, future = waiting.popleft()
            yield first, pool.result(first, future)


class _Pool:
    """Worker processes, replaced when one dies."""

    def __init__(self, workers: int, checks: Checks) -> None:
        self._workers = workers
        self._checks = checks
        self._executor = self._start(workers)

    def _start(self, workers: int) -> ProcessPoolExecutor:
        # Spawned, for the threads of a library must not be forked.
        context = multiprocessing.get_context("spawn")
        executor = ProcessPoolExecutor(workers, context, _begin, (self._checks,))
        with _interrupts_deferred():  # the first call starts the workers, which inherit it
            executor.submit(os.getpid)
        return executor

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    def submit(self, row: PhotoRow) -> Future[PhotoRecord]:
        try:
            return self._executor.submit(_check, row)
        except BrokenProcessPool:
            self._executor = self._start(self._workers)
            return self._executor.submit(_check, row)

    def result(self, row: PhotoRow, future: Future[PhotoRecord]) -> PhotoRecord:
        try:
            return future.result()
        except BrokenProcessPool:
            return self._alone(row)

    def _alone(self, row: PhotoRow) -> PhotoRecord:
        """Look at one row in a process of its own: was it this one over which a worker died?"""
        with self._start(1) as executor:
            try:
                return executor.submit(_check, row).result()
            except BrokenProcessPool:
                detail = "The process that read the picture died of it."
                return PhotoRecord(
                    row.file, row.row, row.name, row.place_id, "broken_image", detail
                )


@contextmanager
def _interrupts_deferred() -> Iterator[None]:
    """Workers start without hearing an interrupt; one that comes meanwhile is heard after."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous)


_checks: Checks | None = None


def _begin(checks: Checks) -> None:
    """Start a worker: an interrupt is its parent's affair, and with its parent it ends."""
    global _checks
    _checks = checks
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _check(row: PhotoRow) -> PhotoRecord:
    if _checks is None:
        raise RuntimeError("the worker was not started by its pool")
    return check_photo(row, _checks)
