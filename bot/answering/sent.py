"""Which messages answer which: so that the answer to an edited message can take its place."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Message

from bot.asked import Asked

log = logging.getLogger(__name__)

# deleteMessages takes a hundred at once.
MOST_MESSAGES = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a message: its words, when they were written, the messages sent."""

    query: str
    edited: int
    messages: tuple[int, ...]


async def answer_to(asked: Asked, chat_id: int, message_id: int) -> Answer | None:
    """The answer that was sent to a message, or None where none is remembered."""
    kept = await asked.get(_key(chat_id, message_id))
    if kept is None:
        return None
    return Answer(kept["query"], kept["edited"], tuple(kept["messages"]))


async def remember_answer(
    asked: Asked, chat_id: int, message_id: int, answer: Answer, user_id: int | None
) -> None:
    await asked.put(_key(chat_id, message_id), asdict(answer), user_id)


async def add_to_answer(
    asked: Asked, chat_id: int, message_id: int, more: Sequence[Message], user_id: int | None
) -> None:
    """Let messages that were sent later go with the answer; the newest hundred are known."""
    answer = await answer_to(asked, chat_id, message_id)
    if answer is not None:
        ids = (*answer.messages, *(message.message_id for message in more))
        longer = Answer(answer.query, answer.edited, ids[-MOST_MESSAGES:])
        await remember_answer(asked, chat_id, message_id, longer, user_id)


async def delete_answer(bot: Bot, chat_id: int, answer: Answer) -> None:
    """Delete the messages of an answer; what Telegram no longer deletes stays."""
    if not answer.messages:
        return
    try:
        await bot.delete_messages(chat_id, list(answer.messages))
    except TelegramBadRequest as error:
        log.info("An old answer stays: %s", error.message)


def _key(chat_id: int, message_id: int) -> str:
    """A key that names no chat to who reads the store."""
    return "to-" + sha256(f"{chat_id}:{message_id}".encode()).hexdigest()[:20]
