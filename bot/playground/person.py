"""A person of the simulation in one chat, and messages as that person sees them."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import FormData

if TYPE_CHECKING:
    from bot.playground.simulation_client import Simulation


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as the chat page sees it; `raw` is the Bot API object with file addresses."""

    raw: dict[str, Any]

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def sender(self) -> int:
        return int(self.raw["from"]["id"])

    @property
    def text(self) -> str:
        """The text, or the caption, or nothing."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def entities(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (
            self.raw.get("entities") or self.raw.get("caption_entities") or []
        )
        return found

    @property
    def photo(self) -> dict[str, Any] | None:
        """The largest size: width, height, file_id, file_unique_id, address."""
        sizes = self.raw.get("photo")
        return None if not sizes else dict(sizes[-1])

    @property
    def album(self) -> str | None:
        """The media group's id."""
        return self.raw.get("media_group_id")

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The inline buttons, row after row."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def keyboard(self) -> list[str]:
        """The texts of the reply keyboard that came with the message."""
        rows = self.raw.get("keyboard", {}).get("keyboard", [])
        return [button["text"] for row in rows for button in row]


class Person:
    """A person in one chat: the private one with the bot, or a group."""

    def __init__(self, simulation: Simulation, profile: dict[str, Any], chat_id: int) -> None:
        self.simulation = simulation
        self.profile = profile
        self.chat_id = chat_id
        self._read = 0

    @property
    def id(self) -> int:
        return int(self.profile["id"])

    @property
    def _path(self) -> str:
        return f"/chats/{self.chat_id}"

    @property
    def _who(self) -> dict[str, Any]:
        return {"bot": self.simulation.bot_id, "user": self.id}

    async def send_text(self, text: str, reply_to: int = 0) -> Seen:
        """Sends a text (also a command); returns the message, the first one of a long text."""
        return (await self._send({"text": text, "reply_to": reply_to}))[0]

    async def send_photo(self, data: bytes, caption: str | None = None, reply_to: int = 0) -> Seen:
        """Sends a picture as a photo: recompressed to Telegram's sizes."""
        files = [(data, "photo.jpg", "image/jpeg")]
        return (await self._send_files("photo", files, caption, reply_to))[0]

    async def send_album(self, pictures: Sequence[bytes], caption: str | None = None) -> list[Seen]:
        """Sends several photos with one media group id; the caption is the first one's."""
        files = [(data, f"photo{number}.jpg", "image/jpeg") for number, data in enumerate(pictures)]
        return await self._send_files("photo", files, caption)

    async def send_document(
        self,
        data: bytes,
        name: str = "photo.jpg",
        mime: str = "image/jpeg",
        caption: str | None = None,
        reply_to: int = 0,
    ) -> Seen:
        """Sends a file as it is."""
        return (await self._send_files("document", [(data, name, mime)], caption, reply_to))[0]

    async def send_sticker(self, data: bytes = b"RIFF....WEBP") -> Seen:
        return (await self._send_files("sticker", [(data, "sticker.webp", "image/webp")]))[0]

    async def send_voice(self, data: bytes = b"OggS" * 1000) -> Seen:
        return (await self._send_files("voice", [(data, "voice.ogg", "audio/ogg")]))[0]

    async def send_location(self, latitude: float, longitude: float) -> Seen:
        return (await self._send({"latitude": latitude, "longitude": longitude}))[0]

    async def edit(self, message: Seen, text: str) -> Seen:
        """Changes the text or the caption of an own message; the bot gets `edited_message`."""
        values = {**self._who, "message_id": message.id, "text": text}
        return Seen(await self.simulation.call("POST", f"{self._path}/edit", values))

    async def delete(self, message: Seen) -> None:
        """Deletes an own message, in a private chat also the bot's; the bot is not told."""
        values = {**self._who, "message_id": message.id}
        await self.simulation.call("POST", f"{self._path}/delete", values)

    async def press(
        self,
        message: Seen,
        button: str,
        timeout: float = 10.0,  # noqa: ASYNC109  # the wait is on the server
    ) -> dict[str, Any] | None:
        """Presses the button with this text or data; returns the bot's answer (`text`,
        `show_alert`), None where it gave none in time."""
        values = {**self._who, "message_id": message.id, "button": button}
        query = await self.simulation.call("POST", f"{self._path}/press", values)
        answer: dict[str, Any] | None = await self.simulation.call(
            "GET", f"/callbacks/{query['id']}", timeout=timeout
        )
        return answer

    async def wait_for_reply(self, timeout: float = 10.0) -> list[Seen]:  # noqa: ASYNC109  # the wait is on the server
        """The bot's messages since the last look, an album whole. TimeoutError without any."""
        query = {"bot": self.simulation.bot_id, "after": self._read, "timeout": timeout}
        found = await self.simulation.call("GET", f"{self._path}/messages", **query)
        messages = [Seen(raw) for raw in found]
        self._advance(messages)
        answers = [message for message in messages if message.sender == self.simulation.bot_id]
        if not answers:
            raise TimeoutError(f"no reply within {timeout} s")
        return answers

    async def expect_silence(self, seconds: float) -> None:
        """Fails with AssertionError where the bot writes within `seconds`."""
        try:
            answers = await self.wait_for_reply(seconds)
        except TimeoutError:
            return
        raise AssertionError(f"the bot wrote: {[answer.text for answer in answers]}")

    async def wait_for_edit(self, message: Seen, timeout: float = 10.0) -> Seen:  # noqa: ASYNC109  # the wait is on the server
        """The message as soon as it differs from `message`. TimeoutError where it does not."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            now = await self.message(message.id)
            if now is not None and now != message:
                return now
            await asyncio.sleep(0.05)
        raise TimeoutError(f"message {message.id} did not change within {timeout} s")

    async def messages(self) -> list[Seen]:
        """The whole chat as it is now, with edits, without what was deleted."""
        chat = await self._chat()
        return [Seen(raw) for raw in chat["messages"]]

    async def message(self, message_id: int) -> Seen | None:
        """One message as it is now."""
        found = [message for message in await self.messages() if message.id == message_id]
        return found[0] if found else None

    async def commands(self) -> list[dict[str, str]]:
        """The commands menu this person sees."""
        chat = await self._chat(language=self.profile.get("language_code", ""))
        found: list[dict[str, str]] = chat["commands"]
        return found

    async def catch_up(self) -> None:
        """Counts everything so far as read."""
        self._advance(await self.messages())

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

    async def _chat(self, language: str = "") -> dict[str, Any]:
        query = {"bot": self.simulation.bot_id, "language": language}
        found: dict[str, Any] = await self.simulation.call("GET", self._path, **query)
        return found

    async def _send_files(
        self,
        kind: str,
        files: Sequence[tuple[bytes, str, str]],
        caption: str | None = None,
        reply_to: int = 0,
    ) -> list[Seen]:
        form = FormData({"kind": kind, "caption": caption or "", "reply_to": str(reply_to)})
        for name, value in self._who.items():
            form.add_field(name, str(value))
        for number, (data, name, mime) in enumerate(files):
            form.add_field(f"file{number}", io.BytesIO(data), filename=name, content_type=mime)
        return await self._send(form)

    async def _send(self, values: Any) -> list[Seen]:
        body = values if isinstance(values, FormData) else {**self._who, **values}
        sent = await self.simulation.call("POST", f"{self._path}/messages", body)
        return [Seen(raw) for raw in sent]

    def _advance(self, messages: Sequence[Seen]) -> None:
        self._read = max([self._read, *(message.id for message in messages)])
