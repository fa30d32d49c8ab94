"""Whether a message in a group is meant for the bot, and what it asks.

Pure functions over messages. A group talks among itself: the bot is meant only by a command of
its own, a mention, or a reply to what it wrote.
https://core.telegram.org/bots/features#privacy-mode
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from aiogram.types import Document, Message, PhotoSize, User

from bot.photo_files import photo_of
from bot.spoken import Spoken, is_name_of, spoken

# Telegram's stand-ins for admins who write as the group itself and for channels that write in it.
_STAND_INS = frozenset({1087968824, 136817688})
_QUESTION = re.compile(
    r"((а|и|ну) )?(что|где|какое|как называется)( же)?( это| тут| здесь| на фото)?"
    r"( за)?( место| здание)?( такое)?( это)?|(where|what)( place)?( is|'s|’s)?"
    r"( it| this| that)?( place| building)?"
)
_COURTESY = re.compile(
    r"(большое |ок )?спасибо( большое)?|спс|благодарю|ок|да|нет|круто|класс|ага|понятно|"
    r"thanks|thank you|thx|ok|okay|yes|no|cool|great|nice"
)

File = PhotoSize | Document


class Manner(Enum):
    """How the bot is meant."""

    WHERE = "where"  # /where
    FIND = "find"  # /find
    OTHER = "other"  # a command by our name that is none of these
    MENTION = "mention"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Address:
    """What is asked of the bot: to recognise a photo, else to find words, else how to ask.

    With a photo, `words` are what was said of it.
    """

    manner: Manner
    words: str
    photo: File | None
    target: Message  # what the answer replies to: the photo's message where there is one


def addressed(message: Message, me: User) -> Address | None:
    """What `message` asks of the bot `me`, or None where it is not meant."""
    if not _said_here_by_a_person(message, me):
        return None
    said = spoken(message, me)
    manner = _manner(message, said, me)
    if manner is None:
        return None
    if manner is Manner.OTHER:
        return Address(manner, "", None, message)
    address = _asked(message, manner, said.words, me)
    if manner is Manner.REPLY and address.photo is None and not _worth_searching(address.words):
        return None
    return address


def sent_through(message: Message, me: User) -> bool:
    """Whether it is an inline result of ours, which somebody has sent."""
    return message.via_bot is not None and message.via_bot.id == me.id


def _said_here_by_a_person(message: Message, me: User) -> bool:
    sender = message.from_user
    if sender is not None and sender.is_bot and sender.id not in _STAND_INS:
        return False
    # What was said elsewhere and is passed on was not said to us.
    return message.forward_origin is None and not sent_through(message, me)


def _manner(message: Message, said: Spoken, me: User) -> Manner | None:
    if said.command is not None:
        ours = is_name_of(said.whose, me)
        if said.whose is not None and not ours:
            return None
        if said.command in (Manner.WHERE.value, Manner.FIND.value):
            return Manner(said.command)
        # Without a name it may be another bot's.
        return Manner.OTHER if ours or said.mentioned else None
    if said.mentioned:
        return Manner.MENTION
    answered = _answered(message)
    return Manner.REPLY if answered is not None and _wrote(answered, me) else None


def _asked(message: Message, manner: Manner, words: str, me: User) -> Address:
    if manner is not Manner.FIND or not words:
        photo = photo_of(message)
        if photo is not None:
            return Address(manner, words, photo, message)
        shown = _photo_answered(message, me, manner)
        if shown is not None:
            return Address(manner, f"{words} {_caption_answered(message)}".strip(), *shown)
        if _QUESTION.fullmatch(_plain(words)):
            words = ""  # "where is it?", and no photo to tell of
    if not words and manner in (Manner.FIND, Manner.MENTION):
        words = _words_answered(message, me)
    return Address(manner, words, None, message)


def _photo_answered(message: Message, me: User, manner: Manner) -> tuple[File, Message] | None:
    """The photo that a message replies to, and the message to answer."""
    answered = _answered(message)
    if answered is not None:
        photo = photo_of(answered)
        # What is in a picture of ours is written below it; words about it are new words.
        if photo is None or (_wrote(answered, me) and manner is not Manner.WHERE):
            return None
        topic = {
            "message_thread_id": message.message_thread_id,
            "is_topic_message": message.is_topic_message,
        }
        return photo, answered.model_copy(update=topic)
    elsewhere = photo_of(message.external_reply) if message.external_reply is not None else None
    return None if elsewhere is None else (elsewhere, message)


def _caption_answered(message: Message) -> str:
    """It may name the city of the photo that is asked about."""
    answered = _answered(message)
    return "" if answered is None else answered.caption or ""


def _words_answered(message: Message, me: User) -> str:
    """The words of the message that is replied to, of a quoted one the part that is quoted."""
    if message.quote is not None:
        return message.quote.text.strip()
    answered = _answered(message)
    if answered is None or _wrote(answered, me):
        return ""
    return (answered.text or answered.caption or "").strip()


def _answered(message: Message) -> Message | None:
    """The message that this one replies to; in a topic every message points at its beginning."""
    answered = message.reply_to_message
    if answered is None or answered.forum_topic_created is not None:
        return None
    return answered


def _wrote(message: Message, me: User) -> bool:
    return message.from_user is not None and message.from_user.id == me.id


def _plain(words: str) -> str:
    return " ".join(words.lower().replace(",", " ").rstrip(" ?!.").split())


def _worth_searching(words: str) -> bool:
    """Not an empty reply, a smile or thanks: those get no answer."""
    return any(character.isalnum() for character in words) and not _COURTESY.fullmatch(
        _plain(words)
    )
