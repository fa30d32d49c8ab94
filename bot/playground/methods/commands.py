"""The bot's face: its commands, names and descriptions, by scope and language."""

from __future__ import annotations

import re
from typing import Any

from bot.playground.errors import bad_request
from bot.playground.methods.call import Call, Method

MAX_COMMANDS = 100
_COMMAND = re.compile(r"/?([a-z0-9_]{1,32})")
_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})


async def set_my_commands(call: Call) -> bool:
    commands = call.parameters.array("commands", "BotCommand")
    if commands is None:
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    checked = [_command(command) for command in commands]
    with call.telegram.storage.transaction():
        call.telegram.bots.set_commands(call.bot.id, _scope(call), _language(call), checked)
    call.telegram.events.publish("bot", bot=call.bot.id)
    return True


async def get_my_commands(call: Call) -> list[dict[str, str]]:
    return call.telegram.bots.commands(call.bot.id, _scope(call), _language(call))


async def delete_my_commands(call: Call) -> bool:
    call.telegram.bots.set_commands(call.bot.id, _scope(call), _language(call), [])
    call.telegram.events.publish("bot", bot=call.bot.id)
    return True


def _command(command: Any) -> dict[str, str]:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = _COMMAND.fullmatch(str(command.get("command") or "").strip())
    description = str(command.get("description") or "").strip()
    if name is None:
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.group(1), "description": description}


def _scope(call: Call) -> str:
    scope = call.parameters.object("scope", "BotCommandScope")
    if scope is None:
        return "default"
    kind = scope.get("type")
    if kind in _SCOPES:
        return str(kind)
    if kind in ("chat", "chat_administrators", "chat_member"):
        chat = call.telegram.chats.reachable(str(scope.get("chat_id", "")), call.bot.id)
        member = f":{scope.get('user_id', 0)}" if kind == "chat_member" else ""
        return f"{kind}:{chat.id}{member}"
    raise bad_request("can't parse BotCommandScope: unsupported type specified")


def _language(call: Call) -> str:
    code = call.parameters.text("language_code").strip().lower()
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("LANG_CODE_INVALID")
    return code


def _text(field: str, parameter: str, longest: int) -> tuple[Method, Method]:
    """The setter and getter of a text that may differ by language."""

    async def set_text(call: Call) -> bool:
        text = call.parameters.text(parameter).strip()
        if len(text) > longest:
            raise bad_request(f"{field.upper()}_TOO_LONG")
        texts = {**call.bot.profile.get(field, {}), _language(call): text}
        kept = {language: value for language, value in texts.items() if value}
        call.telegram.bots.change(call.bot, **{field: kept})
        call.telegram.events.publish("bot", bot=call.bot.id)
        return True

    async def get_text(call: Call) -> dict[str, str]:
        texts = call.bot.profile.get(field, {})
        default = texts.get("", call.bot.profile["first_name"] if field == "name" else "")
        return {parameter: texts.get(_language(call), default)}

    return set_text, get_text


async def set_chat_menu_button(call: Call) -> bool:
    """Accepted; the page always shows the commands as its menu."""
    call.parameters.object("menu_button", "MenuButton")
    return True


_set_name, _get_name = _text("name", "name", 64)
_set_description, _get_description = _text("description", "description", 512)
_set_short, _get_short = _text("short_description", "short_description", 120)

METHODS: dict[str, Method] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _set_name,
    "getMyName": _get_name,
    "setMyDescription": _set_description,
    "getMyDescription": _get_description,
    "setMyShortDescription": _set_short,
    "getMyShortDescription": _get_short,
    "setChatMenuButton": set_chat_menu_button,
}
