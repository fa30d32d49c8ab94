"""What a message says to a bot: its words, a mention of the bot, the command it begins with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiogram.enums import MessageEntityType
from aiogram.types import Message, MessageEntity, User

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{3,32}))?")
_AROUND_MENTION = " \t\n,;:—–-"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text or caption without mentions of the bot and without its leading command."""

    words: str
    mentioned: bool
    command: str | None  # in lower case, without slash and name
    whose: str | None  # the name behind the command's @


def spoken(message: Message, me: User) -> Spoken:
    """Read by the message's entities, so an address or code that looks like a mention is none."""
    text = message.text or message.caption or ""
    entities = (message.entities if message.text else message.caption_entities) or []
    units = text.encode("utf-16-le")  # offsets of entities count these
    mentions = [entity for entity in entities if _mentions(entity, text, me)]
    rest = _without(units, mentions)
    command = _leading_command(units, entities, mentions)
    if command is None:
        return Spoken(rest, bool(mentions), None, None)
    name, whose = command
    words = rest.removeprefix(f"/{name}").removeprefix("" if whose is None else f"@{whose}").strip()
    return Spoken(words, bool(mentions), name.lower(), whose)


def is_name_of(name: str | None, me: User) -> bool:
    return name is not None and me.username is not None and name.lower() == me.username.lower()


def _mentions(entity: MessageEntity, text: str, me: User) -> bool:
    if entity.type == MessageEntityType.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    if entity.type == MessageEntityType.MENTION:
        return is_name_of(entity.extract_from(text).removeprefix("@"), me)
    return False


def _leading_command(
    units: bytes, entities: list[MessageEntity], mentions: list[MessageEntity]
) -> tuple[str, str | None] | None:
    """The command that a text begins with, mentions of the bot before it aside."""
    for entity in entities:
        if entity.type != MessageEntityType.BOT_COMMAND:
            continue
        begin = entity.offset * 2
        before = [mention for mention in mentions if mention.offset < entity.offset]
        if _without(units[:begin], before):
            return None
        written = units[begin : begin + entity.length * 2].decode("utf-16-le", "replace")
        found = _COMMAND.fullmatch(written)
        return None if found is None else (found[1], found[2])
    return None


def _without(units: bytes, mentions: list[MessageEntity]) -> str:
    """UTF-16 text without these entities, and without the space and signs around them."""
    parts, position = [], 0
    for entity in sorted(mentions, key=lambda entity: entity.offset):
        parts.append(units[position : entity.offset * 2])
        position = (entity.offset + entity.length) * 2
    parts.append(units[position:])
    around = _AROUND_MENTION if mentions else None
    words = [part.decode("utf-16-le", "replace").strip(around) for part in parts]
    return " ".join(part for part in words if part)
