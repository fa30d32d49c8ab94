"""/settings, /lang and the city, in private chats and in groups."""

from __future__ import annotations

import pytest

from bot.playground.simulation_client import Person, Seen, Simulation
from bot.services import Services
from bot.store import ChatSettings
from tests.integration.conftest import StartBot

ADMINS_ONLY = "меняют её администраторы"


async def ask(user: Person, text: str) -> Seen:
    await user.send_text(text)
    return (await user.wait_for_reply())[-1]


def labels(message: Seen) -> list[str]:
    return [button["text"] for button in message.buttons]


async def group_with_member(simulation: Simulation) -> tuple[Person, Person]:
    """A group as its creator and as an ordinary member see it."""
    creator, member = await simulation.user("ru"), await simulation.user("ru", "Борис")
    group = await simulation.group(creator)
    await group.wait_for_reply()  # the greeting
    return group, await simulation.join(group, member)


async def test_a_private_chat_shows_city_and_language(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    await services.store.set_city(user.chat_id, "Владимир")
    settings = await ask(user, "/settings")
    assert "Город: Владимир" in settings.text
    assert "как в Telegram" in settings.text
    assert labels(settings) == ["🏙 Город", "🌐 Язык"]


async def test_the_language_is_changed_by_buttons_and_remembered(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    settings = await ask(user, "/settings")
    await user.press(settings, "🌐 Язык")
    languages = await user.wait_for_edit(settings)
    assert "✓ Как в Telegram" in labels(languages)
    answer = await user.press(languages, "English")
    assert answer is not None
    assert answer["text"] == "Saved"
    assert "Language: English" in (await user.wait_for_edit(languages)).text
    assert "I understand photos" in (await ask(user, "/nonsense")).text


async def test_the_language_goes_back_to_that_of_telegram(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    await services.store.change_chat(user.chat_id, language="en")
    menu = await ask(user, "/lang")
    assert "Which language" in menu.text
    await user.press(menu, "As in Telegram")
    assert "Настройки" in (await user.wait_for_edit(menu)).text
    assert (await services.store.chat(user.chat_id)).language is None


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("/lang en", "I answer in English"),
        ("/LANG Русский", "отвечаю по-русски"),
        ("/language english", "I answer in English"),
        ("/lang klingon", "На каком языке"),
    ],
)
@pytest.mark.usefixtures("services")
async def test_the_language_may_be_named_at_once(
    simulation: Simulation, command: str, says: str
) -> None:
    assert says in (await ask(await simulation.user("ru"), command)).text


async def test_the_city_is_changed_from_the_settings(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    settings = await ask(user, "/settings")
    await user.press(settings, "🏙 Город")
    cities = await user.wait_for_edit(settings)
    await user.press(cities, "Владимир")
    changed = await user.wait_for_edit(cities)
    assert await services.store.city(user.chat_id) == "Владимир"
    assert "Город: Владимир" in changed.text
    assert "🏙 Город" in [button["text"] for button in changed.buttons]


@pytest.mark.usefixtures("services")
async def test_the_second_page_of_cities_leads_back_to_the_settings_too(
    simulation: Simulation,
) -> None:
    user = await simulation.user("ru")
    settings = await ask(user, "/settings")
    await user.press(settings, "🏙 Город")
    first = await user.wait_for_edit(settings)
    await user.press(first, "Дальше →")
    second = await user.wait_for_edit(first)
    assert second.buttons[-1]["text"] == first.buttons[-1]["text"]


@pytest.mark.usefixtures("services")
async def test_from_every_page_a_button_leads_back(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    settings = await ask(user, "/settings")
    for page in ("🏙 Город", "🌐 Язык"):
        await user.press(settings, page)
        shown = await user.wait_for_edit(settings)
        await user.press(shown, "← К настройкам")
        assert (await user.wait_for_edit(shown)).text == settings.text


async def test_an_administrator_has_every_photo_recognised(
    simulation: Simulation, services: Services
) -> None:
    group, _ = await group_with_member(simulation)
    settings = await ask(group, "/settings")
    assert "Узнавать каждое фото: нет" in settings.text
    await group.press(settings, "📷 Узнавать каждое фото")
    changed = await group.wait_for_edit(settings)
    assert "Узнавать каждое фото: да" in changed.text
    assert (await services.store.chat(group.chat_id)).every_photo
    await group.press(changed, "📷 Узнавать только по просьбе")
    await group.wait_for_edit(changed)
    assert not (await services.store.chat(group.chat_id)).every_photo


@pytest.mark.parametrize(
    "path",
    [
        ["📷 Узнавать каждое фото"],
        ["🏙 Город"],
        ["🌐 Язык"],
        ["🌐 Язык", "English"],
        ["🏙 Город", "Владимир"],
    ],
)
async def test_an_ordinary_member_taps_in_vain_and_is_told_so(
    simulation: Simulation, services: Services, path: list[str]
) -> None:
    group, member = await group_with_member(simulation)
    shown = await ask(group, "/settings")
    for page in path[:-1]:
        await group.press(shown, page)
        shown = await group.wait_for_edit(shown)
    answer = await member.press(shown, path[-1])
    assert answer is not None
    assert ADMINS_ONLY in answer["text"]
    assert answer["show_alert"]
    assert await services.store.chat(group.chat_id) == ChatSettings()


@pytest.mark.parametrize("command", ["/city Владимир", "/city все", "/lang en"])
async def test_an_ordinary_member_commands_in_vain_and_is_told_so(
    simulation: Simulation, services: Services, command: str
) -> None:
    group, member = await group_with_member(simulation)
    await services.store.change_chat(group.chat_id, city="Порту", language="ru")
    assert ADMINS_ONLY in (await ask(member, command)).text
    assert await services.store.chat(group.chat_id) == ChatSettings("Порту", "ru")


async def test_who_is_made_an_administrator_may_change(
    simulation: Simulation, services: Services
) -> None:
    group, member = await group_with_member(simulation)
    await simulation.join(group, member, "administrator")
    await member.catch_up()
    await ask(member, "/city Владимир")
    assert await services.store.city(group.chat_id) == "Владимир"


async def test_a_groups_language_holds_for_all_in_it_and_nowhere_else(
    simulation: Simulation, services: Services
) -> None:
    group, member = await group_with_member(simulation)
    await ask(group, "/lang en")
    await member.catch_up()
    assert "Settings of this group" in (await ask(member, "/settings")).text
    private = await simulation.user("ru")
    assert "Настройки" in (await ask(private, "/settings")).text


async def test_a_language_of_a_later_version_counts_as_none(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    await services.store.change_chat(user.chat_id, language="xx")
    assert "как в Telegram" in (await ask(user, "/settings")).text


async def test_settings_outlive_a_restart(simulation: Simulation, start_bot: StartBot) -> None:
    user = await simulation.user("ru")
    async with start_bot():
        await ask(user, "/lang en")
        await ask(user, "/city Владимир")
    async with start_bot():
        told = (await ask(user, "/settings")).text
    assert "City: Vladimir" in told
    assert "Language: English" in told
