"""Words over HTTP: the buttons below an album, more of it, cities, and edits."""

from __future__ import annotations

import asyncio
import re
import time

import pytest

from bot.playground.simulation_client import Person, Seen, Simulation
from bot.services import Services
from tests.integration.conftest import StartBot


async def read(user: Person, count: int, seconds: float = 15) -> list[Seen]:
    """The next messages of the bot, as many as are expected."""
    found: list[Seen] = []
    deadline = time.monotonic() + seconds
    while len(found) < count and time.monotonic() < deadline:
        found += await user.wait_for_reply(deadline - time.monotonic())
    assert len(found) == count, [message.text for message in found]
    return found


async def ask(simulation: Simulation, query: str) -> tuple[Person, Seen, list[Seen]]:
    """An album of five and the buttons below."""
    user = await simulation.user("ru")
    asked = await user.send_text(query)
    return user, asked, await read(user, 6)


def labels(message: Seen) -> list[str]:
    return [button["text"] for button in message.buttons]


@pytest.mark.usefixtures("services")
async def test_below_the_album_stand_numbers_more_and_cities(simulation: Simulation) -> None:
    _, asked, (*album, below) = await ask(simulation, "театр")
    assert len({message.album for message in album}) == 1
    assert {message.reply_to for message in album} == {asked.id}
    assert labels(below)[:6] == ["1", "2", "3", "4", "5", "Ещё →"]
    chips = labels(below)[6:]
    assert len(chips) > 1
    assert all(re.fullmatch(r".+\u00a0·\u00a0\d+", chip) for chip in chips)


@pytest.mark.usefixtures("services")
async def test_a_number_shows_the_card_of_that_place(simulation: Simulation) -> None:
    user, _, (*album, below) = await ask(simulation, "театр")
    name = re.findall(r"^3\. (.+)$", album[0].text, re.MULTILINE)[0]
    await user.press(below, "3")
    (card,) = await read(user, 1)
    assert card.photo is not None
    assert name in card.text


@pytest.mark.usefixtures("services")
async def test_more_is_a_new_album_whose_numbers_go_on(simulation: Simulation) -> None:
    user, _, (*first, below) = await ask(simulation, "театр")
    await user.press(below, "Ещё →")
    *second, below_second = await read(user, 6)
    assert re.findall(r"^(\d+)\. ", second[0].text, re.MULTILINE) == ["6", "7", "8", "9", "10"]
    assert labels(below_second)[:5] == ["6", "7", "8", "9", "10"]
    names = [re.findall(r"^\d+\. (.+)\n(.+)$", a[0].text, re.MULTILINE) for a in (first, second)]
    assert not set(names[0]) & set(names[1])
    left = await user.message(below.id)
    assert left is not None
    assert "Ещё →" not in labels(left)


@pytest.mark.usefixtures("services")
async def test_a_city_searches_there_only_and_all_cities_lead_back(simulation: Simulation) -> None:
    user, _, (*_, below) = await ask(simulation, "театр")
    chip = next(label for label in labels(below) if label.startswith("Ярославль"))
    await user.press(below, chip)
    *album, narrowed = await read(user, 6)
    assert album[0].text.count(" Ярославль · ") == 5
    await user.press(narrowed, "🌍 Искать во всех городах")
    *_, everywhere = await read(user, 6)
    assert labels(everywhere) == labels(below)


async def test_the_buttons_work_after_a_restart(
    simulation: Simulation, start_bot: StartBot
) -> None:
    async with start_bot():
        user, _, (*_, below) = await ask(simulation, "театр")
    async with start_bot():
        await user.press(below, "Ещё →")
        assert (await read(user, 6))[0].text.startswith("Ещё нашлось")


async def test_a_forgotten_question_is_told_so(simulation: Simulation, services: Services) -> None:
    user, _, (*_, below) = await ask(simulation, "театр")
    await services.forget(user.id)
    answer = await user.press(below, "Ещё →")
    assert answer is not None
    assert "Напишите запрос ещё раз" in answer["text"]


@pytest.mark.usefixtures("services")
async def test_an_edited_message_is_answered_anew_in_place_of_the_old(
    simulation: Simulation,
) -> None:
    user, asked, old = await ask(simulation, "театр")
    await user.press(old[-1], "Ещё →")
    old += await read(user, 6)
    await user.edit(asked, "Храм на Крови")
    new = await read(user, 6)
    assert "1. Храм на Крови" in new[0].text
    left = {message.id for message in await user.messages()}
    assert not left & {message.id for message in old}
    assert {message.id for message in new} <= left


async def test_an_edit_after_a_restart_deletes_the_old_answer(
    simulation: Simulation, start_bot: StartBot
) -> None:
    async with start_bot():
        user, asked, old = await ask(simulation, "театр")
    async with start_bot():
        await user.edit(asked, "Храм на Крови")
        await read(user, 6)
        left = {message.id for message in await user.messages()}
        assert not left & {message.id for message in old}


@pytest.mark.usefixtures("services")
async def test_an_edit_that_finds_nothing_says_so_and_can_be_mended(simulation: Simulation) -> None:
    user, asked, old = await ask(simulation, "театр")
    await user.edit(asked, "абракадабра щщщ")
    (nothing,) = await read(user, 1)
    assert "Ничего похожего не нашлось" in nothing.text
    await user.edit(asked, "Храм на Крови")
    await read(user, 6)
    left = {message.id for message in await user.messages()}
    assert not left & {nothing.id, *(message.id for message in old)}


@pytest.mark.usefixtures("services")
async def test_an_edit_of_what_is_being_answered_leaves_one_answer(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    asked = await user.send_text("театр")
    await asyncio.sleep(0.1)
    for words in ("музей", "мост", "Храм на Крови"):
        await user.edit(asked, words)
    deadline = time.monotonic() + 40
    answers: list[Seen] = []
    while time.monotonic() < deadline:
        answers = [m for m in await user.messages() if m.sender == simulation.bot_id]
        if len(answers) == 6 and "1. Храм на Крови" in answers[0].text:
            break
        await asyncio.sleep(0.2)
    assert len(answers) == 6, [message.text for message in answers]
    assert "1. Храм на Крови" in answers[0].text


@pytest.mark.usefixtures("services")
async def test_an_edit_that_changes_no_word_is_not_answered_again(simulation: Simulation) -> None:
    user, asked, _ = await ask(simulation, "театр")
    await user.edit(asked, "театр")
    await user.expect_silence(1)


@pytest.mark.usefixtures("services")
async def test_a_chosen_city_with_nothing_offers_all_cities(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    await user.send_text("/city Владимир")
    await user.wait_for_reply()
    await user.send_text("велодром")
    (nothing,) = await user.wait_for_reply()
    assert nothing.text.startswith("В городе Владимир ничего похожего не нашлось")
    await user.press(nothing, "🌍 Искать во всех городах")
    assert "1. Велодром\n" in (await read(user, 6))[0].text


@pytest.mark.usefixtures("services")
async def test_where_photos_are_forbidden_one_message_turns_its_pages(
    simulation: Simulation,
) -> None:
    user = await simulation.user("ru")
    group = await simulation.group(user)
    await group.wait_for_reply()  # the greeting
    await simulation.set_restrictions(group, can_send_photos=False)
    await group.send_text("/find театр")
    (listed,) = await group.wait_for_reply()
    assert labels(listed)[:6] == ["1", "2", "3", "4", "5", "Ещё →"]
    await group.press(listed, "Ещё →")
    second = await group.wait_for_edit(listed)
    assert labels(second)[:7] == ["6", "7", "8", "9", "10", "← Назад", "Ещё →"]
    await group.press(second, "← Назад")
    assert (await group.wait_for_edit(second)).text == listed.text


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize(
    "query",
    [
        "<b>театр</b> & <музей>",
        "театр\u200b\u202e\u0301",
        "театр\n\n\nв\tЯрославле",
        "👨‍👩‍👧‍👦 театр 🎭",
        "т" * 300,
        "' OR 1=1; --",
        "%s {0} ${x}",
    ],
)
async def test_odd_words_get_an_answer(simulation: Simulation, query: str) -> None:
    user = await simulation.user("ru")
    await user.send_text(query)
    (first, *_) = await user.wait_for_reply()
    assert "Что-то пошло не так" not in first.text


@pytest.mark.usefixtures("services")
async def test_a_text_that_telegram_splits_gets_one_word_that_it_is_too_long(
    simulation: Simulation,
) -> None:
    user = await simulation.user("ru")
    await user.send_text("слово " * 1500)
    (told,) = await user.wait_for_reply()
    assert "слишком длинно" in told.text
    await user.expect_silence(1)


@pytest.mark.usefixtures("services")
async def test_the_bots_own_name_is_no_word_of_the_search(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    await user.send_text(f"@{simulation.bot['username']} Храм на Крови")
    assert "1. Храм на Крови" in (await user.wait_for_reply())[0].text


@pytest.mark.usefixtures("services")
async def test_with_a_city_chosen_the_buttons_offer_no_city_to_choose(
    simulation: Simulation,
) -> None:
    user = await simulation.user("ru")
    await user.send_text("/city Владимир")
    await user.wait_for_reply()
    await user.send_text("храм")
    below = (await read(user, 6))[-1]
    assert "🌍 Искать во всех городах" in labels(below)
    assert below.text == "Нажмите номер, чтобы узнать больше о месте."
