"""/start, /help and /city."""

from __future__ import annotations

from contextlib import suppress

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from bot.handlers.settings import show_changed
from bot.permissions import may_change
from bot.services import Services
from bot.taps import acknowledge
from bot.texts import Texts
from bot.views.cities import CityChoice, CityPage, city_key, city_keyboard
from bot.views.names import city_name
from bot.views.settings import has_way_back, with_way_back
from inference import Catalogue
from inference.naming import fold_name

MAX_NAME = 100
_EVERYWHERE = frozenset({"все", "все города", "везде", "all", "all cities", "everywhere", "any"})


def build_router() -> Router:
    router = Router(name="commands")
    # What a group is told is said by `bot.handlers.group`.
    private = F.chat.type == ChatType.PRIVATE
    router.message.register(start, private, CommandStart(ignore_case=True))
    router.message.register(help_, private, Command("help", ignore_case=True))
    router.message.register(choose_city, Command("city", ignore_case=True))
    router.callback_query.register(turn_page, CityPage.filter())
    router.callback_query.register(take_city, CityChoice.filter())
    return router


async def start(message: Message, bot: Bot, services: Services, texts: Texts) -> None:
    await message.answer(
        texts("start", photos=_photos(services), bot=(await bot.me()).username or "")
    )


async def help_(message: Message, bot: Bot, services: Services, texts: Texts) -> None:
    city = await services.chosen_city(message.chat.id)
    await message.answer(
        texts(
            "help",
            bot=(await bot.me()).username or "",
            city=_shown(services.catalogue, city, texts),
            places=len(services.catalogue.places),
            cities=len(services.catalogue.cities),
            recognizable="unknown" if services.recognizable is None else services.recognizable,
        )
    )


async def choose_city(
    message: Message, command: CommandObject, bot: Bot, services: Services, texts: Texts
) -> None:
    chosen = await services.chosen_city(message.chat.id)
    if not command.args:
        text = texts("city-choose", city=_shown(services.catalogue, chosen, texts))
        await message.answer(text, reply_markup=city_keyboard(services.catalogue, chosen, texts))
        return
    if not await may_change(message, bot):
        await message.reply(texts("settings-admins-only"))
        return
    if fold_name(command.args) in _EVERYWHERE:
        await services.store.set_city(message.chat.id, None)
        await message.answer(texts("city-cleared"))
        return
    city = services.catalogue.find_city(command.args)
    if city is None:
        # «в Екатеринбурге»: search understands a city in any grammatical case.
        city = (await services.engine.search(command.args[:MAX_NAME])).city
    if city is None:
        text = texts("city-unknown", city=command.args[:MAX_NAME])
        await message.answer(text, reply_markup=city_keyboard(services.catalogue, chosen, texts))
        return
    await services.store.set_city(message.chat.id, city)
    await message.answer(
        texts("city-set", city=city_name(services.catalogue, city, texts.language))
    )


async def turn_page(
    query: CallbackQuery, callback_data: CityPage, services: Services, texts: Texts
) -> None:
    if isinstance(query.message, Message):
        chosen = await services.chosen_city(query.message.chat.id)
        keyboard = city_keyboard(services.catalogue, chosen, texts, callback_data.page)
        if has_way_back(query.message.reply_markup):
            keyboard = with_way_back(keyboard, texts)
        with suppress(TelegramBadRequest):  # the page is already shown, or the message is gone
            await query.message.edit_reply_markup(reply_markup=keyboard)
    await acknowledge(query)


async def take_city(
    query: CallbackQuery, callback_data: CityChoice, bot: Bot, services: Services, texts: Texts
) -> None:
    city = next((c for c in services.catalogue.cities if city_key(c) == callback_data.key), None)
    if query.message is None or (callback_data.key and city is None):
        await acknowledge(query, texts("city-gone"))
        return
    if not await may_change(query, bot):
        await acknowledge(query, texts("settings-admins-only"))
        return
    chat_id = query.message.chat.id
    await services.store.set_city(chat_id, city)
    if isinstance(query.message, Message) and has_way_back(query.message.reply_markup):
        await show_changed(query, services, texts)
        return
    await acknowledge(query)
    text = (
        texts("city-cleared")
        if city is None
        else texts("city-set", city=city_name(services.catalogue, city, texts.language))
    )
    # What a message over two days old said, Telegram no longer tells; then it stays as it is.
    if isinstance(query.message, Message):
        try:
            await query.message.edit_text(text)
            return
        except TelegramBadRequest as error:
            if "not modified" in error.message:  # tapped twice
                return
    await bot.send_message(chat_id, text)


def _photos(services: Services) -> str:
    return "asked" if services.keep_feedback_photos else "never"


def _shown(catalogue: Catalogue, city: str | None, texts: Texts) -> str:
    return "none" if city is None else city_name(catalogue, city, texts.language)
