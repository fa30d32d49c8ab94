from __future__ import annotations

import asyncio

import pytest

from bot.playground.simulation_client import Person, Seen, Simulation
from bot.services import Services

pytestmark = pytest.mark.usefixtures("services")


async def ask(user: Person, text: str) -> Seen:
    await user.send_text(text)
    return (await user.wait_for_reply())[-1]


async def edited(user: Person, message: Seen, words: str) -> None:
    """Waits until the message, its buttons included, says these words."""
    async with asyncio.timeout(10):
        while True:
            now = await user.message(message.id)
            assert now is not None
            if words in " ".join([now.text, *(button["text"] for button in now.buttons)]):
                return
            await asyncio.sleep(0.02)


async def test_start_says_what_the_bot_does_in_the_users_language(simulation: Simulation) -> None:
    russian, english = await simulation.user("ru"), await simulation.user("en")
    assert "узнаю достопримечательности" in (await ask(russian, "/start")).text
    assert "recognise landmarks" in (await ask(english, "/start")).text


async def test_help_tells_how_many_places_and_which_city(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    told = (await ask(user, "/help")).text
    assert "ищу во всех городах. Я знаю мест: 431, городов: 25; по фото узнаю мест: 54" in told
    await ask(user, "/city Владимир")
    assert "ищу в городе Владимир" in (await ask(user, "/help")).text


async def test_a_city_is_chosen_by_name_in_either_language(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("en")
    assert "search in Nizhny Novgorod" in (await ask(user, "/city nizhny novgorod")).text
    assert await services.store.city(user.chat_id) == "Нижний Новгород"


async def test_a_city_is_chosen_by_button_and_given_up_again(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    menu = await ask(user, "/city")
    await user.press(menu, "Владимир")
    await edited(user, menu, "ищу в городе Владимир")
    assert await services.store.city(user.chat_id) == "Владимир"
    menu = await ask(user, "/city")
    assert "✓ Владимир" in [button["text"] for button in menu.buttons]
    await user.press(menu, "🌍 Все города")
    await edited(user, menu, "ищу во всех городах")
    assert await services.store.city(user.chat_id) is None


async def test_the_list_of_cities_turns_its_pages(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    menu = await ask(user, "/city")
    await user.press(menu, "Дальше →")
    await edited(user, menu, "Шапа")


async def test_an_unknown_city_gets_the_list(simulation: Simulation) -> None:
    reply = await ask(await simulation.user("ru"), "/city Атлантида <b>")
    assert "Города «Атлантида <b>» у меня нет" in reply.text
    assert reply.buttons


async def test_each_chat_has_its_own_city(simulation: Simulation, services: Services) -> None:
    one, other = await simulation.user("ru"), await simulation.user("ru")
    await ask(one, "/city Владимир")
    assert await services.store.city(other.chat_id) is None


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_the_menu_of_commands_is_in_the_users_language(
    simulation: Simulation, language: str
) -> None:
    user = await simulation.user(language)
    await ask(user, "/start")
    names = {command["command"]: command["description"] for command in await user.commands()}
    assert set(names) == {"start", "help", "city"}
    assert names["city"] == {"ru": "Выбрать город", "en": "Choose a city"}[language]


async def test_any_other_message_gets_a_sentence(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    for send in (user.send_sticker, user.send_voice):
        await send()
        assert "Я понимаю фотографии и слова" in (await user.wait_for_reply())[0].text
    await user.send_location(56.8, 60.6)
    assert "Я понимаю фотографии и слова" in (await user.wait_for_reply())[0].text
    assert "Я понимаю фотографии и слова" in (await ask(user, "/nonsense")).text
