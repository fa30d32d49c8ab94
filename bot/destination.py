"""Where an answer goes."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram.types import MaybeInaccessibleMessageUnion, Message, ReplyParameters


def topic_of(message: MaybeInaccessibleMessageUnion | None) -> int | None:
    """The topic that a message stands in; None outside topics, and where nothing is known of it."""
    if isinstance(message, Message) and message.is_topic_message:
        return message.message_thread_id
    return None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an answer goes: a chat, the topic of it, and the message it replies to."""

    chat_id: int
    thread: int | None = None
    reply_to: int | None = None
    silent: bool = False

    @classmethod
    def answering(cls, message: Message) -> Destination:
        """A reply to a message, in its topic."""
        return cls(message.chat.id, topic_of(message), message.message_id)

    @property
    def reply(self) -> ReplyParameters | None:
        if self.reply_to is None:
            return None
        return ReplyParameters(message_id=self.reply_to, allow_sending_without_reply=True)
