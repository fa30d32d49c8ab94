"""Any other message gets a sentence about what the bot can do. Included last."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.types import Message

from bot.texts import Texts


def build_router() -> Router:
    router = Router(name="fallback")
    router.message.register(explain, F.chat.type == ChatType.PRIVATE)
    return router


async def explain(message: Message, texts: Texts) -> None:
    await message.answer(texts("fallback"))
