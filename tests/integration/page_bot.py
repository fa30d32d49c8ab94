"""A small bot for the page's tests: it answers inline, in groups, to places and to buttons."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultsButton,
    InlineQueryResultUnion,
    InlineQueryResultVenue,
    InputTextMessageContent,
    Message,
)

from bot.playground import PLAYGROUND_TOKEN
from bot.playground.simulation_client import Simulation
from tests.pictures import summer_palace

PLACE = (57.6261, 39.8845)
PAGE = 10


@asynccontextmanager
async def answering(simulation: Simulation) -> AsyncIterator[Bot]:
    """The bot polls while the block runs."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(simulation.url))
    async with Bot(PLAYGROUND_TOKEN, session=session) as bot:
        await bot.set_my_commands([BotCommand(command="where", description="Что на фото")])
        dispatcher = _dispatcher(await _upload(bot, simulation))
        polling = asyncio.create_task(
            dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
        )
        try:
            await simulation.wait_until_connected()
            yield bot
        finally:
            with suppress(RuntimeError):
                await dispatcher.stop_polling()
            await asyncio.wait_for(polling, 10)


async def _upload(bot: Bot, simulation: Simulation) -> str:
    """The file_id of a picture, sent once into a channel."""
    picture = BufferedInputFile(summer_palace().read_bytes(), "palace.jpg")
    sent = await bot.send_photo(await simulation.channel(), picture)
    assert sent.photo is not None
    return sent.photo[-1].file_id


def _dispatcher(file_id: str) -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def greet(message: Message, command: CommandObject) -> None:
        await message.answer(f"Привет! {command.args or ''}".strip())

    @dispatcher.message(Command("where"))
    async def where(message: Message) -> None:
        assert message.from_user is not None
        await message.reply(f"Отвечаю: {message.from_user.first_name}")

    @dispatcher.message(F.location)
    async def near(message: Message) -> None:
        title, address = "Церковь Ильи Пророка", "Ярославль, Советская площадь, 7"
        await message.answer_venue(*PLACE, title=title, address=address)

    @dispatcher.edited_message(F.location)
    async def moved(message: Message) -> None:
        assert message.location is not None
        live = "идёт" if message.location.live_period else "конец"
        await message.answer(f"{live} {message.location.latitude:.4f}")

    @dispatcher.message(F.text == "кнопки")
    async def buttons(message: Message) -> None:
        rows = [
            [InlineKeyboardButton(text="Тост", callback_data="toast")],
            [InlineKeyboardButton(text="Окно", callback_data="alert")],
            [InlineKeyboardButton(text="Искать здесь", switch_inline_query_current_chat="храм")],
        ]
        await message.answer("Кнопки", reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))

    @dispatcher.message(F.photo)
    async def count(message: Message) -> None:
        await message.reply(f"Фото: {message.caption or 'без подписи'}")

    @dispatcher.message(F.text)
    async def echo(message: Message) -> None:
        await message.reply(f"Слышу: {message.text}")

    @dispatcher.edited_message(F.text)
    async def again(message: Message) -> None:
        await message.reply(f"Исправлено: {message.text}")

    @dispatcher.callback_query()
    async def pressed(query: CallbackQuery) -> None:
        await query.answer(f"Нажато: {query.data}", show_alert=query.data == "alert")

    @dispatcher.inline_query()
    async def inline(query: InlineQuery) -> None:
        await _answer_inline(query, file_id)

    return dispatcher


async def _answer_inline(query: InlineQuery, file_id: str) -> None:
    first = int(query.offset or 0)
    numbers = range(first, min(first + PAGE, 25))
    where = f" у {query.location.latitude:.2f}" if query.location else ""
    results: list[InlineQueryResultUnion] = []
    for number in numbers:
        title = f"{query.query or 'Место'} {number + 1}{where}"
        told = "храм или монастырь · Ярославль"
        if query.query.startswith("список"):
            text = InputTextMessageContent(message_text=f"Статья {number + 1}")
            results.append(
                InlineQueryResultArticle(
                    id=str(number), title=title, description=told, input_message_content=text
                )
            )
        elif query.query.startswith("место"):
            results.append(
                InlineQueryResultVenue(
                    id=str(number),
                    latitude=PLACE[0],
                    longitude=PLACE[1],
                    title=title,
                    address=told,
                )
            )
        else:
            results.append(
                InlineQueryResultCachedPhoto(
                    id=str(number),
                    photo_file_id=file_id,
                    title=title,
                    description=told,
                    caption=f"<b>{title}</b>\n{told}",
                    parse_mode="HTML",
                )
            )
    found = results if query.query != "пусто" else []
    await query.answer(
        found,
        cache_time=0,
        next_offset=str(numbers.stop) if numbers.stop < 25 and found else "",
        button=InlineQueryResultsButton(text="Открыть чат с ботом", start_parameter="inline"),
    )
