from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

import pytest
import torch
from PIL import Image

from bot.logs import SecretiveFormatter
from bot.playground import PLAYGROUND_TOKEN
from bot.playground.simulation_client import Simulation
from bot.services import Services
from inference import BusyError, Recognition
from inference.engine import PhotoModel
from tests.integration.conftest import StartBot
from tests.pictures import jpeg


class MoodyModel:
    """Fails, or waits, as the test tells it."""

    input_side = 64
    version = "moody"
    device_photos = None

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.error: Exception | None = None

    def prepare(self, image: Image.Image) -> torch.Tensor:
        return torch.zeros(1)

    def recognize(
        self, inputs: Sequence[torch.Tensor], cities: Sequence[str | None], k: int = 5
    ) -> list[Recognition]:
        if self.error is not None:
            raise self.error
        self.gate.wait(10)
        raise ValueError("opened")

    def recognize_views(
        self, inputs: Sequence[torch.Tensor], city: str | None = None, k: int = 5
    ) -> Recognition:
        return self.recognize(inputs, [city], k)[0]


@pytest.fixture
def moody() -> MoodyModel:
    return MoodyModel()


@pytest.fixture
def photo_model(moody: MoodyModel) -> PhotoModel:
    return moody


async def test_an_error_inside_is_logged_and_answered_with_an_apology(
    simulation: Simulation,
    services: Services,
    moody: MoodyModel,
    caplog: pytest.LogCaptureFixture,
) -> None:
    moody.error = ValueError("tensors of a secret shape")
    user = await simulation.user("en")
    await user.send_photo(jpeg())
    (reply,) = await user.wait_for_reply()
    assert "Something went wrong" in reply.text
    assert "secret" not in reply.text
    logged = [record for record in caplog.records if record.exc_info]
    assert "secret shape" in str(logged[0].exc_info)
    assert logged[0].levelno == logging.ERROR


async def test_a_wait_that_telegram_asks_for_is_kept(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    await simulation.fail_next("sendMessage", 429, retry_after=1)
    await user.send_text("/start")
    (reply,) = await user.wait_for_reply()
    assert "узнаю достопримечательности" in reply.text


async def test_a_download_that_fails_for_a_moment_is_tried_again(
    simulation: Simulation, services: Services, moody: MoodyModel
) -> None:
    moody.gate.set()
    moody.error = BusyError("reached the model")
    user = await simulation.user("ru")
    await simulation.fail_next("download", 502)
    await user.send_photo(jpeg())
    assert "слишком много запросов" in (await user.wait_for_reply())[0].text


async def test_a_download_that_is_refused_gets_an_apology_and_no_token_is_logged(
    simulation: Simulation, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    user = await simulation.user("ru")
    await simulation.fail_next("download", 404)
    await user.send_photo(jpeg())
    assert "Что-то пошло не так" in (await user.wait_for_reply())[0].text
    formatter = SecretiveFormatter()
    assert "status 404" in "".join(map(formatter.format, caplog.records))
    assert PLAYGROUND_TOKEN not in "".join(map(formatter.format, caplog.records))


async def test_an_answer_that_may_have_arrived_is_followed_by_no_apology(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    await simulation.fail_next("sendMediaGroup", 0, after=True)
    await user.send_text("Храм на Крови")
    assert len(await user.wait_for_reply()) == 5
    await user.expect_silence(0.5)


@pytest.mark.parametrize("html", [False, True])
async def test_what_a_server_did_not_take_is_sent_again(
    simulation: Simulation, services: Services, html: bool
) -> None:
    user = await simulation.user("ru")
    await simulation.fail_next("sendMessage", 503, html=html)
    await user.send_text("/start")
    (reply,) = await user.wait_for_reply()
    assert "узнаю достопримечательности" in reply.text
    await user.expect_silence(0.5)


@pytest.mark.parametrize("after", [False, True])
async def test_what_may_have_arrived_is_not_sent_again_and_the_user_is_told_so(
    simulation: Simulation, services: Services, after: bool
) -> None:
    user = await simulation.user("ru")
    await simulation.fail_next("sendMessage", 502, after=after)
    await user.send_text("/start")
    said = await user.wait_for_reply()
    while "не подтвердил" not in said[-1].text:
        said += await user.wait_for_reply()
    assert len(said) == (2 if after else 1)
    await user.expect_silence(0.5)


@pytest.mark.parametrize("html", [False, True])
async def test_a_failing_typing_indicator_costs_no_answer(
    simulation: Simulation, services: Services, html: bool
) -> None:
    user = await simulation.user("ru")
    await simulation.fail_next("sendChatAction", 502, times=5, html=html)
    await user.send_text("Храм на Крови")
    assert await user.wait_for_reply()


async def test_a_user_who_blocked_the_bot_is_no_error(
    simulation: Simulation, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    user = await simulation.user("ru")
    await simulation.fail_next("sendMessage", 403)
    await user.send_text("/start")
    await user.expect_silence(0.5)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    await user.send_text("/start")
    assert await user.wait_for_reply()


async def test_an_update_that_arrives_while_the_bot_is_away_is_answered_later(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    await simulation.fail_next("getUpdates", 502, times=2)
    await user.send_text("/start")
    assert await user.wait_for_reply(20)


async def test_a_gateway_that_answers_with_a_page_at_the_start_is_waited_for(
    simulation: Simulation, start_bot: StartBot
) -> None:
    await simulation.fail_next("getMe", 502, html=True)
    async with start_bot():
        user = await simulation.user("ru")
        await user.send_text("/start")
        assert await user.wait_for_reply()
