from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait

import pytest

from inference.batching import Batcher
from inference.protocol import BusyError, ClosedError, DeadlineError


class Device:
    """Doubles numbers; may be stopped, and does not like some of them."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.threads: set[str] = set()
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Event()
        self.bad: set[int] = set()

    def compute(self, items: Sequence[int]) -> list[int]:
        self.begun.set()
        assert self.gate.wait(10)
        self.threads.add(threading.current_thread().name)
        self.batches.append(list(items))
        if self.bad & set(items):
            raise ValueError("a bad item")
        return [2 * item for item in items]


@pytest.fixture
def device() -> Device:
    return Device()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def batcher(device: Device, waits: list[float]) -> Iterator[Batcher[int, int]]:
    batcher = Batcher(device.compute, max_batch=4, queue_size=8, waited=waits.append, name="device")
    yield batcher
    device.gate.set()
    batcher.close()


@pytest.fixture
def occupied(device: Device, batcher: Batcher[int, int]) -> Future[int]:
    """The device stands at its gate with the item 100; what follows waits."""
    device.gate.clear()
    first = batcher.put(100)
    assert device.begun.wait(10)
    return first


def answers(futures: Sequence[Future[int]]) -> list[int]:
    return [future.result(10) for future in futures]


def test_an_item_is_answered_by_the_device_s_thread(
    device: Device, batcher: Batcher[int, int]
) -> None:
    assert batcher.put(21).result(10) == 42
    assert device.threads == {"device"}


@pytest.mark.usefixtures("occupied")
def test_what_waits_is_taken_at_once_and_in_order(
    device: Device, batcher: Batcher[int, int]
) -> None:
    futures = [batcher.put(number) for number in range(6)]
    assert batcher.queued == 6
    device.gate.set()
    assert answers(futures) == [0, 2, 4, 6, 8, 10]
    assert device.batches == [[100], [0, 1, 2, 3], [4, 5]]


@pytest.mark.usefixtures("occupied")
def test_only_items_of_a_group_are_taken_together_and_the_oldest_goes_first(
    device: Device, batcher: Batcher[int, int]
) -> None:
    groups = ["a", "b", "a", "b", "b", "a"]
    futures = [batcher.put(number, group=group) for number, group in enumerate(groups)]
    device.gate.set()
    assert answers(futures) == [0, 2, 4, 6, 8, 10]
    assert device.batches == [[100], [0, 2, 5], [1, 3, 4]]


@pytest.mark.usefixtures("occupied")
def test_a_bad_item_in_a_batch_fails_alone(device: Device, batcher: Batcher[int, int]) -> None:
    device.bad = {2}
    futures = [batcher.put(number) for number in (1, 2, 3)]
    device.gate.set()
    assert answers([futures[0], futures[2]]) == [2, 6]
    with pytest.raises(ValueError, match="a bad item"):
        futures[1].result(10)
    assert device.batches == [[100], [1, 2, 3], [1], [2], [3]]
    device.bad = set()
    assert batcher.put(2).result(10) == 4


def test_an_answer_missing_is_an_error_and_never_another_item_s_answer() -> None:
    gate, begun = threading.Event(), threading.Event()

    def forgetful(items: Sequence[int]) -> list[int]:
        begun.set()
        assert gate.wait(10)
        return [item for item in items if item != 2]

    batcher = Batcher(forgetful, max_batch=4, queue_size=8)
    first = batcher.put(0)
    assert begun.wait(10)
    futures = [batcher.put(number) for number in (1, 2, 3)]
    gate.set()
    assert answers([first, futures[0], futures[2]]) == [0, 1, 3]
    with pytest.raises(ValueError, match=r"zip\(\) argument 2 is shorter"):
        futures[1].result(10)
    batcher.close()


@pytest.mark.usefixtures("occupied")
def test_an_item_whose_caller_has_gone_is_skipped(
    device: Device, batcher: Batcher[int, int]
) -> None:
    futures = [batcher.put(number) for number in range(5)]
    assert futures[0].cancel()
    assert futures[2].cancel()
    device.gate.set()
    assert answers([futures[1], futures[3], futures[4]]) == [2, 6, 8]
    assert device.batches == [[100], [1, 3, 4]]


def test_an_item_that_is_being_computed_cannot_be_cancelled(
    device: Device, occupied: Future[int]
) -> None:
    assert not occupied.cancel()
    device.gate.set()
    assert occupied.result(10) == 200


@pytest.mark.usefixtures("occupied")
def test_an_item_past_its_deadline_is_not_computed(
    device: Device, batcher: Batcher[int, int]
) -> None:
    now = time.monotonic()
    late = batcher.put(1, deadline=now - 1)
    others = [batcher.put(2, deadline=now + 600), batcher.put(3)]
    device.gate.set()
    with pytest.raises(DeadlineError):
        late.result(10)
    assert answers(others) == [4, 6]
    assert device.batches == [[100], [2, 3]]


@pytest.mark.usefixtures("occupied")
def test_a_full_queue_says_busy_and_computes_what_it_has_taken(
    device: Device, batcher: Batcher[int, int]
) -> None:
    accepted: list[Future[int]] = []
    refused = 0
    for number in range(80):
        try:
            accepted.append(batcher.put(number))
        except BusyError:
            refused += 1
    assert (len(accepted), refused, batcher.queued) == (8, 72, 8)
    device.gate.set()
    assert answers(accepted) == [2 * number for number in range(8)]
    assert batcher.put(50).result(10) == 100


@pytest.mark.usefixtures("occupied")
def test_those_who_have_gone_take_no_room(device: Device, batcher: Batcher[int, int]) -> None:
    for future in [batcher.put(number) for number in range(8)]:
        future.cancel()
    after = [batcher.put(number) for number in range(8)]
    assert batcher.queued == 8
    with pytest.raises(BusyError):
        batcher.put(9)
    device.gate.set()
    assert answers(after) == [2 * number for number in range(8)]


@pytest.mark.usefixtures("occupied")
def test_closing_answers_what_waits_and_takes_no_more(
    device: Device, batcher: Batcher[int, int]
) -> None:
    futures = [batcher.put(number) for number in range(6)]
    closing = threading.Thread(target=batcher.close)
    closing.start()
    with pytest.raises(ClosedError):
        refused_from_now_on(lambda: batcher.put(7))
    device.gate.set()
    closing.join(10)
    assert not closing.is_alive()
    assert answers(futures) == [0, 2, 4, 6, 8, 10]


def refused_from_now_on(put: Callable[[], Future[int]]) -> None:
    """Puts until it is refused, and takes back what was not."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        put().cancel()


def test_many_threads_get_the_answers_to_what_they_asked(device: Device) -> None:
    batcher = Batcher(device.compute, max_batch=16, queue_size=1000)
    futures: dict[int, Future[int]] = {}

    def ask(start: int) -> None:
        for number in range(start, start + 100):
            futures[number] = batcher.put(number, group=number % 3)

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(0, 800, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wait(futures.values(), 10)
    assert {number: future.result(0) for number, future in futures.items()} == {
        number: 2 * number for number in range(800)
    }
    assert all(len({number % 3 for number in batch}) == 1 for batch in device.batches)
    batcher.close()


def test_with_two_threads_a_batch_is_put_together_while_another_has_the_device(
    device: Device,
) -> None:
    batcher = Batcher(device.compute, max_batch=2, queue_size=8, threads=2)
    device.gate.clear()
    first = batcher.put(1)
    assert device.begun.wait(10)
    device.begun.clear()
    second = batcher.put(2)
    assert device.begun.wait(10)  # though the first is not done
    third = batcher.put(3)
    device.gate.set()
    assert answers([first, second, third]) == [2, 4, 6]
    batcher.close()
    with pytest.raises(ClosedError):
        batcher.put(4)


@pytest.mark.parametrize(
    ("step", "waiting", "taken"),
    [
        (2, 1, [1]),
        (2, 3, [2, 1]),
        (2, 7, [4, 2, 1]),
        (4, 3, [1, 1, 1]),
        (4, 5, [4, 1]),
        (1, 3, [3]),
    ],
)
def test_batches_are_multiples_of_the_step_or_single_items(
    device: Device, step: int, waiting: int, taken: list[int]
) -> None:
    batcher = Batcher(device.compute, max_batch=4, queue_size=8, step=step)
    device.gate.clear()
    first = batcher.put(100)
    assert device.begun.wait(10)
    futures = [batcher.put(number) for number in range(waiting)]
    device.gate.set()
    answers([first, *futures])
    assert [len(batch) for batch in device.batches[1:]] == taken
    batcher.close()


@pytest.mark.usefixtures("occupied")
def test_how_long_each_item_waited_is_told(
    device: Device, batcher: Batcher[int, int], waits: list[float]
) -> None:
    futures = [batcher.put(number) for number in range(3)]
    futures[0].cancel()
    device.gate.set()
    answers(futures[1:])
    assert len(waits) == 3
    assert all(seconds >= 0 for seconds in waits)
