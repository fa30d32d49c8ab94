from __future__ import annotations

import asyncio
import logging

import pytest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.app import COMMANDS, build_bot
from bot.playground import PLAYGROUND_TOKEN
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


async def test_start_says_of_photos_what_privacy_says(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    assert "Фотографии я не храню" in (await ask(user, "/start")).text
    services.keep_feedback_photos = True
    told = (await ask(user, "/start")).text
    assert "не храню" not in told
    assert "только если вы сами разрешите" in told


async def test_where_and_find_in_a_private_chat_say_what_to_send(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    assert "Пришлите сюда фото" in (await ask(user, "/where")).text
    assert "Напишите название" in (await ask(user, "/find")).text


async def test_help_tells_how_many_places_and_which_city(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    told = (await ask(user, "/help")).text
    assert "ищу во всех городах. Я знаю 431 место в 25 городах, из них по фото узнаю 54" in told
    await ask(user, "/city Владимир")
    assert "ищу в городе Владимир" in (await ask(user, "/help")).text


async def test_a_city_is_chosen_by_name_in_either_language(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("en")
    assert "search in Nizhny Novgorod" in (await ask(user, "/city nizhny novgorod")).text
    assert await services.store.city(user.chat_id) == "Нижний Новгород"


@pytest.mark.parametrize(
    ("words", "city"),
    [
        ("екб", "Екатеринбург"),
        ("в Екатеринбурге", "Екатеринбург"),
        ("ЯРОСЛАВЛЬ", "Ярославль"),
        ("Porto", "Порту"),
        ("все", None),
        ("all", None),
    ],
)
async def test_a_city_is_understood_as_people_name_it(
    simulation: Simulation, services: Services, words: str, city: str | None
) -> None:
    user = await simulation.user("ru")
    await services.store.set_city(user.chat_id, "Владимир")
    await ask(user, f"/City {words}")
    assert await services.store.city(user.chat_id) == city


async def test_a_tap_that_telegram_has_given_up_on_is_still_obeyed(
    simulation: Simulation, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    user = await simulation.user("ru")
    menu = await ask(user, "/city")
    refusal = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    await simulation.fail_next("answerCallbackQuery", 400, description=refusal)
    await user.press(menu, "Владимир", timeout=0.5)
    await edited(user, menu, "ищу в городе Владимир")
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_a_menu_that_can_no_longer_be_edited_is_answered_below(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    menu = await ask(user, "/city")
    refusal = "Bad Request: message to edit not found"
    await simulation.fail_next("editMessageText", 400, description=refusal)
    await user.press(menu, "Владимир")
    assert "ищу в городе Владимир" in (await user.wait_for_reply())[0].text


async def test_a_button_of_an_earlier_version_is_explained(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    menu = await ask(user, "/city")
    stale = InlineKeyboardButton(text="Старая", callback_data="older:1")
    markup = InlineKeyboardMarkup(inline_keyboard=[[stale]])
    async with build_bot(PLAYGROUND_TOKEN, simulation.url).context() as bot:
        await bot.edit_message_reply_markup(
            chat_id=user.chat_id, message_id=menu.id, reply_markup=markup
        )
    await edited(user, menu, "Старая")
    answer = await user.press(menu, "Старая")
    assert answer is not None
    assert "больше не работает" in answer["text"]


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
    assert set(names) == set(COMMANDS)
    assert names["city"] == {"ru": "Выбрать город", "en": "Choose a city"}[language]


async def test_any_other_message_gets_a_sentence(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    for send in (user.send_sticker, user.send_voice):
        await send()
        assert "Я понимаю фотографии и слова" in (await user.wait_for_reply())[0].text
    assert "Я понимаю фотографии и слова" in (await ask(user, "/nonsense")).text
