"""Any other message, and any other button, gets a sentence. Included last."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message

from bot.taps import acknowledge
from bot.texts import Texts


def build_router() -> Router:
    router = Router(name="fallback")
    router.message.register(explain, F.chat.type == ChatType.PRIVATE)
    router.callback_query.register(explain_button)
    return router


async def explain(message: Message, texts: Texts) -> None:
    await message.answer(texts("fallback"))


async def explain_button(query: CallbackQuery, texts: Texts) -> None:
    """A button of an earlier version, or of a message that somebody forwarded."""
    await acknowledge(query, texts("button-gone"))
