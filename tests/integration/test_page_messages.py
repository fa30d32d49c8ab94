"""Places, edits, albums, buttons and links on the chat page, with a small bot behind it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
)
from PIL import Image
from playwright.async_api import FilePayload, Page, expect

from bot.playground.simulation_client import Simulation
from tests.browser import needs_chromium, phone
from tests.integration.page_bot import answering
from tests.integration.page_looks import expect_readable
from tests.pictures import summer_palace

pytestmark = needs_chromium

# Labels of links whose letters stand under the mark in the corner.
_COVERED = """(links) => links.filter((link) => {
  const range = document.createRange();
  range.selectNodeContents(link.firstChild);
  const mark = link.querySelector("svg").getBoundingClientRect();
  return [...range.getClientRects()].some((line) => line.right > mark.left);
}).map((link) => link.textContent)"""


# Labels of buttons in which a word stands on two lines.
_BROKEN = """(links) => links.filter((link) => {
  const text = link.firstChild;
  return [...text.data.matchAll(/\\S+/g)].some((word) => {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return new Set([...range.getClientRects()].map((line) => line.top)).size > 1;
  });
}).map((link) => link.textContent)"""


@pytest.fixture
async def bot(simulation: Simulation) -> AsyncIterator[Bot]:
    async with answering(simulation) as bot:
        yield bot


@pytest.fixture(params=[False, True], ids=["light", "dark"])
async def page(
    simulation: Simulation, bot: Bot, request: pytest.FixtureRequest
) -> AsyncIterator[Page]:
    async with phone(simulation.url, width=360, dark=request.param) as window:
        await window.click("#start")
        await expect(window.locator(".other .text")).to_have_text("Привет!")
        yield window


async def say(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.press("#text", "Enter")
    await expect(page.locator(".own .text").last).to_have_text(text)


async def open_place(page: Page) -> None:
    await page.click("#attach")
    await page.get_by_role("menuitem", name="Место на карте").click()


async def test_a_shared_place_and_the_venue_it_is_answered_with(page: Page) -> None:
    await open_place(page)
    await expect_readable(page)
    before = await page.get_by_label("Широта").input_value()
    await page.locator(".pad").click(position={"x": 150, "y": 20})
    assert float(await page.get_by_label("Широта").input_value()) > float(before)
    await page.click("#sheet .primary")
    await expect(page.locator(".own .place strong")).to_have_text("Геопозиция")

    venue = page.locator(".other .place")
    await expect(venue.locator("strong")).to_have_text("Церковь Ильи Пророка")
    await expect(venue.locator(".muted")).to_have_text("Ярославль, Советская площадь, 7")
    await expect(venue.locator(".icon-pin")).to_be_visible()
    assert "mlat=57.6261&mlon=39.8845" in (await venue.get_attribute("href") or "")
    await expect_readable(page)

    await open_place(page)
    await page.get_by_role("button", name="Церковь Ильи Пророка").click()
    await expect(page.get_by_label("Широта")).to_have_value("57.6261")


async def test_a_live_location_moves_and_ends(page: Page) -> None:
    await open_place(page)
    await page.get_by_label("Широта").fill("57.6200")
    await page.get_by_role("radio", name="Транслировать").click()
    await page.click("#sheet .primary")
    await expect(page.locator(".live-left")).to_have_text("ещё 15 мин")
    await expect_readable(page)
    await page.get_by_role("button", name="На север").click()
    await expect(page.locator(".other .text").last).to_have_text("идёт 57.6209")
    await page.get_by_role("button", name="Указать точку").click()
    await page.get_by_label("Широта").fill("57.7")
    await page.click("#sheet .primary")
    await expect(page.locator(".other .text").last).to_have_text("идёт 57.7000")
    await page.get_by_role("button", name="Остановить").click()
    await expect(page.locator(".other .text").last).to_have_text("конец 57.7000")
    await expect(page.locator(".live-controls")).to_have_count(0)


async def test_an_own_message_is_edited(page: Page) -> None:
    await say(page, "Храм на Кровы")
    await expect(page.locator(".other .text").last).to_have_text("Слышу: Храм на Кровы")
    await page.locator(".own .text").last.click(button="right")
    await page.get_by_role("menuitem", name="Изменить").click()
    await expect(page.locator("#text")).to_have_value("Храм на Кровы")
    await page.fill("#text", "Храм на Крови")
    await page.press("#text", "Enter")
    await expect(page.locator(".own .text").last).to_have_text("Храм на Крови")
    await expect(page.locator(".own .stamp").last).to_contain_text("изменено")
    await expect(page.locator(".other .text").last).to_have_text("Исправлено: Храм на Крови")

    await page.press("#text", "ArrowUp")
    await expect(page.locator("#text")).to_have_value("Храм на Крови")
    await page.press("#text", "Escape")
    await expect(page.locator("#text")).to_have_value("")
    await expect(page.locator("#reply-bar")).to_be_hidden()


async def test_an_own_message_is_deleted(page: Page) -> None:
    await say(page, "Лишнее")
    await page.locator(".own").last.hover()
    await page.locator(".own .message-menu").last.click()
    await page.get_by_role("menuitem", name="Удалить").click()
    await expect(page.locator(".own .text")).to_have_count(1)


async def test_an_album_of_own_photos_with_a_caption(page: Page) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.click("#attach")
        await page.get_by_role("menuitem", name="Фото или файл").click()
    data = summer_palace().read_bytes()
    photos = [FilePayload(name=f"{n}.jpg", mimeType="image/jpeg", buffer=data) for n in range(3)]
    await (await chooser.value).set_files(photos)
    await expect(page.locator("#sheet h2")).to_have_text("3 фотографии")
    await page.fill("#sheet textarea", "Пекин")
    await expect_readable(page)
    await page.click("#sheet .primary")
    await expect(page.locator(".own .tile")).to_have_count(3)
    await expect(page.locator(".own .text").last).to_have_text("Пекин")
    await expect(page.locator(".other .text").nth(1)).to_have_text("Фото: Пекин")


async def test_buttons_answer_with_a_toast_or_a_window(page: Page) -> None:
    await say(page, "кнопки")
    await page.get_by_role("button", name="Тост").click()
    await expect(page.locator("#toast")).to_have_text("Нажато: toast")
    await page.get_by_role("button", name="Окно").click()
    await expect(page.locator("#notice p")).to_have_text("Нажато: alert")
    await expect_readable(page)
    await page.get_by_role("button", name="Понятно").click()
    await expect(page.locator("#notice")).to_be_hidden()


async def test_a_date_over_messages_fades_when_the_scrolling_stops(page: Page) -> None:
    for number in range(8):
        await say(page, f"Слово {number}")
    date = page.locator(".day span")
    await expect(date).to_have_css("opacity", "0")
    await page.locator("#scroller").evaluate("box => (box.scrollTop -= 150)")
    await expect(date).to_have_css("opacity", "1")
    await expect_readable(page)
    await expect(date).to_have_css("opacity", "0")
    await page.locator("#scroller").evaluate("box => (box.scrollTop = 0)")
    await expect(page.locator(".day.floating")).to_have_count(0)
    await expect(page.locator(".scrolling")).to_have_count(0)
    await expect(date).to_have_css("opacity", "1")


async def test_what_has_no_text_shows_its_menu_where_nothing_hovers(page: Page, bot: Bot) -> None:
    chat_id = int(await page.evaluate("localStorage.getItem('user')"))
    picture = BufferedInputFile(summer_palace().read_bytes(), "palace.jpg")
    await bot.send_photo(chat_id, picture)
    photo = page.locator(".message.other").last
    await expect(photo.locator(".tile img")).to_be_visible()
    tools = await page.context.new_cdp_session(page)
    await tools.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    assert await page.evaluate("matchMedia('(hover: none)').matches")
    await expect(photo.locator(".message-menu")).to_have_css("opacity", "1")
    await expect(page.locator(".message:has(.text) .message-menu").first).to_be_hidden()
    await expect_readable(page)
    await photo.locator(".message-menu").click()
    await page.get_by_role("menuitem", name="Ответить").click()
    await expect(page.locator("#reply-bar")).to_be_visible()


async def test_the_author_in_an_own_quote_is_readable(page: Page) -> None:
    await page.locator(".other .text").last.dblclick()
    await say(page, "Ответ")
    await expect(page.locator(".own .quote-name")).to_have_text("Ориентир")
    await expect_readable(page)


async def test_no_word_on_a_link_below_a_tall_photo_is_broken(page: Page, bot: Bot) -> None:
    chat_id = int(await page.evaluate("localStorage.getItem('user')"))
    names = ("🗺 Яндекс Карты", "🗺 OpenStreetMap")
    row = [InlineKeyboardButton(text=name, url="https://example.org") for name in names]
    keyboard = InlineKeyboardMarkup(inline_keyboard=[row])
    tall = io.BytesIO()
    Image.new("RGB", (300, 600)).save(tall, "JPEG")
    photo = BufferedInputFile(tall.getvalue(), "tall.jpg")
    await bot.send_photo(chat_id, photo, reply_markup=keyboard)
    links = page.locator("a.inline-button")
    await expect(links).to_have_count(2)
    assert await links.evaluate_all(_BROKEN) == []
    assert await links.evaluate_all(_COVERED) == []
    await expect_readable(page)


async def test_the_mark_of_a_link_covers_no_letter_of_its_button(page: Page, bot: Bot) -> None:
    chat_id = int(await page.evaluate("localStorage.getItem('user')"))
    names = ("🗺 Яндекс Карты", "🗺 OpenStreetMap")
    row = [InlineKeyboardButton(text=name, url="https://example.org") for name in names]
    keyboard = InlineKeyboardMarkup(inline_keyboard=[row])
    await bot.send_message(chat_id, "Карты", reply_markup=keyboard)
    links = page.locator("a.inline-button")
    await expect(links).to_have_count(2)
    assert await links.evaluate_all(_COVERED) == []


async def test_eight_commands_are_listed_whole(page: Page, bot: Bot) -> None:
    names = ("start", "help", "city", "random", "settings", "lang", "privacy", "forget")
    await bot.set_my_commands(
        [BotCommand(command=name, description=f"Про {name}") for name in names]
    )
    await page.reload()
    await page.click("#menu")
    await expect(page.locator("#commands button")).to_have_count(8)
    assert await page.locator("#commands").evaluate("box => box.scrollHeight <= box.clientHeight")


async def test_a_card_is_shared_and_its_link_opens_the_place(
    page: Page, bot: Bot, simulation: Simulation
) -> None:
    chat_id = int(await page.evaluate("localStorage.getItem('user')"))
    link = f"https://t.me/{simulation.bot['username']}?start=place_7"
    share = f"https://t.me/share/url?url={link.replace(':', '%3A').replace('?', '%3F')}"
    await bot.send_message(chat_id, f'<a href="{share}">Поделиться</a>', parse_mode="HTML")
    await page.get_by_role("link", name="Поделиться").click()
    await page.get_by_role("menuitem", name="Ориентир").click()
    await expect(page.locator("#text")).to_have_value(link)
    await page.press("#text", "Enter")
    await page.get_by_role("link", name=link).first.click()
    await expect(page.locator(".own .text").last).to_have_text("/start place_7")
    await expect(page.locator(".other .text").last).to_have_text("Привет! place_7")
