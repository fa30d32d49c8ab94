"""/settings and /lang: what a chat has chosen; in groups its administrators change it."""

from __future__ import annotations

from contextlib import suppress

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject
from aiogram.types import (
    CallbackQuery,
    Chat,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessageUnion,
    Message,
    User,
)

from bot.handlers.membership import tell_if_blind
from bot.permissions import may_change
from bot.services import Services
from bot.taps import acknowledge
from bot.texts import Texts, language_of, texts_in
from bot.views.cities import city_keyboard
from bot.views.names import city_name
from bot.views.settings import (
    EveryPhoto,
    LanguageChoice,
    SettingsPage,
    language_keyboard,
    settings_keyboard,
    settings_text,
    with_way_back,
)
from inference.catalogue import LANGUAGES

_LANGUAGES = {
    **{"ru": "ru", "rus": "ru", "russian": "ru", "русский": "ru", "рус": "ru", "по-русски": "ru"},
    **{"en": "en", "eng": "en", "english": "en", "английский": "en", "англ": "en"},
}


def build_router() -> Router:
    router = Router(name="settings")
    router.message.register(show_settings, Command("settings", ignore_case=True))
    router.message.register(choose_language, Command("lang", "language", ignore_case=True))
    router.callback_query.register(turn_to, SettingsPage.filter())
    router.callback_query.register(take_language, LanguageChoice.filter())
    router.callback_query.register(take_every_photo, EveryPhoto.filter())
    return router


async def show_settings(message: Message, services: Services, texts: Texts) -> None:
    text, keyboard = await _all(message.chat, services, texts)
    await message.answer(text, reply_markup=keyboard)


async def choose_language(
    message: Message, command: CommandObject, bot: Bot, services: Services, texts: Texts
) -> None:
    code = _LANGUAGES.get((command.args or "").strip().lower())
    if code is None:
        chosen = (await services.store.chat(message.chat.id)).language
        text = texts("settings-language-choose")
        await message.answer(text, reply_markup=language_keyboard(chosen, texts))
    elif not await may_change(message, bot):
        await message.reply(texts("settings-admins-only"))
    else:
        await services.store.change_chat(message.chat.id, language=code)
        await message.answer(texts_in(code)("settings-language-set"))


async def turn_to(
    query: CallbackQuery, callback_data: SettingsPage, bot: Bot, services: Services, texts: Texts
) -> None:
    if not await may_change(query, bot):
        # An administrator may be choosing on that page.
        await acknowledge(query, texts("settings-admins-only"))
        return
    if isinstance(query.message, Message):
        await _turn(query.message, callback_data.name, services, texts)
    await acknowledge(query)


async def take_language(
    query: CallbackQuery, callback_data: LanguageChoice, bot: Bot, services: Services, texts: Texts
) -> None:
    code = callback_data.code or None
    if query.message is None or code not in (None, *LANGUAGES):
        await acknowledge(query, texts("button-gone"))
    elif not await may_change(query, bot):
        await acknowledge(query, texts("settings-admins-only"))
    else:
        await services.store.change_chat(query.message.chat.id, language=code)
        await show_changed(query, services, _texts_of(code, query.from_user))


async def take_every_photo(
    query: CallbackQuery, callback_data: EveryPhoto, bot: Bot, services: Services, texts: Texts
) -> None:
    if query.message is None:
        await acknowledge(query, texts("button-gone"))
    elif not await may_change(query, bot):
        await acknowledge(query, texts("settings-admins-only"))
    else:
        await services.store.change_chat(query.message.chat.id, every_photo=callback_data.on)
        await show_changed(query, services, texts)
        if callback_data.on:
            await tell_if_blind(
                query.message.chat.id, bot, services, texts, _topic_of(query.message)
            )


def _topic_of(message: MaybeInaccessibleMessageUnion) -> int | None:
    """The topic of a message, as far as Telegram still tells what it was."""
    if isinstance(message, Message) and message.is_topic_message:
        return message.message_thread_id
    return None


async def show_changed(query: CallbackQuery, services: Services, texts: Texts) -> None:
    """All settings again, in the message that was tapped."""
    if isinstance(query.message, Message):
        await _turn(query.message, "all", services, texts)
    await acknowledge(query, texts("settings-saved"), alert=False)


async def _turn(message: Message, page: str, services: Services, texts: Texts) -> None:
    if page == "city":
        city = await services.chosen_city(message.chat.id)
        shown = "none" if city is None else city_name(services.catalogue, city, texts.language)
        text = texts("city-choose", city=shown)
        keyboard = with_way_back(city_keyboard(services.catalogue, city, texts), texts)
    elif page == "language":
        chosen = (await services.store.chat(message.chat.id)).language
        text, keyboard = texts("settings-language-choose"), language_keyboard(chosen, texts)
    else:
        text, keyboard = await _all(message.chat, services, texts)
    with suppress(TelegramBadRequest):  # the page is already shown, or the message is gone
        await message.edit_text(text, reply_markup=keyboard)


async def _all(chat: Chat, services: Services, texts: Texts) -> tuple[str, InlineKeyboardMarkup]:
    settings, group = await services.store.chat(chat.id), chat.type != ChatType.PRIVATE
    text = settings_text(settings, services.catalogue, texts, group=group)
    return text, settings_keyboard(settings, texts, group=group)


def _texts_of(code: str | None, user: User) -> Texts:
    return texts_in(code or language_of(user.language_code))
