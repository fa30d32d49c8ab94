"""What people do to groups and channels: make them, join, restrict the bot, open topics, move."""

from __future__ import annotations

from typing import Any

from bot.playground.bots import BotAccount
from bot.playground.chats import Chat
from bot.playground.errors import bad_request
from bot.playground.membership import change_participant, change_status
from bot.playground.messages import Message
from bot.playground.telegram import Telegram

_OF_BOTS = frozenset({"member", "administrator", "kicked", "left"})
_OF_PEOPLE = _OF_BOTS | {"creator"}
_TOPIC_COLOR = 0x6FB9F0


class Groups:
    """The acts on groups of one playground. ApiError 400 where an act is not possible."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    def add(
        self, bot: BotAccount, user: dict[str, Any], facts: dict[str, Any], status: str
    ) -> Chat:
        """A group or channel appears with its creator and, unless its status is `left`, the bot."""
        if status not in _OF_BOTS:
            raise bad_request("no such status")
        chats = self._telegram.chats
        chat = chats.add_group(facts)
        chats.set_participant(chat.id, user["id"], "creator")
        if status == "left":
            self._say(chat, bot.id, user, {f"{facts['type']}_chat_created": True})
            return chat
        change_status(self._telegram, chat, bot, user, status)
        if chat.type != "channel":
            joined = {"new_chat_members": [bot.user], "new_chat_participant": bot.user}
            self._say(chat, bot.id, user, joined)
        return chat

    def set_membership(
        self, chat: Chat, bot: BotAccount, user: dict[str, Any], status: str
    ) -> None:
        """A person blocks the bot or lets it in, or changes what it is in a group."""
        if status not in _OF_BOTS:
            raise bad_request("no such status")
        change_status(self._telegram, chat, bot, user, status)

    def restrict(
        self, chat: Chat, bot: BotAccount, user: dict[str, Any], rights: dict[str, bool]
    ) -> None:
        """Takes rights to send (`can_send_…` by name): in a supergroup from the bot, which is
        told, in a basic group from all its members."""
        status = self._telegram.chats.status(chat.id, bot.id)
        if chat.type not in ("group", "supergroup") or status not in ("member", "restricted"):
            raise bad_request("only an ordinary member of a group can be restricted")
        taken: dict[str, bool] = {name: False for name, allowed in rights.items() if not allowed}
        if chat.type == "group":
            self._telegram.chats.restrict(chat.id, bot.id, taken)
        else:
            become = "restricted" if taken else "member"
            change_status(self._telegram, chat, bot, user, become, taken)

    def join(self, chat: Chat, bot_id: int, user: dict[str, Any], status: str) -> None:
        """A person becomes a member or an administrator of a group, or goes."""
        if chat.private or status not in _OF_PEOPLE:
            raise bad_request("no such status")
        before = self._telegram.chats.participant(chat.id, user["id"]) or "left"
        change_participant(self._telegram, chat, user, user, status)
        gone = ("left", "kicked")
        if chat.type == "channel" or (before in gone) == (status in gone):
            return
        if status in gone:
            self._say(chat, bot_id, user, {"left_chat_member": user, "left_chat_participant": user})
        else:
            joined = {"new_chat_members": [user], "new_chat_participant": user}
            self._say(chat, bot_id, user, joined)

    def add_topic(self, chat: Chat, bot_id: int, user: dict[str, Any], title: str) -> int:
        """A topic of a forum; returns its thread id, the number of its first message."""
        if not chat.facts.get("is_forum"):
            raise bad_request("the chat is not a forum")
        if not 1 <= len(title) <= 128:
            raise bad_request("a topic's name has 1 to 128 characters")
        content = {"forum_topic_created": {"name": title, "icon_color": _TOPIC_COLOR}}
        thread = self._telegram.messages.upcoming(chat, bot_id)
        with self._telegram.storage.transaction():
            self._telegram.chats.add_topic(chat.id, thread, title)
            placed = {"message_thread_id": thread, "is_topic_message": True}
            self._say(chat, bot_id, user, content | placed)
        return thread

    def migrate(self, chat: Chat, user: dict[str, Any]) -> Chat:
        """A basic group becomes a supergroup with a new id; its bots are told in both."""
        if chat.type != "group" or chat.migrated_to is not None:
            raise bad_request("only a basic group becomes a supergroup")
        chats = self._telegram.chats
        with self._telegram.storage.transaction():
            facts = {name: value for name, value in chat.facts.items() if name != "id"}
            new = chats.add_group({**facts, "type": "supergroup"})
            members = chats.members(chat.id)
            for bot_id in members:
                chats.set_status(new.id, bot_id, chats.status(chat.id, bot_id) or "member")
            for participant, status in chats.participants(chat.id):
                chats.set_participant(new.id, participant["id"], status)
        first = members[0] if members else 0
        self._say(chat, first, user, {"migrate_to_chat_id": new.id})
        self._say(new, first, user, {"migrate_from_chat_id": chat.id})
        chats.set_migrated(chat, new)
        return new

    def _say(self, chat: Chat, bot_id: int, user: dict[str, Any], content: Message) -> None:
        """A service message."""
        self._telegram.receive(chat, bot_id, user, [content])
