"""What people do in the simulated messenger: write, send files, press buttons, make groups."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from typing import Any, Literal

from bot.playground.bots import BotAccount
from bot.playground.chats import Chat
from bot.playground.entities import TOO_LONG, finished, utf16_length
from bot.playground.errors import bad_request
from bot.playground.messages import Message
from bot.playground.methods.chats import bot_member
from bot.playground.requests import Upload
from bot.playground.telegram import Telegram

FileKind = Literal["photo", "document", "sticker", "voice"]
MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ALBUM = 10


class People:
    """The acts of people in one playground. ApiError 400 where an act is not possible."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    def write(
        self, chat: Chat, bot_id: int, user: dict[str, Any], text: str, reply_to: int = 0
    ) -> list[Message]:
        """Sends a text; a long one arrives in pieces, as clients send it."""
        if not text.strip():
            raise bad_request("message text is empty")
        contents: list[Message] = []
        for begin in range(0, len(text), MAX_TEXT):
            piece = finished(text[begin : begin + MAX_TEXT])
            if piece.text:
                content: Message = {"text": piece.text}
                contents.append(content | _entities("entities", piece.entities))
        return self._receive(chat, bot_id, user, contents, reply_to)

    async def send_files(
        self,
        chat: Chat,
        bot_id: int,
        user: dict[str, Any],
        kind: FileKind,
        uploads: Sequence[Upload],
        caption: str = "",
        reply_to: int = 0,
    ) -> list[Message]:
        """Sends files; several photos or documents are one album, its caption on the first."""
        if not uploads:
            raise bad_request("there is no file in the request")
        if len(uploads) > MAX_ALBUM:
            raise bad_request("too many messages to send as an album")
        contents = [await self._content(kind, upload) for upload in uploads]
        words = finished(caption)
        if words.text:
            contents[0]["caption"] = words.text
            contents[0] |= _entities("caption_entities", words.entities)
        if len(contents) > 1:
            group = str(secrets.randbits(52) + 13_000_000_000_000_000)
            contents = [{**content, "media_group_id": group} for content in contents]
        return self._receive(chat, bot_id, user, contents, reply_to)

    def send_location(
        self, chat: Chat, bot_id: int, user: dict[str, Any], location: dict[str, float]
    ) -> list[Message]:
        return self._receive(chat, bot_id, user, [{"location": location}])

    def edit(
        self, chat: Chat, bot_id: int, user: dict[str, Any], message_id: int, text: str
    ) -> Message:
        """Writes another text, or another caption, into the person's own message."""
        message = self._telegram.messages.get(chat, bot_id, message_id)
        if message is None:
            raise bad_request("message to edit not found")
        if message["from"]["id"] != user["id"]:
            raise bad_request("message can't be edited")
        words = finished(text)
        if "text" in message:
            field, entities, most = "text", "entities", MAX_TEXT
            if not words.text:
                raise bad_request("message text is empty")
        elif message.keys() & {"photo", "document", "voice"}:
            field, entities, most = "caption", "caption_entities", MAX_CAPTION
        else:
            raise bad_request("there is no text in the message to edit")
        if utf16_length(words.text) > most:
            raise bad_request(TOO_LONG)
        changed = {name: value for name, value in message.items() if name not in (field, entities)}
        if words.text:
            changed |= {field: words.text} | _entities(entities, words.entities)
        if changed == message:
            return message  # clients send no such edit
        changed["edit_date"] = int(time.time())
        self._telegram.edit(chat, bot_id, changed)
        return changed

    def delete(self, chat: Chat, bot_id: int, user: dict[str, Any], message_id: int) -> None:
        """Deletes a message: in a group the person's own, in a private chat any, for both."""
        message = self._telegram.messages.get(chat, bot_id, message_id)
        if message is None:
            raise bad_request("message to delete not found")
        if not chat.private and message["from"]["id"] != user["id"]:
            raise bad_request("message can't be deleted")
        self._telegram.delete(chat, bot_id, message)

    def _receive(
        self,
        chat: Chat,
        bot_id: int,
        user: dict[str, Any],
        contents: list[Message],
        reply_to: int = 0,
    ) -> list[Message]:
        if chat.migrated_to is not None:
            raise bad_request("the group has become a supergroup")
        if chat.private:
            status = self._telegram.chats.status(chat.id, bot_id)
            if status == "kicked":
                raise bad_request("unblock the bot first")
            if status is None:
                self._telegram.chats.set_status(chat.id, bot_id, "member")
        if reply_to and self._telegram.messages.get(chat, bot_id, reply_to) is not None:
            contents = [{**content, "$reply": reply_to} for content in contents]
        return self._telegram.receive(chat, bot_id, user, contents)

    async def _content(self, kind: FileKind, upload: Upload) -> Message:
        files = self._telegram.files
        if kind == "photo":
            sizes = await files.add_photo(upload.data)
            return {"photo": [size.reference for size in sizes]}
        if kind == "document":
            file = await files.add_document(upload.data, upload.name, upload.mime)
            return {"document": file.reference}
        if kind == "voice":
            facts = {"duration": max(1, len(upload.data) // 2_000), "mime_type": "audio/ogg"}
            return {"voice": (await files.add_file("voice", upload.data, facts)).reference}
        sticker = await files.add_file(
            "sticker",
            upload.data,
            {
                "type": "regular",
                "width": 512,
                "height": 512,
                "is_animated": False,
                "is_video": False,
                "emoji": "🗿",
            },
        )
        return {"sticker": sticker.reference}

    def press(
        self, chat: Chat, bot_id: int, user: dict[str, Any], message_id: int, button: str
    ) -> str:
        """Presses the callback button with this data or text; returns the callback query's id."""
        message = self._telegram.messages.get(chat, bot_id, message_id)
        rows = (message or {}).get("reply_markup", {}).get("inline_keyboard", [])
        buttons = [item for row in rows for item in row if "callback_data" in item]
        for wanted in ("callback_data", "text"):
            for item in buttons:
                if message is not None and item[wanted] == button:
                    sender = int(message["from"]["id"])
                    return self._telegram.press(chat, sender, user, item["callback_data"], message)
        raise bad_request("the message has no such button")

    def add_group(
        self, bot: BotAccount, user: dict[str, Any], facts: dict[str, Any], status: str
    ) -> Chat:
        """A group appears with the person and the bot in it."""
        chat = self._telegram.chats.add_group(facts)
        self.set_membership(chat, bot, user, status)
        joined = {"new_chat_members": [bot.user], "new_chat_participant": bot.user}
        self._telegram.receive(chat, bot.id, user, [joined])
        return chat

    def set_membership(
        self, chat: Chat, bot: BotAccount, user: dict[str, Any], status: str
    ) -> None:
        """A person blocks the bot or lets it in, or changes what it is in a group."""
        if status not in ("member", "administrator", "kicked", "left"):
            raise bad_request("no such status")
        before = self._telegram.chats.status(chat.id, bot.id) or "left"
        if before == status:
            return
        change = {
            "chat": chat.facts,
            "from": user,
            "date": int(time.time()),
            "old_chat_member": bot_member(bot.user, before),
            "new_chat_member": bot_member(bot.user, status),
        }
        with self._telegram.storage.transaction():
            self._telegram.chats.set_status(chat.id, bot.id, status)
            self._telegram.updates.put(bot.id, "my_chat_member", change)
        self._telegram.events.publish("chat", bot=bot.id, chat=chat.id)

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
        first = members[0] if members else 0
        self._telegram.receive(chat, first, user, [{"migrate_to_chat_id": new.id}])
        self._telegram.receive(new, first, user, [{"migrate_from_chat_id": chat.id}])
        chats.set_migrated(chat, new)
        return new

    def callback_answer(self, query_id: str) -> dict[str, Any] | None:
        answer = self._telegram.callback_answer(query_id)
        return None if answer is None else json.loads(answer)


def _entities(name: str, entities: list[dict[str, Any]]) -> Message:
    return {name: entities} if entities else {}
