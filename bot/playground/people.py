"""What people do in the simulated messenger: write, send files, edit, delete, press buttons."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.playground.chats import Chat
from bot.playground.entities import TOO_LONG, finished, utf16_length
from bot.playground.errors import bad_request
from bot.playground.messages import Message, author
from bot.playground.requests import Upload
from bot.playground.telegram import Telegram
from bot.playground.threads import placed

FileKind = Literal["photo", "document", "sticker", "voice"]
MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ALBUM = 10


@dataclass(frozen=True, slots=True)
class Where:
    """The message answered and the topic written in, by number; 0 for none."""

    reply_to: int = 0
    thread: int = 0


NOWHERE = Where()


class People:
    """The acts of people in one playground. ApiError 400 where an act is not possible."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    def write(
        self, chat: Chat, bot_id: int, user: dict[str, Any], text: str, where: Where = NOWHERE
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
        return self.receive(chat, bot_id, user, contents, where)

    async def send_files(
        self,
        chat: Chat,
        bot_id: int,
        user: dict[str, Any],
        kind: FileKind,
        uploads: Sequence[Upload],
        caption: str = "",
        where: Where = NOWHERE,
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
        return self.receive(chat, bot_id, user, contents, where)

    def edit(
        self, chat: Chat, bot_id: int, user: dict[str, Any], message_id: int, text: str
    ) -> Message:
        """Writes another text, or another caption, into the person's own message."""
        message = self._telegram.messages.get(chat, bot_id, message_id)
        if message is None:
            raise bad_request("message to edit not found")
        if author(message) != user["id"]:
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
        if not chat.private and author(message) != user["id"]:
            raise bad_request("message can't be deleted")
        self._telegram.delete(chat, bot_id, message)

    def receive(
        self,
        chat: Chat,
        bot_id: int,
        user: dict[str, Any],
        contents: list[Message],
        where: Where = NOWHERE,
    ) -> list[Message]:
        """Messages of any content arrive, where the person may write."""
        if chat.migrated_to is not None:
            raise bad_request("the group has become a supergroup")
        if chat.private:
            status = self._telegram.chats.status(chat.id, bot_id)
            if status == "kicked":
                raise bad_request("unblock the bot first")
            if status is None:
                self._telegram.chats.set_status(chat.id, bot_id, "member")
        elif self._telegram.chats.participant(chat.id, user["id"]) == "kicked":
            raise bad_request("this person was removed from the chat")
        answered = self._telegram.messages.get(chat, bot_id, where.reply_to)
        place = placed(self._telegram.chats, chat, where.thread, answered)
        contents = [content | place for content in contents]
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
                    return self._telegram.press(chat, user, item["callback_data"], message)
        raise bad_request("the message has no such button")

    def callback_answer(self, query_id: str) -> dict[str, Any] | None:
        answer = self._telegram.callback_answer(query_id)
        return None if answer is None else json.loads(answer)


def _entities(name: str, entities: list[dict[str, Any]]) -> Message:
    return {name: entities} if entities else {}
