"""Inline mode on the chat page, with a small bot behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from bot.playground.simulation_client import Simulation
from inference.cards.layout import SIZE
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
        await window.click("#start")
        await expect(window.locator(".other .text")).to_have_text("Привет!")
        yield window


async def ask(page: Page, simulation: Simulation, words: str) -> None:
    await page.fill("#text", f"@{simulation.bot['username']} {words}")


async def test_pictures_stand_in_a_grid_and_more_come_while_scrolling(
    page: Page, simulation: Simulation
) -> None:
    await ask(page, simulation, "храм")
    results = page.locator("#inline .gallery .result")
    await expect(results).to_have_count(10)
    await expect(results.first.locator(".result-title")).to_have_text("храм 1")
    await expect(results.first.locator(".result-told")).to_have_text(
        "храм или монастырь · Ярославль"
    )
    await expect(results.first.locator("img")).to_be_visible()
    await expect_readable(page)
    cut = "nodes => nodes.filter(n => n.scrollHeight > n.clientHeight).map(n => n.textContent)"
    assert await page.locator(".result-title, .result-told").evaluate_all(cut) == []
    await results.last.scroll_into_view_if_needed()
    await expect(results).to_have_count(20)
    await results.last.scroll_into_view_if_needed()
    await expect(results).to_have_count(25)


async def test_a_drawn_card_is_shown_whole(page: Page, simulation: Simulation) -> None:
    await ask(page, simulation, "храм")
    picture = page.locator("#inline .gallery .result-picture").first
    box = await picture.bounding_box()
    assert box is not None
    width, height = SIZE
    assert box["width"] / box["height"] == pytest.approx(width / height, abs=0.01)


async def test_a_tap_sends_the_result_via_the_bot(page: Page, simulation: Simulation) -> None:
    await ask(page, simulation, "храм")
    await page.locator("#inline .result").nth(1).click()
    sent = page.locator(".own").last
    await expect(sent.locator(".via")).to_have_text(f"через @{simulation.bot['username']}")
    await expect(sent.locator(".text strong")).to_have_text("храм 2")
    await expect(sent.locator(".photos img")).to_be_visible()
    await expect(page.locator("#inline")).to_be_hidden()
    await expect(page.locator("#text")).to_have_value("")
    await expect_readable(page)


async def test_articles_stand_in_rows(page: Page, simulation: Simulation) -> None:
    await ask(page, simulation, "список")
    row = page.locator("#inline .result").first
    await expect(row.locator(".result-title")).to_have_text("список 1")
    await expect(page.locator("#inline .gallery")).to_have_count(0)
    await expect_readable(page)
    await row.click()
    await expect(page.locator(".own .text").last).to_have_text("Статья 1")


async def test_a_newer_query_takes_the_place_of_the_older(
    page: Page, simulation: Simulation
) -> None:
    await ask(page, simulation, "")
    await expect(page.locator("#inline .result-title").first).to_have_text("Место 1")
    await ask(page, simulation, "список")
    await ask(page, simulation, "мост")
    await expect(page.locator("#inline .result-title").first).to_have_text("мост 1")
    await ask(page, simulation, "пусто")
    await expect(page.locator(".inline-note")).to_have_text("Ничего не нашлось")
    await page.fill("#text", "мост")
    await expect(page.locator("#inline")).to_be_hidden()


async def test_the_query_brings_the_place_one_shares(page: Page, simulation: Simulation) -> None:
    await ask(page, simulation, "список")
    await page.click(".inline-place")
    await page.get_by_label("Широта").fill("57,62")
    await page.click("#sheet .primary")
    await expect(page.locator("#inline .result-title").first).to_have_text("список 1 у 57.62")
    await page.click(".inline-place")
    await expect(page.locator("#inline .result-title").first).to_have_text("список 1")


async def test_the_button_on_top_opens_the_chat_with_the_bot(
    page: Page, simulation: Simulation
) -> None:
    await ask(page, simulation, "храм")
    await page.get_by_role("button", name="Открыть чат с ботом").click()
    await expect(page.locator(".own .text").last).to_have_text("/start inline")
    await expect(page.locator(".other .text").last).to_have_text("Привет! inline")


async def test_the_field_suggests_bots_and_a_button_starts_a_query(page: Page) -> None:
    await page.fill("#text", "@")
    await page.locator("#commands button").first.click()
    await expect(page.locator("#inline .result").first).to_be_visible()
    await page.fill("#text", "кнопки")
    await page.press("#text", "Enter")
    await page.get_by_role("button", name="Искать здесь").click()
    await expect(page.locator("#inline .result-title").first).to_have_text("храм 1")
