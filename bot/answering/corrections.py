"""Words that are written after "not it": they search for what the photo shows.

The search that follows in the same chat, and any reply to the bot's question, belong to the answer
that was called wrong. They judge nothing: that is done on the card of a place found.
"""

from __future__ import annotations

import time
from hashlib import sha256

from aiogram.types import Message

from bot.asked import Asked

# Seconds in which words count as meant for the photo without a reply to the question.
MEANT_SECONDS = 600.0


async def await_words(
    asked: Asked, chat_id: int, user_id: int, answer: str, question: int | None
) -> None:
    """Let the user's next words in the chat search for the answer's photo; `answer` is its key.

    `question` is the bot's message that asked for them.
    """
    until = time.time() + MEANT_SECONDS
    await asked.put(_of_user(chat_id, user_id), {"answer": answer, "until": until}, user_id)
    if question is not None:
        await asked.put(_of_message(chat_id, question), {"answer": answer}, user_id)


async def correcting(asked: Asked, message: Message) -> str | None:
    """The key of the answer for whose photo the message's words search, or None."""
    chat_id, replied = message.chat.id, message.reply_to_message
    if replied is not None:
        kept = await asked.get(_of_message(chat_id, replied.message_id))
        if kept is not None:
            return str(kept["answer"])
    if message.from_user is None:
        return None
    kept = await asked.get(_of_user(chat_id, message.from_user.id))
    if not kept or kept["until"] < time.time():
        return None
    return str(kept["answer"])


async def stop_awaiting(asked: Asked, chat_id: int, user_id: int) -> None:
    """The photo has been judged, or another was sent: words are words again."""
    name = _of_user(chat_id, user_id)
    if await asked.get(name):
        await asked.put(name, {}, user_id)


def _of_user(chat_id: int, user_id: int) -> str:
    return _key(f"user:{chat_id}:{user_id}")


def _of_message(chat_id: int, message_id: int) -> str:
    return _key(f"message:{chat_id}:{message_id}")


def _key(what: str) -> str:
    """A key that names nobody to who reads the store."""
    return "fix-" + sha256(what.encode()).hexdigest()[:20]
