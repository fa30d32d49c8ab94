"""A person of the simulation in one chat, and what that person does there."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from aiohttp import FormData

from bot.playground.inline_person import InlinePerson
from bot.playground.seen import InlineAnswer, Seen

__all__ = ["InlineAnswer", "Person", "Seen"]

_Which = Seen | int
"""A message, or its number."""


class Person(InlinePerson):
    """A person in one chat: the private one with the bot, or a group.

    `reply_to` is the number of the message answered, `thread` a topic's; an answer stays in the
    topic of what it answers.
    """

    async def send_text(self, text: str, reply_to: int = 0, thread: int = 0) -> Seen:
        """Sends a text (also a command); returns the message, the first one of a long text."""
        return (await self._send({"text": text, "reply_to": reply_to, "thread": thread}))[0]

    async def send_photo(
        self, data: bytes, caption: str | None = None, reply_to: int = 0, thread: int = 0
    ) -> Seen:
        """Sends a picture as a photo: recompressed to Telegram's sizes."""
        files = [(data, "photo.jpg", "image/jpeg")]
        return (await self._send_files("photo", files, caption, reply_to, thread))[0]

    async def send_album(
        self,
        pictures: Sequence[bytes],
        caption: str | None = None,
        reply_to: int = 0,
        thread: int = 0,
    ) -> list[Seen]:
        """Sends several photos with one media group id; the caption is the first one's."""
        files = [(data, f"photo{number}.jpg", "image/jpeg") for number, data in enumerate(pictures)]
        return await self._send_files("photo", files, caption, reply_to, thread)

    async def send_document(
        self,
        data: bytes,
        name: str = "photo.jpg",
        mime: str = "image/jpeg",
        caption: str | None = None,
        reply_to: int = 0,
        thread: int = 0,
    ) -> Seen:
        """Sends a file as it is."""
        files = [(data, name, mime)]
        return (await self._send_files("document", files, caption, reply_to, thread))[0]

    async def send_documents(
        self, files: Sequence[bytes], caption: str | None = None
    ) -> list[Seen]:
        """Sends several files as they are, with one media group id."""
        parts = [(data, f"file{number}.jpg", "image/jpeg") for number, data in enumerate(files)]
        return await self._send_files("document", parts, caption)

    async def send_sticker(self, data: bytes = b"RIFF....WEBP") -> Seen:
        return (await self._send_files("sticker", [(data, "sticker.webp", "image/webp")]))[0]

    async def send_voice(self, data: bytes = b"OggS" * 1000) -> Seen:
        return (await self._send_files("voice", [(data, "voice.ogg", "audio/ogg")]))[0]

    async def send_location(
        self,
        latitude: float,
        longitude: float,
        *,
        live_seconds: int | None = None,
        reply_to: int = 0,
        thread: int = 0,
    ) -> Seen:
        """Shares a point in degrees; with `live_seconds` (60 to 86400) one that may move."""
        values = {"latitude": latitude, "longitude": longitude, "live_period": live_seconds or 0}
        return (await self._send({**values, "reply_to": reply_to, "thread": thread}))[0]

    async def move_live(self, message: _Which, latitude: float, longitude: float) -> Seen:
        """The live location moves; the bot gets `edited_message`."""
        values = {"latitude": latitude, "longitude": longitude}
        return await self._change("move", message, values)

    async def stop_live(self, message: _Which) -> Seen:
        """Sharing ends; the bot gets `edited_message` without a `live_period`."""
        return await self._change("stop", message, {})

    async def edit(self, message: _Which, text: str) -> Seen:
        """Changes the text or the caption of an own message; the bot gets `edited_message`."""
        return await self._change("edit", message, {"text": text})

    async def delete(self, message: _Which) -> None:
        """Deletes an own message, in a private chat also the bot's; the bot is not told."""
        values = {**self._who, "message_id": _number(message)}
        await self.simulation.call("POST", f"{self._path}/delete", values)

    async def press(
        self,
        message: _Which,
        button: str,
        timeout: float = 10.0,  # noqa: ASYNC109  # the wait is on the server
    ) -> dict[str, Any] | None:
        """Presses the button with this text or data; returns the bot's answer (`text`,
        `show_alert`), None where it gave none in time."""
        values = {**self._who, "message_id": _number(message), "button": button}
        query = await self.simulation.call("POST", f"{self._path}/press", values)
        answer: dict[str, Any] | None = await self.simulation.call(
            "GET", f"/callbacks/{query['id']}", timeout=timeout
        )
        return answer

    async def set_language(self, code: str) -> None:
        values = {"language_code": code}
        self.profile = await self.simulation.call("POST", f"/users/{self.id}", values)

    async def block(self) -> None:
        """Blocks the bot; in a group, removes it."""
        await self.set_status("kicked")

    async def unblock(self) -> None:
        await self.set_status("member")

    async def set_status(self, status: str) -> None:
        """What the bot is in this chat: member, administrator, kicked, left."""
        values = {**self._who, "status": status}
        await self.simulation.call("POST", f"{self._path}/membership", values)

    async def migrate(self) -> Person:
        """The basic group becomes a supergroup; returns the person in the new chat."""
        chat = await self.simulation.call("POST", f"{self._path}/migrate", self._who)
        return Person(self.simulation, self.profile, int(chat["id"]))

    async def _change(self, act: str, message: _Which, values: dict[str, Any]) -> Seen:
        body = {**self._who, "message_id": _number(message), **values}
        return Seen(await self.simulation.call("POST", f"{self._path}/{act}", body))

    async def _send_files(
        self,
        kind: str,
        files: Sequence[tuple[bytes, str, str]],
        caption: str | None = None,
        reply_to: int = 0,
        thread: int = 0,
    ) -> list[Seen]:
        form = FormData({"kind": kind, "caption": caption or ""})
        for name, value in {**self._who, "reply_to": reply_to, "thread": thread}.items():
            form.add_field(name, str(value))
        for number, (data, name, mime) in enumerate(files):
            form.add_field(f"file{number}", io.BytesIO(data), filename=name, content_type=mime)
        return await self._send(form)


def _number(message: _Which) -> int:
    return message if isinstance(message, int) else message.id
