"""Builds the bot and its dispatcher from settings and services."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeChat
from aiogram.utils.token import TokenValidationError

from bot.handlers import (
    commands,
    errors,
    fallback,
    feedback,
    group,
    inline,
    location,
    membership,
    owner,
    photo,
    places,
    privacy,
    random,
    settings,
    start,
    text,
    words_buttons,
)
from bot.middlewares.counting import CountingMiddleware
from bot.middlewares.crowding import CrowdingMiddleware
from bot.middlewares.journaling import JournalingMiddleware
from bot.middlewares.language import LanguageMiddleware
from bot.middlewares.own_results import OwnResultsMiddleware
from bot.middlewares.pacing import PacingMiddleware
from bot.middlewares.retry import RetryMiddleware
from bot.middlewares.throttling import ThrottlingMiddleware
from bot.notices import ADMIN_CHAT_CLOSED
from bot.services import Services
from bot.texts import READ_RUSSIAN, Texts, texts_in
from inference import UserError

log = logging.getLogger(__name__)

COMMANDS = ("start", "help", "city", "random", "settings", "lang", "privacy", "forget")
GROUP_COMMANDS = (
    *("where", "find", "random", "city", "lang", "settings", "privacy", "forget", "help"),
)


class TokenError(UserError):
    """The token is not one that Telegram would give, or Telegram does not know it."""


def build_bot(token: str, api_url: str | None = None) -> Bot:
    """A bot that calls Telegram, or the Bot API server at `api_url`. Raises TokenError."""
    server = TelegramAPIServer.from_base(api_url.rstrip("/")) if api_url else PRODUCTION
    session = AiohttpSession(api=server)
    session.middleware(JournalingMiddleware())
    session.middleware(RetryMiddleware())
    session.middleware(PacingMiddleware())
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


def build_dispatcher(services: Services) -> Dispatcher:
    """The dispatcher with every conversation the bot can hold."""
    dispatcher = Dispatcher(services=services, disable_fsm=True)
    dispatcher.update.outer_middleware(LanguageMiddleware())
    dispatcher.message.outer_middleware(OwnResultsMiddleware())
    # These see what some handler takes, not whatever people say to each other in a group.
    throttling = ThrottlingMiddleware()
    for observer in (dispatcher.message, dispatcher.edited_message, dispatcher.callback_query):
        observer.middleware(throttling)
    for observer in (dispatcher.message, dispatcher.callback_query):
        observer.middleware(CountingMiddleware())
    crowding = CrowdingMiddleware(services.engine.queue_size)
    dispatcher.message.middleware(crowding)
    dispatcher.edited_message.middleware(crowding)
    # The order decides: what no other conversation takes, the last one explains.
    for module in (
        errors,
        start,
        commands,
        settings,
        privacy,
        owner,
        random,
        places,
        words_buttons,
        inline,
        membership,
        group,
        location,
        photo,
        feedback,
        text,
        fallback,
    ):
        dispatcher.include_router(module.build_router())
    return dispatcher


async def introduce(bot: Bot, admin_chat: int | None = None) -> None:
    """Tell Telegram the commands and the description that clients show, in each language."""
    # What has no language code is shown to all whose language has no entry of its own.
    languages: dict[str | None, str] = {None: "en", **dict.fromkeys(READ_RUSSIAN, "ru")}
    for code, language in languages.items():
        texts = texts_in(language)
        await bot.set_my_commands(_menu(COMMANDS, texts), language_code=code)
        await bot.set_my_commands(
            _menu(GROUP_COMMANDS, texts), scope=BotCommandScopeAllGroupChats(), language_code=code
        )
        await bot.set_my_description(texts("bot-description"), language_code=code)
        await bot.set_my_short_description(texts("bot-short-description"), language_code=code)
    if admin_chat is None:
        return
    for code, language in languages.items():
        names = (*(COMMANDS if admin_chat > 0 else GROUP_COMMANDS), "stats")
        scope = BotCommandScopeChat(chat_id=admin_chat)
        menu = _menu(names, texts_in(language))
        try:
            await bot.set_my_commands(menu, scope=scope, language_code=code)
        except (TelegramBadRequest, TelegramForbiddenError) as error:
            log.warning(ADMIN_CHAT_CLOSED, error.message)
            return


def _menu(names: Sequence[str], texts: Texts) -> list[BotCommand]:
    return [BotCommand(command=name, description=texts(f"command-{name}")) for name in names]
