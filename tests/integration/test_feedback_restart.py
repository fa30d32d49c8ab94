"""What was asked before a restart is taken up after it."""

from __future__ import annotations

from bot.playground.simulation_client import Simulation
from bot.settings import Settings
from tests.integration.conftest import StartBot
from tests.integration.test_feedback import PALACE, ask, feedback


async def test_a_photo_agreed_to_after_a_restart_is_fetched_again_and_kept(
    simulation: Simulation, settings: Settings, start_bot: StartBot
) -> None:
    settings.keep_feedback_photos = True
    user = await simulation.user("ru")
    async with start_bot():
        await user.press(await ask(user), "✓ Верно")
        (question,) = await user.wait_for_reply()
    async with start_bot() as services:
        await user.press(question, "Да, сохраняйте")
        assert "Фото сохранено" in (await user.wait_for_edit(question)).text
        (row,) = await feedback(services, 1)
        assert (row.place_id, row.agreed) == (PALACE, True)
        assert row.photo
