from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections import Counter
from collections.abc import AsyncIterator, Sequence

import pytest
import torch
from PIL import Image

from inference.catalogue import Category, Place
from inference.engine import BusyError, ClosedError, DeadlineError, Engine
from inference.images import ImageError
from inference.protocol import Inference, Observer, Stage
from inference.recognition import CategoryGuess, PlaceGuess, Recognition
from inference.search import SearchResult
from tests.pictures import jpeg, taken_at
from tests.waiting import until

CATEGORY = Category("towers", "башня", "tower", "🗼")


class DummyModel:
    """Says what it was given: the width of the picture as confidence, the city as place."""

    input_side = 64
    version = "dummy"
    device_photos = None

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.threads: set[str] = set()
        self.gate = threading.Event()
        self.gate.set()
        self.at_gate = False
        self.poison: int | None = None
        self.prepared = 0

    def prepare(self, image: Image.Image) -> torch.Tensor:
        self.prepared += 1
        self.threads.add(threading.current_thread().name.split("_")[0])
        return torch.tensor([image.width])

    def recognize(
        self, inputs: Sequence[torch.Tensor], cities: Sequence[str | None], k: int = 5
    ) -> list[Recognition]:
        self.at_gate = True
        self.gate.wait(10)
        self.at_gate = False
        self.threads.add(threading.current_thread().name)
        self.batches.append(len(inputs))
        widths = [int(item) for item in inputs]
        if self.poison in widths:
            raise ValueError("a poisoned photo")
        return [
            Recognition(
                (CategoryGuess(CATEGORY, 1.0),),
                tuple(
                    PlaceGuess(Place(f"P{i}", "Башня", "towers", city or ""), 1 / k)
                    for i in range(k)
                ),
                known=True,
                confidence=float(width),
            )
            for width, city in zip(widths, cities, strict=True)
        ]

    def recognize_views(
        self, inputs: Sequence[torch.Tensor], city: str | None = None, k: int = 5
    ) -> Recognition:
        """Says the sum of the widths."""
        if self.poison in [int(item) for item in inputs]:
            raise ValueError("a poisoned photo")
        (answer,) = self.recognize([torch.stack(list(inputs)).sum(0)], [city], k)
        return answer


class DummySearch:
    def __init__(self) -> None:
        self.searched: list[str] = []

    def search(self, text: str, city: str | None = None, k: int = 5) -> SearchResult:
        assert threading.current_thread() is not threading.main_thread()
        self.searched.append(text)
        if city == "Атлантида":
            raise ValueError("no such city")
        return SearchResult(text, city, ())

    def understood_city(self, text: str) -> str | None:
        assert threading.current_thread() is not threading.main_thread()
        return text.removeprefix("в ") if text.startswith("в ") else None


class Notes(Observer):
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.stages: list[Stage] = []
        self.batches: list[int] = []
        self.refusals = 0

    def stage(self, stage: Stage, seconds: float) -> None:
        assert 0 <= seconds < 60
        self.stages.append(stage)

    def batch(self, size: int) -> None:
        self.batches.append(size)

    def refused(self) -> None:
        self.refusals += 1


@pytest.fixture
def model() -> DummyModel:
    return DummyModel()


@pytest.fixture
def search() -> DummySearch:
    return DummySearch()


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
async def engine(model: DummyModel, search: DummySearch, notes: Notes) -> AsyncIterator[Engine]:
    async with Engine(model, search, queue_size=8, max_batch=4, observer=notes) as engine:
        yield engine
        model.gate.set()


async def occupy(engine: Engine, model: DummyModel) -> asyncio.Task[Recognition]:
    """Closes the gate and waits until the worker stands before it with one photo."""
    model.gate.clear()
    task = asyncio.create_task(engine.recognize(jpeg(65, 80)))
    await until(lambda: model.at_gate)
    return task


async def test_a_photo_is_answered_for_its_city(engine: Engine) -> None:
    answer = await engine.recognize(jpeg(100, 80), "Порту", k=2)
    assert answer.confidence == 100
    assert [guess.place.city for guess in answer.places] == ["Порту", "Порту"]


async def test_each_caller_gets_its_own_answer(engine: Engine) -> None:
    widths = [70, 80, 90, 100, 110]
    answers = await asyncio.gather(
        *(engine.recognize(jpeg(width, 80), k=k) for k, width in enumerate(widths, start=1))
    )
    assert [answer.confidence for answer in answers] == widths
    assert [len(answer.places) for answer in answers] == [1, 2, 3, 4, 5]


async def test_views_of_one_place_get_one_answer(engine: Engine) -> None:
    views = [await engine.view(jpeg(width, 80)) for width in (70, 80, 90)]
    answer = await engine.recognize_views(views, "Порту", k=2)
    assert answer.confidence == 240
    assert [guess.place.city for guess in answer.places] == ["Порту", "Порту"]


async def test_views_and_lone_photos_that_wait_together_get_their_own_answers(
    engine: Engine, model: DummyModel
) -> None:
    views = [await engine.view(jpeg(width, 80)) for width in (70, 80)]
    first = await occupy(engine, model)
    tasks = [
        asyncio.create_task(engine.recognize(jpeg(100, 80))),
        asyncio.create_task(engine.recognize_views(views)),
        asyncio.create_task(engine.recognize(jpeg(110, 80))),
    ]
    await until(lambda: engine.queued == 3)
    model.gate.set()
    await first
    assert [answer.confidence for answer in await asyncio.gather(*tasks)] == [100, 150, 110]


async def test_views_that_fail_in_the_model_fail_alone(engine: Engine, model: DummyModel) -> None:
    views = [await engine.view(jpeg(width, 80)) for width in (70, 99)]
    first = await occupy(engine, model)
    model.poison = 99
    lone = asyncio.create_task(engine.recognize(jpeg(100, 80)))
    together = asyncio.create_task(engine.recognize_views(views))
    await until(lambda: engine.queued == 2)
    model.gate.set()
    await first
    with pytest.raises(ValueError, match="poisoned"):
        await together
    assert (await lone).confidence == 100


async def test_a_view_made_for_a_replaced_model_is_left_out(model: DummyModel) -> None:
    async with Engine(model, DummySearch()) as engine:
        early = await engine.view(jpeg(70, 80))
        engine.replace(DummyModel(), DummySearch())
        late = await engine.view(jpeg(100, 80))
        assert (await engine.recognize_views([early, late])).confidence == 100
    assert model.batches == []


async def test_a_position_is_read_only_when_asked_for(engine: Engine) -> None:
    data = taken_at(41.15, -8.61)
    assert (await engine.view(data)).position is None
    assert (await engine.view(data, with_position=True)).position == pytest.approx((41.15, -8.61))


async def test_the_city_that_words_name_is_understood(engine: Engine) -> None:
    assert await engine.understood_city("в Порту") == "Порту"
    assert await engine.understood_city("мост") is None


async def test_what_waits_is_taken_as_one_batch(engine: Engine, model: DummyModel) -> None:
    first = await occupy(engine, model)
    tasks = [asyncio.create_task(engine.recognize(jpeg())) for _ in range(6)]
    await until(lambda: engine.queued == 6)
    model.gate.set()
    await asyncio.gather(first, *tasks)
    assert model.batches == [1, 4, 2]


async def test_decoder_and_model_stay_off_the_event_loop(engine: Engine, model: DummyModel) -> None:
    await engine.recognize(jpeg())
    assert model.threads == {"decode", "recognize"}


async def test_a_bad_file_is_refused_and_its_neighbours_are_answered(engine: Engine) -> None:
    good, bad = await asyncio.gather(
        engine.recognize(jpeg()), engine.recognize(b"no photo"), return_exceptions=True
    )
    assert isinstance(good, Recognition)
    assert isinstance(bad, ImageError)


async def test_a_photo_that_fails_in_the_model_fails_alone(
    engine: Engine, model: DummyModel
) -> None:
    first = await occupy(engine, model)
    model.poison = 99
    tasks = [asyncio.create_task(engine.recognize(jpeg(w, 80))) for w in (70, 99, 80, 90)]
    await until(lambda: engine.queued == 4)
    model.gate.set()
    await first
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(answers[1], ValueError)
    assert [a.confidence for a in answers if isinstance(a, Recognition)] == [70, 80, 90]


async def test_a_full_queue_says_busy_at_once_and_recovers(
    engine: Engine, model: DummyModel
) -> None:
    model.gate.clear()
    tasks = [asyncio.create_task(engine.recognize(jpeg())) for _ in range(8)]
    await asyncio.sleep(0)
    with pytest.raises(BusyError):
        await engine.recognize(jpeg())
    with pytest.raises(BusyError):
        await engine.search("башня")
    model.gate.set()
    await asyncio.gather(*tasks)
    assert (await engine.recognize(jpeg())).known


async def test_a_caller_who_has_gone_is_skipped(engine: Engine, model: DummyModel) -> None:
    first = await occupy(engine, model)
    gone = [asyncio.create_task(engine.recognize(jpeg(80, 80))) for _ in range(3)]
    await until(lambda: engine.queued == 3)
    for task in gone:
        task.cancel()
    await asyncio.gather(*gone, return_exceptions=True)
    model.gate.set()
    await first
    assert (await engine.recognize(jpeg(90, 80))).confidence == 90
    assert sum(model.batches) == 2


async def test_a_caller_who_goes_while_the_photo_is_decoded_is_skipped() -> None:
    decoding, go_on = threading.Event(), threading.Event()

    class Slow(DummyModel):
        def prepare(self, image: Image.Image) -> torch.Tensor:
            decoding.set()
            assert go_on.wait(10)
            return super().prepare(image)

    model = Slow()
    async with Engine(model, DummySearch(), decoders=1) as engine:
        gone = [asyncio.create_task(engine.recognize(jpeg(80, 80))) for _ in range(3)]
        await until(decoding.is_set)
        for task in gone:
            task.cancel()
        await asyncio.gather(*gone, return_exceptions=True)
        go_on.set()
        assert (await engine.recognize(jpeg(90, 80))).confidence == 90
    assert model.batches == [1]


async def test_a_request_that_has_waited_too_long_is_not_begun(model: DummyModel) -> None:
    async with Engine(model, DummySearch(), deadline_seconds=1e-9) as engine:
        with pytest.raises(DeadlineError):
            await engine.recognize(jpeg())
        view = await engine.view(jpeg())
        with pytest.raises(DeadlineError):
            await engine.recognize_views([view])
    assert model.batches == []


async def test_a_refused_request_costs_no_work(engine: Engine, model: DummyModel) -> None:
    first = await occupy(engine, model)
    tasks = [asyncio.create_task(engine.recognize(jpeg())) for _ in range(7)]
    await until(lambda: engine.queued == 7)
    prepared = model.prepared
    refused = await asyncio.gather(
        *(engine.recognize(jpeg()) for _ in range(80)), return_exceptions=True
    )
    assert all(isinstance(answer, BusyError) for answer in refused)
    model.gate.set()
    assert len(await asyncio.gather(first, *tasks)) == 8
    assert model.prepared == prepared


async def test_an_observer_is_told_of_stages_batches_and_refusals(
    engine: Engine, model: DummyModel, notes: Notes
) -> None:
    first = await occupy(engine, model)
    tasks = [asyncio.create_task(engine.recognize(jpeg())) for _ in range(7)]
    await until(lambda: engine.queued == 7)
    with pytest.raises(BusyError):
        await engine.recognize(jpeg())
    model.gate.set()
    await asyncio.gather(first, *tasks)
    views = [await engine.view(jpeg()) for _ in range(3)]
    await engine.recognize_views(views)
    await engine.search("башня")
    assert notes.refusals == 1
    assert notes.batches == [1, 4, 3, 3]
    assert Counter(notes.stages) == {"decode": 11, "wait": 9, "model": 4, "search": 1}


async def test_words_are_searched_in_a_thread(engine: Engine) -> None:
    result = await engine.search("башня", "Порту", k=3)
    assert (result.query, result.city) == ("башня", "Порту")


async def test_what_was_asked_lately_is_answered_at_once_even_while_busy(
    engine: Engine, model: DummyModel, search: DummySearch
) -> None:
    found = await engine.search("башня", "Порту", k=3)
    await engine.search("башня", "Порту", k=2)
    await engine.search("башня", k=3)
    assert len(search.searched) == 3
    model.gate.clear()
    tasks = [asyncio.create_task(engine.recognize(jpeg())) for _ in range(8)]
    await asyncio.sleep(0)
    assert await engine.search("башня", "Порту", k=3) is found
    assert len(search.searched) == 3
    model.gate.set()
    await asyncio.gather(*tasks)


async def test_a_search_that_failed_is_tried_again(engine: Engine, search: DummySearch) -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="no such city"):
            await engine.search("башня", "Атлантида")
    assert len(search.searched) == 2


async def test_another_search_answers_nothing_from_memory(engine: Engine) -> None:
    found = await engine.search("башня")
    after = DummySearch()
    engine.replace(DummyModel(), after)
    assert await engine.search("башня") is not found
    assert after.searched == ["башня"]


async def test_a_search_begun_before_is_not_remembered_after_a_replacement() -> None:
    searching, go_on = threading.Event(), threading.Event()

    class Slow(DummySearch):
        def search(self, text: str, city: str | None = None, k: int = 5) -> SearchResult:
            searching.set()
            assert go_on.wait(10)
            return super().search(text, city, k)

    async with Engine(DummyModel(), Slow()) as engine:
        begun = asyncio.create_task(engine.search("башня"))
        await until(searching.is_set)
        after = DummySearch()
        engine.replace(DummyModel(), after)
        go_on.set()
        await begun
        await engine.search("башня")
    assert after.searched == ["башня"]


async def test_a_closed_engine_answers_nothing_from_memory() -> None:
    engine: Inference = Engine(DummyModel(), DummySearch())
    await engine.search("башня")
    await engine.close()
    with pytest.raises(ClosedError):
        await engine.search("башня")


async def test_closing_answers_what_waits_and_takes_no_more(model: DummyModel) -> None:
    engine = Engine(model, DummySearch())
    first = await occupy(engine, model)
    tasks = [asyncio.create_task(engine.recognize(jpeg())) for _ in range(3)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(engine.close())
    await asyncio.sleep(0.01)
    with pytest.raises(ClosedError):
        await engine.recognize(jpeg())
    model.gate.set()
    await closing
    assert len(await asyncio.gather(first, *tasks)) == 4


async def test_a_replaced_model_is_let_go() -> None:
    model = DummyModel()
    gone = weakref.ref(model)
    async with Engine(model, DummySearch()) as engine:
        await engine.recognize(jpeg())
        engine.replace(DummyModel(), DummySearch())
        del model
        await until(lambda: gc.collect() >= 0 and gone() is None)
        assert (await engine.recognize(jpeg())).known


async def test_a_replaced_model_finishes_what_it_has_begun() -> None:
    before, after = DummyModel(), DummyModel()
    before.gate.clear()
    async with Engine(before, DummySearch()) as engine:
        begun = asyncio.create_task(engine.recognize(jpeg(100, 80)))
        await until(lambda: before.at_gate)
        waiting = asyncio.create_task(engine.recognize(jpeg(120, 80)))
        await until(lambda: engine.queued >= 1)
        engine.replace(after, DummySearch())
        later = asyncio.create_task(engine.recognize(jpeg(140, 80)))
        await until(lambda: engine.queued >= 2)
        before.gate.set()
        answers = await asyncio.gather(begun, waiting, later)
    assert [answer.confidence for answer in answers] == [100, 120, 140]
    assert (before.batches, after.batches) == ([1, 1], [1])
