"""/start, /help and /city."""

from __future__ import annotations

from contextlib import suppress

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from bot.services import Services
from bot.texts import Texts
from bot.views.cities import CityChoice, CityPage, city_key, city_keyboard
from bot.views.names import city_name
from inference import Catalogue


def build_router() -> Router:
    router = Router(name="commands")
    router.message.register(start, CommandStart())
    router.message.register(help_, Command("help"))
    router.message.register(choose_city, Command("city"))
    router.callback_query.register(turn_page, CityPage.filter())
    router.callback_query.register(take_city, CityChoice.filter())
    return router


async def start(message: Message, texts: Texts) -> None:
    await message.answer(texts("start"))


async def help_(message: Message, services: Services, texts: Texts) -> None:
    city = await services.chosen_city(message.chat.id)
    await message.answer(
        texts(
            "help",
            city=_shown(services.catalogue, city, texts),
            places=len(services.catalogue.places),
            cities=len(services.catalogue.cities),
            recognizable=services.recognizable,
        )
    )


async def choose_city(
    message: Message, command: CommandObject, services: Services, texts: Texts
) -> None:
    chosen = await services.chosen_city(message.chat.id)
    if not command.args:
        text = texts("city-choose", city=_shown(services.catalogue, chosen, texts))
        await message.answer(text, reply_markup=city_keyboard(services.catalogue, chosen, texts))
        return
    city = services.catalogue.find_city(command.args)
    if city is None:
        text = texts("city-unknown", city=command.args[:100])
        await message.answer(text, reply_markup=city_keyboard(services.catalogue, chosen, texts))
        return
    await services.store.set_city(message.chat.id, city)
    await message.answer(
        texts("city-set", city=city_name(services.catalogue, city, texts.language))
    )


async def turn_page(
    query: CallbackQuery, callback_data: CityPage, services: Services, texts: Texts
) -> None:
    await query.answer()
    if isinstance(query.message, Message):
        chosen = await services.chosen_city(query.message.chat.id)
        keyboard = city_keyboard(services.catalogue, chosen, texts, callback_data.page)
        with suppress(TelegramBadRequest):  # tapped twice: the page is already shown
            await query.message.edit_reply_markup(reply_markup=keyboard)


async def take_city(
    query: CallbackQuery,
    callback_data: CityChoice,
    bot: Bot,
    services: Services,
    texts: Texts,
) -> None:
    city = next((c for c in services.catalogue.cities if city_key(c) == callback_data.key), None)
    if callback_data.key and city is None:
        await query.answer(texts("city-gone"), show_alert=True)
        return
    await query.answer()
    if query.message is None:
        return
    await services.store.set_city(query.message.chat.id, city)
    text = (
        texts("city-cleared")
        if city is None
        else texts("city-set", city=city_name(services.catalogue, city, texts.language))
    )
    if isinstance(query.message, Message):
        await query.message.edit_text(text)
    else:
        # Telegram no longer shows bots what a message said that is over two days old.
        await bot.send_message(query.message.chat.id, text)


def _shown(catalogue: Catalogue, city: str | None, texts: Texts) -> str:
    return "none" if city is None else city_name(catalogue, city, texts.language)
