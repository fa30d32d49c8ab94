"""Messages and inline answers as a person of the simulation sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as the chat page sees it; `raw` is the Bot API object with file addresses."""

    raw: dict[str, Any]

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def sender(self) -> int:
        """Whose message it is; in a channel the channel's."""
        return int((self.raw.get("from") or self.raw["sender_chat"])["id"])

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
    def venue(self) -> dict[str, Any] | None:
        """title, address and location."""
        return self.raw.get("venue")

    @property
    def location(self) -> dict[str, Any] | None:
        """latitude, longitude and, while it is live, live_period in seconds."""
        return self.raw.get("location")

    @property
    def via_bot(self) -> int | None:
        """Id of the bot the message was sent via."""
        bot = self.raw.get("via_bot")
        return None if bot is None else int(bot["id"])

    @property
    def thread(self) -> int | None:
        """The topic the message stands in."""
        return self.raw.get("message_thread_id") if self.raw.get("is_topic_message") else None

    @property
    def reply_to(self) -> int | None:
        """Number of the message this one answers."""
        answered = self.raw.get("reply_to_message")
        return None if answered is None else int(answered["message_id"])

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


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """What the bot answered to an inline query, results as the chat page sees them.

    `id` names the query; `cached` tells that Telegram answered in the bot's place.
    """

    id: str
    results: list[dict[str, Any]]
    next_offset: str
    cache_time: int
    is_personal: bool
    button: dict[str, Any] | None
    cached: bool = False
