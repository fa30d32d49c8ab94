"""/privacy says what is kept, and for how long; /forget deletes it at once."""

from __future__ import annotations

from contextlib import suppress

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.asked import DAYS as BUTTON_DAYS
from bot.services import Services
from bot.store.store import VISITOR_DAYS
from bot.taps import acknowledge
from bot.texts import Texts


class Forget(CallbackData, prefix="forget"):
    """A tap on one of the two answers; in a group, only who asked may tap."""

    user_id: int
    sure: bool


def build_router() -> Router:
    router = Router(name="privacy")
    router.message.register(explain, Command("privacy", ignore_case=True))
    router.message.register(ask, Command("forget", ignore_case=True))
    router.callback_query.register(forget, Forget.filter())
    return router


async def explain(message: Message, services: Services, texts: Texts) -> None:
    photos = "asked" if services.keep_feedback_photos else "never"
    await message.answer(
        texts("settings-privacy", days=VISITOR_DAYS, buttons=round(BUTTON_DAYS), photos=photos)
    )


async def ask(message: Message, texts: Texts) -> None:
    if message.from_user is None or message.sender_chat is not None:
        await message.reply(texts("settings-forget-nobody"))
        return
    user_id = message.from_user.id
    buttons = [
        InlineKeyboardButton(
            text=texts(f"settings-forget-{word}"),
            callback_data=Forget(user_id=user_id, sure=word == "yes").pack(),
        )
        for word in ("yes", "no")
    ]
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[button] for button in buttons])
    await message.reply(texts("settings-forget-ask"), reply_markup=keyboard)


async def forget(
    query: CallbackQuery, callback_data: Forget, services: Services, texts: Texts
) -> None:
    if query.from_user.id != callback_data.user_id:
        await acknowledge(query, texts("settings-forget-other"))
        return
    if callback_data.sure:
        await services.forget(query.from_user.id)
    said = texts("settings-forget-done" if callback_data.sure else "settings-forget-kept")
    await acknowledge(query)
    if isinstance(query.message, Message):
        with suppress(TelegramBadRequest):  # tapped twice, or the message is gone
            await query.message.edit_text(said)
