"""Right, not it, it is this one: what people say of an answer is kept, the photo only if agreed."""

from __future__ import annotations

import asyncio
import io

import pytest
from PIL import Image
from sqlalchemy import select

from bot.callbacks import Chosen, NotIt
from bot.playground.simulation_client import Person, Seen, Simulation
from bot.services import Services
from bot.store.models import FeedbackRow
from inference.exif import exif_position
from tests.integration.test_places import put_button
from tests.pictures import summer_palace, taken_at

pytestmark = pytest.mark.usefixtures("services")

PALACE = "U900030"


async def feedback(services: Services, rows: int) -> list[FeedbackRow]:
    """What is kept, as soon as it is so many rows: a tap is answered before it is written down."""
    query = select(FeedbackRow).order_by(FeedbackRow.id)
    async with asyncio.timeout(10):
        while True:
            async with services.store._session() as session:
                kept = list(await session.scalars(query))
            if len(kept) >= rows:
                assert len(kept) == rows
                return kept
            await asyncio.sleep(0.02)


async def ask(user: Person, data: bytes | None = None) -> Seen:
    if data is None:
        await user.send_photo(summer_palace().read_bytes())
    else:
        await user.send_document(data)
    (reply,) = await user.wait_for_reply()
    return reply


async def test_a_right_answer_is_kept_with_its_scores_and_model(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    answer = await user.press(await ask(user), "✓ Верно")
    assert answer is not None
    assert answer["text"] == "Спасибо, запомню!"
    (row,) = await feedback(services, 1)
    assert (row.user_id, row.chat_id, row.place_id) == (user.id, user.chat_id, PALACE)
    assert row.scores[PALACE] > 0.6
    assert row.model == services.engine.model_version
    assert (row.agreed, row.photo) == (False, None)
    await user.expect_silence(0.5)


async def test_not_it_offers_the_candidates_and_the_choice_is_kept(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    await user.press(await ask(user), "✗ Не то")
    (others,) = await user.wait_for_reply()
    assert "напишите его название" in others.text
    shown = [button["text"] for button in others.buttons]
    assert "Летний дворец" not in shown
    assert shown[-1] == "✗ Ничего из этого"
    await user.press(others, shown[0])
    (card,) = await user.wait_for_reply()
    assert card.photo is not None
    assert card.text.startswith(f"📍 {shown[0]}")
    (row,) = await feedback(services, 1)
    assert row.place_id in row.scores
    assert row.place_id != PALACE


async def test_none_of_these_asks_for_words(simulation: Simulation, services: Services) -> None:
    user = await simulation.user("en")
    await user.press(await ask(user), "✗ Not it")
    (others,) = await user.wait_for_reply()
    await user.press(others, "✗ None of these")
    assert "search by words" in (await user.wait_for_reply())[0].text
    (row,) = await feedback(services, 1)
    assert row.place_id is None


async def test_what_is_said_twice_is_kept_once(simulation: Simulation, services: Services) -> None:
    services.taps._window = 0.0
    user = await simulation.user("ru")
    reply = await ask(user)
    for _ in range(3):
        await user.press(reply, "✓ Верно")
    await user.expect_silence(0.5)
    await feedback(services, 1)


async def test_the_photo_is_kept_once_its_sender_has_agreed_and_without_its_position(
    simulation: Simulation, services: Services
) -> None:
    services.keep_feedback_photos = True
    user = await simulation.user("ru")
    with Image.open(summer_palace()) as image:
        data = taken_at(39.9913, 116.2734, image)
    await user.press(await ask(user, data), "✓ Верно")
    (question,) = await user.wait_for_reply()
    assert "Можно сохранить это фото" in question.text
    await user.press(question, "Да, сохраняйте")
    assert "Фото сохранено" in (await user.wait_for_edit(question)).text
    kept = [row for row in await feedback(services, 2) if row.photo is not None]
    assert len(kept) == 1
    assert kept[0].agreed
    assert kept[0].place_id == PALACE
    photo = kept[0].photo or b""
    assert exif_position(data) is not None
    assert exif_position(photo) is None
    with Image.open(io.BytesIO(photo)) as image:
        assert min(image.size) >= 400
    # The next one is kept without a question.
    await user.press(await ask(user), "✓ Верно")
    await user.expect_silence(0.5)
    assert [row.photo is not None for row in await feedback(services, 3)] == [False, True, True]


async def test_who_has_refused_is_not_asked_again(
    simulation: Simulation, services: Services
) -> None:
    services.keep_feedback_photos = True
    user = await simulation.user("ru")
    await user.press(await ask(user), "✓ Верно")
    (question,) = await user.wait_for_reply()
    await user.press(question, "Нет")
    assert "не сохраняю" in (await user.wait_for_edit(question)).text
    await user.press(await ask(user), "✓ Верно")
    await user.expect_silence(0.5)
    assert [row.photo for row in await feedback(services, 2)] == [None, None]


async def test_a_button_whose_answer_is_forgotten_is_explained(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    reply = await ask(user)
    for data in (NotIt(key="gone").pack(), Chosen(key="gone", number=0).pack()):
        await put_button(simulation, user, reply, data)
        answer = await user.press(reply, "Старая")
        assert answer is not None
        assert "больше не работает" in answer["text"]
