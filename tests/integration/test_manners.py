"""How the bot behaves when there is much to do, when it is stopped, and when it is killed."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from PIL import Image

from bot.middlewares import throttling
from bot.playground.simulation_client import Person, Seen, Simulation
from bot.services import Services
from bot.settings import Settings
from inference.engine import PhotoModel
from inference.loading import load_catalogue
from inference.recognition import CategoryGuess, Recognition
from tests.integration.conftest import StartBot
from tests.pictures import jpeg

TOO_FAST, MANY_PHOTOS = "Не так быстро", "очень много фото"


CASTLE = CategoryGuess(load_catalogue(Settings()).categories["fortifications"], 0.9)


class SlowModel:
    """Recognises nothing until the gate is opened."""

    input_side = 64
    version = "slow"
    device_photos = None

    def __init__(self) -> None:
        self.gate = threading.Event()

    def prepare(self, image: Image.Image) -> torch.Tensor:
        return torch.zeros(1)

    def recognize(
        self, inputs: Sequence[torch.Tensor], cities: Sequence[str | None], k: int = 5
    ) -> list[Recognition]:
        self.gate.wait(20)
        return [Recognition((CASTLE,), (), False, 0.0) for _ in inputs]

    def recognize_views(
        self, inputs: Sequence[torch.Tensor], city: str | None = None, k: int = 5
    ) -> Recognition:
        return self.recognize(inputs, [city], k)[0]


@pytest.fixture
def slow() -> SlowModel:
    return SlowModel()


@pytest.fixture
def photo_model(slow: SlowModel) -> PhotoModel:
    return slow


async def replies(user: Person, most: int, seconds: float = 10.0) -> list[Seen]:
    """What the bot wrote, until there is so much of it or the time is over."""
    found: list[Seen] = []
    deadline = time.monotonic() + seconds
    while len(found) < most and (left := deadline - time.monotonic()) > 0:
        try:
            found += await user.wait_for_reply(left)
        except TimeoutError:
            break
    return found


async def test_who_writes_too_fast_is_told_so_once_and_others_are_answered(
    simulation: Simulation, start_bot: StartBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "MESSAGES", (6, 0.1))
    flooder, other = await simulation.user("ru"), await simulation.user("ru")
    async with start_bot():
        for _ in range(16):
            await flooder.send_text("/privacy")
        await other.send_text("/start")
        assert "узнаю достопримечательности" in (await other.wait_for_reply(2))[0].text
        said = await replies(flooder, 100, 8)
    assert [TOO_FAST in reply.text for reply in said[:7]] == [False] * 6 + [True]
    assert not any(TOO_FAST in reply.text for reply in said[7:])
    assert len(said) < 10


async def test_a_burst_is_answered_whole_in_its_order_and_telegram_never_has_to_say_no(
    simulation: Simulation, services: Services
) -> None:
    users = [await simulation.user("ru") for _ in range(12)]
    for _ in range(4):
        await asyncio.gather(*(user.send_text("/city Владимир") for user in users))
        await asyncio.gather(*(user.send_text("/city все") for user in users))
    for user in users:
        said = await replies(user, 8, 20)
        assert [("всех" in reply.text) for reply in said] == [False, True] * 4
    assert (await simulation.stats())["refusals"].get("sendMessage", 0) == 0


async def test_many_photos_wait_with_a_word_that_goes_when_the_answer_comes(
    simulation: Simulation, services: Services, slow: SlowModel
) -> None:
    early = [await simulation.user("ru") for _ in range(4)]  # half of the queue
    late = await simulation.user("ru")
    for user in early:
        await user.send_photo(jpeg())
    await asyncio.sleep(0.5)
    await late.send_photo(jpeg(200, 200))
    (word,) = await late.wait_for_reply()
    assert MANY_PHOTOS in word.text
    slow.gate.set()
    (answer,) = await late.wait_for_reply()
    assert MANY_PHOTOS not in answer.text
    await asyncio.sleep(0.5)
    assert await late.message(word.id) is None


async def test_a_stopped_bot_finishes_what_has_begun_and_answers_the_rest_after_the_next_start(
    simulation: Simulation, start_bot: StartBot, slow: SlowModel
) -> None:
    user = await simulation.user("ru")
    async with start_bot():
        await user.send_photo(jpeg())
        await user.send_text("/city Владимир")
        await asyncio.sleep(1)
        threading.Timer(1, slow.gate.set).start()
    (answer,) = await user.wait_for_reply(1)
    assert answer.reply_to is not None
    async with start_bot():
        (second,) = await user.wait_for_reply()
        assert "Владимир" in second.text
        await user.expect_silence(1)


async def test_an_update_that_telegram_brings_again_is_answered_once(
    simulation: Simulation, start_bot: StartBot
) -> None:
    user = await simulation.user("ru")
    # The updates are handed out, and again, since their confirmation is lost.
    async with start_bot():
        await user.send_text("/start")
        await user.wait_for_reply()
        await simulation.fail_next("getUpdates", 502, times=2, after=True)
        await user.send_text("/city Владимир")
        assert len(await replies(user, 5, 6)) == 1


async def test_a_user_who_blocked_the_bot_is_no_error(
    simulation: Simulation, services: Services, slow: SlowModel, caplog: pytest.LogCaptureFixture
) -> None:
    user, other = await simulation.user("ru"), await simulation.user("ru")
    await user.send_photo(jpeg())
    await asyncio.sleep(0.5)
    await user.block()
    slow.gate.set()
    await other.send_text("/start")
    await other.wait_for_reply()
    await asyncio.sleep(0.5)
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


class TestWithoutTimeToFinish:
    @pytest.fixture
    def settings(self, tmp_path: Path) -> Settings:
        return Settings(data_dir=tmp_path, queue_size=8, drain_seconds=0)

    async def test_what_of_an_answer_was_sent_is_not_sent_again(
        self, simulation: Simulation, start_bot: StartBot
    ) -> None:
        user = await simulation.user("ru")
        async with start_bot():
            await user.send_text("музей")
            album = await user.wait_for_reply()
            await asyncio.sleep(0.2)
        assert len(album) == 5
        async with start_bot():
            (below,) = await replies(user, 6, 4)
        assert len(below.buttons) >= 5


async def test_messages_of_an_inbox_that_was_killed_while_full_are_all_answered_in_order(
    simulation: Simulation, start_bot: StartBot, slow: SlowModel
) -> None:
    users = [await simulation.user("ru") for _ in range(3)]
    async with start_bot():
        for user in users:
            await user.send_photo(jpeg())
            await user.send_text("/city Владимир")
            await user.send_text("/city все")
        await asyncio.sleep(1)
        slow.gate.set()
    async with start_bot():
        for user in users:
            said = await replies(user, 3)
            assert ["Владимир" in reply.text for reply in said] == [False, True, False]
            assert "всех" in said[-1].text
