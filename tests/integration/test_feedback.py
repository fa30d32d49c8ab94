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
    answer = await user.press(card, "✓ Это оно")
    assert answer is not None
    assert answer["text"] == "Спасибо, запомню!"
    (row,) = await feedback(services, 1)
    assert row.place_id in row.scores
    assert row.place_id != PALACE


async def test_to_look_at_candidates_is_to_say_nothing_of_them(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    await user.press(await ask(user), "✗ Не то")
    (others,) = await user.wait_for_reply()
    first, second = [button["text"] for button in others.buttons][:2]
    for name in (first, second):
        await user.press(others, name)
        (card,) = await user.wait_for_reply()
        assert [button["text"] for button in card.buttons][-2:] == ["✓ Это оно", "✗ Не то"]
    await user.press(card, "✗ Не то")
    (rest,) = await user.wait_for_reply()
    left = [button["text"] for button in rest.buttons]
    assert first in left
    assert second not in left
    await feedback(services, 0)


async def test_what_is_said_later_takes_the_place_of_what_was_said_before(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    reply = await ask(user)
    await user.press(reply, "✓ Верно")
    await feedback(services, 1)
    await user.press(reply, "✗ Не то")
    (others,) = await user.wait_for_reply()
    await user.press(others, "✗ Ничего из этого")
    await user.wait_for_reply()
    (row,) = await judged(services, None)
    assert row.user_id == user.id
    counted = (await services.store.statistics()).total
    assert (counted["feedback_right"], counted["feedback_wrong"]) == (0, 1)


async def judged(services: Services, place_id: str | None) -> list[FeedbackRow]:
    """The one row, as soon as it says this."""
    async with asyncio.timeout(10):
        while (rows := await feedback(services, 1))[0].place_id != place_id:  # noqa: ASYNC110  # the store tells nobody
            await asyncio.sleep(0.02)
    return rows


async def correct(user: Person, asked: Seen, words: str, reply_to: int = 0) -> Seen:
    """Search after "not it", open the first place; returns its card."""
    await user.send_text(words, reply_to=reply_to)
    found = await user.wait_for_reply()
    while not found[-1].buttons:
        found = await user.wait_for_reply()
    assert "карточке" in " ".join(message.text for message in found)
    await user.press(found[-1], "1")
    (card,) = await user.wait_for_reply()
    assert [button["text"] for button in card.buttons][-1] == "✓ Это на моём фото"
    return card


async def test_a_place_that_was_searched_for_becomes_the_judgement(
    simulation: Simulation, services: Services
) -> None:
    services.keep_feedback_photos = True
    user = await simulation.user("ru")
    await user.press(await ask(user), "✗ Не то")
    (others,) = await user.wait_for_reply()
    card = await correct(user, others, "Храм на Крови")
    await feedback(services, 0)
    answer = await user.press(card, "✓ Это на моём фото")
    assert answer is not None
    assert answer["text"] == "Спасибо, запомню!"
    (question,) = await user.wait_for_reply()
    assert "Можно сохранить это фото" in question.text
    (row,) = await feedback(services, 1)
    assert row.place_id == "W46993203"
    assert row.scores[PALACE] > 0.6
    assert row.model == services.engine.model_version
    await user.press(question, "Да, сохраняйте")
    assert "Фото сохранено" in (await user.wait_for_edit(question)).text
    (row,) = await feedback(services, 1)
    assert (row.place_id, row.agreed) == ("W46993203", True)
    assert row.photo
    # Words are words again.
    await user.send_text("Храм на Крови")
    found = await user.wait_for_reply()
    while not found[-1].buttons:
        found = await user.wait_for_reply()
    await user.press(found[-1], "1")
    (card,) = await user.wait_for_reply()
    assert "✓ Это на моём фото" not in [button["text"] for button in card.buttons]


async def test_none_of_these_is_completed_by_a_later_search(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    await user.press(await ask(user), "✗ Не то")
    (others,) = await user.wait_for_reply()
    await user.press(others, "✗ Ничего из этого")
    (asked,) = await user.wait_for_reply()
    await judged(services, None)
    card = await correct(user, asked, "Храм на Крови", reply_to=asked.id)
    await user.press(card, "✓ Это на моём фото")
    await judged(services, "W46993203")


async def test_another_photo_ends_the_search_for_the_one_before(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    await user.press(await ask(user), "✗ Не то")
    await user.wait_for_reply()
    await ask(user)
    await user.send_text("театр")
    found = await user.wait_for_reply()
    while not found[-1].buttons:
        found = await user.wait_for_reply()
    assert found[-1].text.startswith("Нажмите номер, чтобы узнать больше")


async def test_in_a_group_a_reply_with_the_name_is_the_correction(
    simulation: Simulation, services: Services
) -> None:
    group = await simulation.group(await simulation.user("ru"))
    await group.wait_for_reply()
    await group.send_photo(summer_palace().read_bytes(), "/where")
    (reply,) = await group.wait_for_reply()
    await group.press(reply, "✗ Не то")
    (others,) = await group.wait_for_reply()
    assert "ответьте на это сообщение его названием" in others.text
    card = await correct(group, others, "Храм на Крови", reply_to=others.id)
    await group.press(card, "✓ Это на моём фото")
    await judged(services, "W46993203")


async def test_none_of_these_asks_for_words(simulation: Simulation, services: Services) -> None:
    user = await simulation.user("en")
    await user.press(await ask(user), "✗ Not it")
    (others,) = await user.wait_for_reply()
    await user.press(others, "✗ None of these")
    assert "Write the name or a description" in (await user.wait_for_reply())[0].text
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
    kept = await feedback(services, 1)
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
    assert [row.photo is not None for row in await feedback(services, 2)] == [True, True]


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


async def test_a_photo_that_is_gone_cannot_be_kept_any_more(
    simulation: Simulation, services: Services
) -> None:
    services.keep_feedback_photos = True
    user = await simulation.user("ru")
    await user.press(await ask(user), "✓ Верно")
    (question,) = await user.wait_for_reply()
    await simulation.fail_next("getFile", 400, description="Bad Request: invalid file_id")
    await user.press(question, "Да, сохраняйте")
    assert "уже не могу" in (await user.wait_for_edit(question)).text
    (row,) = await feedback(services, 1)
    assert (row.agreed, row.photo) == (False, None)


async def test_a_button_whose_answer_is_forgotten_is_explained(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    reply = await ask(user)
    for data in (NotIt(key="gone").pack(), Chosen(key="gone", number=0).pack()):
        await put_button(simulation, user, reply, data)
        answer = await user.press(reply, "Старая")
        assert answer is not None
        assert "больше не работает" in answer["text"]
