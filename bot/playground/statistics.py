"""What bots have done since the server started."""

from __future__ import annotations

from collections import Counter
from typing import Any

_KEPT_ACTIONS = 1000


class Statistics:
    """Counts of calls and refusals by method; `uploads` counts media that came as bytes."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.uploads = 0
        self.upload_bytes = 0
        self.actions: list[dict[str, Any]] = []

    def uploaded(self, size: int) -> None:
        self.uploads += 1
        self.upload_bytes += size

    def acted(self, bot_id: int, chat_id: int, action: str) -> None:
        self.actions.append({"bot": bot_id, "chat": chat_id, "action": action})
        del self.actions[:-_KEPT_ACTIONS]

    def facts(self) -> dict[str, Any]:
        return {
            "calls": dict(self.calls),
            "refusals": dict(self.refusals),
            "uploads": self.uploads,
            "upload_bytes": self.upload_bytes,
            "actions": self.actions,
        }
