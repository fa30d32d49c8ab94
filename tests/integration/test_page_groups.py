"""Groups on the chat page: topics, several people, what the bot is and reads there."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Page, Route, expect

from bot.playground.simulation_client import Simulation
from tests.browser import needs_chromium, phone
from tests.integration.page_bot import answering
from tests.integration.page_looks import expect_readable

pytestmark = needs_chromium


@pytest.fixture(params=[False, True], ids=["light", "dark"])
async def page(simulation: Simulation, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    async with (
        answering(simulation),
        phone(simulation.url, width=360, dark=request.param) as window,
    ):
        yield window


async def make_group(page: Page, kind: str) -> None:
    await page.click("#more")
    await page.get_by_role("menuitem", name="Новая группа").click()
    await page.get_by_role("radio", name=kind).click()
    await expect_readable(page)
    await page.click("#sheet .primary")
    await expect(page.locator("#name")).to_have_text("Поездка")


async def say(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.press("#text", "Enter")
    await expect(page.locator(".own .text").last).to_have_text(text)


async def open_settings(page: Page) -> None:
    await page.click("#more")
    await page.get_by_role("menuitem", name="О группе").click()
    await expect(page.locator(".group-sheet")).to_be_visible()


async def choose(page: Page, option: str) -> None:
    button = page.locator("#sheet").get_by_role("radio", name=option)
    await button.click()
    # What was chosen before may just be drawn anew under the finger; a person then taps again.
    if await button.get_attribute("aria-checked") != "true":
        await button.click()
    await expect(button).to_have_attribute("aria-checked", "true")


def after(*seconds: float) -> Callable[[Route], Awaitable[None]]:
    """Lets each request wait so long, those beyond not at all."""
    waits = iter(seconds)

    async def let_wait(route: Route) -> None:
        await asyncio.sleep(next(waits, 0.0))
        await route.continue_()

    return let_wait


async def test_privacy_mode_and_the_rank_of_the_bot_decide_what_it_hears(page: Page) -> None:
    await make_group(page, "Супергруппа")
    await say(page, "Как дела?")
    await say(page, "/where")
    await expect(page.locator(".other .text")).to_have_text(["Отвечаю: Гость"])

    await open_settings(page)
    await choose(page, "Все сообщения")
    await page.click("#sheet .primary")
    await say(page, "Слышно?")
    await expect(page.locator(".other .text").last).to_have_text("Слышу: Слышно?")

    await open_settings(page)
    await choose(page, "Обращения к нему")
    await choose(page, "админ")
    await expect_readable(page)
    await page.click("#sheet .primary")
    await expect(page.locator("#status")).to_have_text("супергруппа, бот: админ")
    await say(page, "А теперь?")
    await expect(page.locator(".other .text").last).to_have_text("Слышу: А теперь?")

    await open_settings(page)
    await choose(page, "удалён")
    await page.click("#sheet .primary")
    await expect(page.locator("#status")).to_have_text("супергруппа, бот: удалён")
    await say(page, "/where")
    await expect(page.locator(".other .text")).to_have_count(3)


async def test_what_is_taken_from_the_bot_is_given_back(page: Page) -> None:
    await make_group(page, "Супергруппа")
    await open_settings(page)
    await page.get_by_label("слать фото").click()
    await expect(page.get_by_label("слать фото")).not_to_be_checked()
    await expect(page.locator("#status")).to_have_text("супергруппа, бот: ограничен")
    await page.get_by_label("слать фото").click()
    await expect(page.locator("#status")).to_have_text("супергруппа, бот: участник")


async def test_the_sheet_shows_what_was_asked_last_though_it_is_answered_late(page: Page) -> None:
    await make_group(page, "Супергруппа")
    await open_settings(page)
    # The sheet asks first; the page, told of the change, asks second and is answered last.
    await page.route("**/state", after(0.3), times=1)
    await page.route(re.compile(r"/chats/-\d+\?"), after(0.6, 1.2))
    await page.get_by_label("слать фото").click()
    await expect(page.locator("#status")).to_have_text("супергруппа, бот: ограничен")
    await expect(page.get_by_label("слать фото")).not_to_be_checked()


async def test_topics_are_made_and_each_shows_its_own_messages(page: Page) -> None:
    await make_group(page, "С темами")
    await page.get_by_role("button", name="Новая тема").click()
    await page.locator("#sheet input").press_sequentially("Храмы")
    await page.click("#sheet .primary")
    await expect(page.get_by_role("tab", name="Храмы")).to_have_attribute("aria-selected", "true")
    await expect(page.locator(".service")).to_have_text("Тема «Храмы» создана")

    await say(page, "/where")
    await expect(page.locator(".other .text")).to_have_text("Отвечаю: Гость")
    await expect_readable(page)
    await page.get_by_role("tab", name="Общее").click()
    await expect(page.locator(".own .text")).to_have_count(0)
    await expect(page.locator(".other .text")).to_have_count(0)


async def test_a_command_answers_a_message_and_names_its_bot(
    page: Page, simulation: Simulation
) -> None:
    await make_group(page, "Супергруппа")
    await say(page, "Смотрите")
    await page.locator(".own .bubble").last.dblclick()
    await page.click("#menu")
    await page.locator("#commands button").first.click()
    command = page.locator(".own").last
    await expect(command.locator(".text")).to_have_text(f"/where@{simulation.bot['username']}")
    await expect(command.locator(".quote-text")).to_have_text("Смотрите")
    await expect(page.locator(".other .quote")).to_be_visible()


async def test_a_second_member_writes_in_the_same_group(page: Page) -> None:
    await make_group(page, "Супергруппа")
    await say(page, "/where")
    await page.click("#as")
    await page.get_by_role("menuitem", name="Новый человек").click()
    await expect(page.locator("#sheet input")).to_have_value("Борис")
    await page.click("#sheet .primary")
    await expect(page.locator("#as")).to_have_attribute("title", "Писать от лица: Борис")
    await expect(page.locator(".service").last).to_have_text("Борис теперь в группе")
    await expect(page.locator(".other .sender").first).to_have_text("Гость")
    await say(page, "/where")
    await expect(page.locator(".other .text").last).to_have_text("Отвечаю: Борис")
    await page.click("#as")
    await page.get_by_role("menuitem", name="Гость").click()
    await expect(page.locator(".own .text")).to_have_count(1)


async def test_a_group_becomes_a_supergroup_and_goes_on(page: Page) -> None:
    await make_group(page, "Обычная")
    await expect(page.locator("#status")).to_have_text("группа, бот: участник")
    await open_settings(page)
    await page.get_by_role("button", name="Превратить в супергруппу").click()
    await expect(page.locator("#status")).to_have_text("супергруппа, бот: участник")
    await say(page, "/where")
    await expect(page.locator(".other .text")).to_have_text("Отвечаю: Гость")


async def test_a_link_puts_the_bot_into_a_group(page: Page, simulation: Simulation) -> None:
    await page.click("#start")
    await expect(page.locator(".other .text")).to_have_count(1)
    link = f"https://t.me/{simulation.bot['username']}?startgroup=trip"
    await say(page, link)
    await page.get_by_role("link", name=link).first.click()
    await expect(page.locator("#name")).to_have_text("Поездка")
    await expect(page.locator(".own .text")).to_have_text(re.compile(r"^/start@\w+ trip$"))
    await expect(page.locator(".other .text")).to_have_text("Привет! trip")
