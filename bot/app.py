"""Builds the bot and its dispatcher from settings and services."""

from __future__ import annotations

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.types import BotCommand
from aiogram.utils.token import TokenValidationError

from bot.handlers import commands, errors, fallback, photo, text
from bot.middlewares.draining import DrainingMiddleware
from bot.middlewares.language import LanguageMiddleware
from bot.middlewares.retry import RetryMiddleware
from bot.services import Services
from bot.texts import READ_RUSSIAN, texts_in
from inference import UserError

COMMANDS = ("start", "help", "city")


class TokenError(UserError):
    """The token is not one that Telegram would give, or Telegram does not know it."""


def build_bot(token: str, api_url: str | None = None) -> Bot:
    """A bot that calls Telegram, or the Bot API server at `api_url`. Raises TokenError."""
    server = TelegramAPIServer.from_base(api_url.rstrip("/")) if api_url else PRODUCTION
    session = AiohttpSession(api=server)
    session.middleware(RetryMiddleware())
    properties = DefaultBotProperties(
        parse_mode=ParseMode.HTML,
        link_preview_is_disabled=True,
        # A reply to a message that was deleted meanwhile is still sent.
        allow_sending_without_reply=True,
    )
    try:
        return Bot(token, session=session, default=properties)
    except TokenValidationError:
        raise TokenError(
            "BOT_TOKEN does not look like a token; copy it whole from @BotFather."
        ) from None


def build_dispatcher(services: Services, draining: DrainingMiddleware) -> Dispatcher:
    """The dispatcher with every conversation the bot can hold."""
    dispatcher = Dispatcher(services=services, disable_fsm=True)
    dispatcher.update.outer_middleware(draining)
    dispatcher.update.outer_middleware(LanguageMiddleware())
    # The order decides: what no other conversation takes, the last one explains.
    for module in (errors, commands, photo, text, fallback):
        dispatcher.include_router(module.build_router())
    return dispatcher


async def introduce(bot: Bot) -> None:
    """Tell Telegram the commands and the description that clients show, in each language."""
    # What has no language code is shown to all whose language has no entry of its own.
    languages: dict[str | None, str] = {None: "en", **dict.fromkeys(READ_RUSSIAN, "ru")}
    for code, language in languages.items():
        texts = texts_in(language)
        await bot.set_my_commands(
            [BotCommand(command=name, description=texts(f"command-{name}")) for name in COMMANDS],
            language_code=code,
        )
        await bot.set_my_description(texts("bot-description"), language_code=code)
        await bot.set_my_short_description(texts("bot-short-description"), language_code=code)
