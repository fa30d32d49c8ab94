"""/privacy, /forget and /random."""

from __future__ import annotations

import pytest

from bot.playground.simulation_client import Person, Seen, Simulation
from bot.services import Services
from bot.store import ChatSettings, Feedback


async def ask(user: Person, text: str) -> Seen:
    await user.send_text(text)
    return (await user.wait_for_reply())[-1]


async def fill(services: Services, user: Person) -> None:
    store = services.store
    await store.change_chat(user.id, city="Владимир")
    await store.add_feedback(Feedback(user.id, user.id, "Q1", {"Q1": 0.5}, "m"))
    await store.count("photo", user.id)


async def test_privacy_says_that_photos_are_never_kept(
    simulation: Simulation, services: Services
) -> None:
    told = (await ask(await simulation.user("ru"), "/privacy")).text
    assert "Исключений нет" in told
    assert "90 дней" in told
    assert "30 дней" in told
    assert "/forget" in told


async def test_privacy_says_when_photos_may_be_kept(
    simulation: Simulation, services: Services
) -> None:
    services.keep_feedback_photos = True
    told = (await ask(await simulation.user("en"), "/privacy")).text
    assert "if you rated an answer and agreed" in told


async def test_one_tap_forgets_a_user_and_nobody_else(
    simulation: Simulation, services: Services
) -> None:
    user, other = await simulation.user("ru"), await simulation.user("ru")
    for person in (user, other):
        await fill(services, person)
    key = await services.asked.keep({"query": "words"}, user.id)
    question = await ask(user, "/forget")
    await user.press(question, "🗑 Удалить всё")
    assert "ничего не осталось" in (await user.wait_for_edit(question)).text
    assert await services.store.chat(user.id) == ChatSettings()
    assert await services.asked.get(key) is None
    assert [row.user_id async for row in services.store.feedback()] == [other.id]
    assert await services.store.city(other.id) == "Владимир"


async def test_who_thinks_better_of_it_loses_nothing(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    await fill(services, user)
    question = await ask(user, "/forget")
    await user.press(question, "Оставить")
    assert "всё осталось" in (await user.wait_for_edit(question)).text
    assert await services.store.city(user.id) == "Владимир"


async def test_in_a_group_nobody_forgets_for_another(
    simulation: Simulation, services: Services
) -> None:
    user, other = await simulation.user("ru"), await simulation.user("ru", "Борис")
    group = await simulation.group(user)
    await group.wait_for_reply()  # the greeting
    member = await simulation.join(group, other)
    await fill(services, user)
    await fill(services, other)
    question = await ask(group, "/forget")
    answer = await member.press(question, "🗑 Удалить всё")
    assert answer is not None
    assert "для того, кто спросил" in answer["text"]
    assert await services.store.city(user.id) == await services.store.city(other.id) == "Владимир"


@pytest.mark.usefixtures("services")
async def test_random_shows_a_place_with_its_card(simulation: Simulation) -> None:
    reply = await ask(await simulation.user("ru"), "/random")
    assert reply.raw["photo"]
    assert reply.buttons


async def test_random_stays_in_the_chosen_city(simulation: Simulation, services: Services) -> None:
    user = await simulation.user("ru")
    await services.store.set_city(user.chat_id, "Порту")
    for _ in range(3):
        reply = await ask(user, "/random")
        assert "Порту" in (reply.text or reply.raw["caption"])
