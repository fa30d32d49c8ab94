"""/stats, in the owner's chat alone; anywhere else it is no command that the bot knows."""

from __future__ import annotations

import time

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message

from bot.services import Services
from bot.texts import Texts
from bot.views.statistics import statistics_text


def build_router() -> Router:
    router = Router(name="owner")
    router.message.register(show_statistics, Command("stats", ignore_case=True), in_owners_chat)
    return router


async def in_owners_chat(message: Message, services: Services) -> bool:
    return services.admin_chat is not None and message.chat.id == services.admin_chat


async def show_statistics(message: Message, services: Services, texts: Texts) -> None:
    statistics = await services.store.statistics()
    uptime = time.monotonic() - services.started
    await message.answer(statistics_text(statistics, uptime, texts))
