"""The chat page in a real browser, with a small bot behind it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.filters import CommandStart
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
)
from aiogram.utils.media_group import MediaGroupBuilder
from playwright.async_api import FilePayload, Page, expect

from bot.playground.simulation_client import Simulation
from tests.browser import needs_chromium, phone

pytestmark = needs_chromium
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
async def page(url: str) -> AsyncIterator[Page]:
    async with phone(url) as window:
        yield window


@pytest.fixture
async def answering(bot: Bot, picture: Callable[..., bytes]) -> AsyncIterator[Bot]:
    """A bot that polls: greets, names photos, sends albums, answers its button."""
    dispatcher = Dispatcher()
    button = InlineKeyboardButton(text="Подробнее", callback_data="more")
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])

    @dispatcher.message(CommandStart())
    async def greet(message: Message) -> None:
        await message.answer("Привет, <b>путник</b>!", parse_mode="HTML")

    @dispatcher.message(F.photo)
    async def name(message: Message) -> None:
        await message.reply(f"Это фото: {HOSTILE}", reply_markup=markup)

    @dispatcher.message(F.document)
    async def weigh(message: Message) -> None:
        assert message.document is not None
        await message.answer(f"Файл {message.document.file_name}")

    @dispatcher.message(F.text == "альбом")
    async def album(message: Message) -> None:
        builder = MediaGroupBuilder(caption="Пять мест")
        for number in range(5):
            builder.add_photo(BufferedInputFile(picture(400 + number, 300), "p.jpg"))
        await message.answer_media_group(list(builder.build()))

    @dispatcher.callback_query()
    async def more(query: CallbackQuery) -> None:
        await query.answer("Вот подробности")
        assert isinstance(query.message, Message)
        await query.message.edit_text("Изменённый ответ")

    await bot.set_my_commands([BotCommand(command="start", description="Начать разговор")])
    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
    )
    yield bot
    with suppress(RuntimeError):
        await dispatcher.stop_polling()
    await asyncio.wait_for(polling, 10)


async def test_a_conversation_with_text_photo_button_and_album(
    page: Page, answering: Bot, picture: Callable[..., bytes]
) -> None:
    await page.click("#start")
    await expect(page.locator(".other .text strong")).to_have_text("путник")

    async with page.expect_file_chooser() as chooser:
        await page.click("#attach")
        await page.get_by_role("menuitem", name="Фото или файл").click()
    photo = FilePayload(name="мост.jpg", mimeType="image/jpeg", buffer=picture())
    await (await chooser.value).set_files([photo])
    await expect(page.locator("#sheet h2")).to_have_text("1 фотография")
    await page.fill("#sheet textarea", "что это?")
    await page.click("#sheet .primary")
    await expect(page.locator(".own .photos img")).to_be_visible()
    await expect(page.locator(".other .text").last).to_have_text(f"Это фото: {HOSTILE}")
    await expect(page.locator(".other .quote")).to_contain_text("что это?")

    await page.get_by_role("button", name="Подробнее").click()
    await expect(page.locator("#toast")).to_have_text("Вот подробности")
    await expect(page.locator(".other .text").last).to_have_text("Изменённый ответ")
    await expect(page.locator(".other .stamp").last).to_contain_text("изменено")

    await page.fill("#text", "альбом")
    await page.press("#text", "Enter")
    await expect(page.locator(".other .tile")).to_have_count(5)
    await expect(page.locator(".other .text").last).to_have_text("Пять мест")
    await page.locator(".other .tile").nth(1).click()
    await expect(page.locator(".viewer-counter")).to_have_text("2 из 5")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator(".viewer-counter")).to_have_text("3 из 5")
    await expect(page.locator(".viewer-caption")).to_have_text("Пять мест")
    await page.keyboard.press("Escape")

    await page.reload()
    await expect(page.locator(".other .tile")).to_have_count(5)


async def test_files_are_dropped_and_pasted(page: Page, answering: Bot) -> None:
    await expect(page.locator("#status")).to_have_text("на связи")
    for kind in ("drop", "paste"):
        await page.evaluate(
            """(kind) => {
                const transfer = new DataTransfer();
                transfer.items.add(new File(["text"], `${kind}.txt`, { type: "text/plain" }));
                const facts = { bubbles: true, cancelable: true };
                const event = kind === "drop"
                    ? new DragEvent("drop", { ...facts, dataTransfer: transfer })
                    : new ClipboardEvent("paste", { ...facts, clipboardData: transfer });
                document.body.dispatchEvent(event);
            }""",
            kind,
        )
        await expect(page.locator("#sheet h2")).to_have_text("1 файл")
        await page.click("#sheet .primary")
        await expect(page.locator(".other .text").last).to_have_text(f"Файл {kind}.txt")


async def test_a_broken_picture_is_explained_in_a_sentence(page: Page) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.click("#attach")
        await page.get_by_role("menuitem", name="Фото или файл").click()
    broken = FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=b"no picture at all")
    await (await chooser.value).set_files([broken])
    await page.click("#sheet .primary")
    await expect(page.locator("#sheet .error")).to_contain_text("нельзя отправить как фото")
    await page.get_by_role("radio", name="Как файл").click()
    await page.click("#sheet .primary")
    await expect(page.locator(".own .file-name")).to_have_text("a.jpg")


async def lose_next_message(page: Page) -> None:
    """The next thing the person sends does not reach the playground."""
    await page.route("**/messages", lambda route: route.abort("aborted"), times=1)


async def test_a_text_that_was_not_sent_stands_in_the_field_again(
    page: Page, answering: Bot
) -> None:
    await page.click("#start")
    await page.locator(".other .bubble").first.dblclick()
    await expect(page.locator("#reply-bar")).to_be_visible()
    await lose_next_message(page)
    await page.fill("#text", "альбом")
    await page.press("#text", "Enter")
    await expect(page.locator("#toast")).to_contain_text("Не получилось отправить")
    await expect(page.locator("#text")).to_have_value("альбом")
    await expect(page.locator("#reply-bar")).to_be_visible()
    await page.press("#text", "Enter")
    await expect(page.locator(".own .text").last).to_have_text("альбом")
    await expect(page.locator(".own .quote")).to_be_visible()
    await expect(page.locator("#text")).to_have_value("")


async def test_files_that_were_not_sent_are_offered_again_with_their_caption(
    page: Page, answering: Bot, picture: Callable[..., bytes]
) -> None:
    await page.click("#start")
    async with page.expect_file_chooser() as chooser:
        await page.click("#attach")
        await page.get_by_role("menuitem", name="Фото или файл").click()
    photos = [FilePayload(name=n, mimeType="image/jpeg", buffer=picture()) for n in ("a", "b")]
    await (await chooser.value).set_files(photos)
    await page.fill("#sheet textarea", "что это?")
    await lose_next_message(page)
    await page.click("#sheet .primary")
    await expect(page.locator("#sheet .error")).to_contain_text("Не получилось отправить")
    await expect(page.locator("#sheet h2")).to_have_text("2 фотографии")
    await expect(page.locator("#sheet textarea")).to_have_value("что это?")
    await page.click("#sheet .primary")
    await expect(page.locator(".own .tile")).to_have_count(2)
    await expect(page.locator(".own .text").last).to_have_text("что это?")


async def test_a_caption_stays_where_its_files_are_called_off(
    page: Page, picture: Callable[..., bytes]
) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.click("#attach")
        await page.get_by_role("menuitem", name="Фото или файл").click()
    photo = FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=picture())
    await (await chooser.value).set_files([photo])
    await page.fill("#sheet textarea", "что это?")
    await lose_next_message(page)
    await page.click("#sheet .primary")
    await expect(page.locator("#sheet .error")).to_be_visible()
    await page.get_by_role("button", name="Отмена").click()
    await expect(page.locator("#text")).to_have_value("что это?")


async def test_the_page_says_that_no_bot_is_there(page: Page) -> None:
    await expect(page.locator("#banner")).to_contain_text("Бот не подключён", timeout=8000)
    await page.fill("#text", "/start")
    await page.press("#text", "Enter")
    await expect(page.locator(".own .text")).to_have_text("/start")


async def test_the_language_of_page_and_person_is_switched(page: Page, bot: Bot) -> None:
    await page.click("#start")
    await page.get_by_role("radio", name="EN").click()
    await expect(page.locator("#text")).to_have_attribute("placeholder", "Message")
    await page.fill("#text", "hello")
    await page.press("#text", "Enter")
    await expect(page.locator(".own")).to_have_count(2)
    languages = [
        update.message.from_user.language_code
        for update in await bot.get_updates()
        if update.message and update.message.from_user
    ]
    assert languages == ["ru", "en"]


async def test_a_link_to_the_bot_starts_it_with_its_word(
    page: Page, answering: Bot, simulation: Simulation
) -> None:
    await page.click("#start")
    await expect(page.locator(".other .text")).to_have_count(1)
    chat_id = int(await page.evaluate("localStorage.getItem('user')"))
    link = f"https://t.me/{simulation.bot['username']}?start=place_7"
    await answering.send_message(chat_id, link)
    await page.get_by_role("link", name=link).click()
    await expect(page.locator(".own .text").last).to_have_text("/start place_7")


async def test_a_caption_stands_under_an_album_only_where_it_is_the_one(
    page: Page, answering: Bot, picture: Callable[..., bytes]
) -> None:
    await page.click("#start")
    await expect(page.locator(".other .text")).to_have_count(1)
    chat_id = int(await page.evaluate("localStorage.getItem('user')"))
    items = [
        InputMediaPhoto(media=BufferedInputFile(picture(300, 200), "p.jpg"), caption=word)
        for word in ("one", "two")
    ]
    await answering.send_media_group(chat_id, list(items))
    await expect(page.locator(".other .tile")).to_have_count(2)
    await expect(page.locator(".other .text")).to_have_count(1)


async def test_the_photo_to_try_is_offered_with_its_credit(page: Page, answering: Bot) -> None:
    pytest.importorskip("sklearn", reason="scikit-learn, whose photo is offered, is not installed")
    await expect(page.locator("#sample")).to_contain_text(re.compile("danielbuechele.*CC BY 2.0"))
    await page.click("#send-sample")
    await expect(page.locator(".own .photos img")).to_be_visible()
    await expect(page.locator(".other .text")).to_contain_text("Это фото")
    await expect(page.locator("#sample")).to_be_hidden()
