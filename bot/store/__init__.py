"""What outlives a restart: chats' settings, file_ids, feedback, statistics, unanswered updates."""

from __future__ import annotations

from bot.store.models import Upload
from bot.store.opening import StoreError
from bot.store.records import ChatSettings, Feedback, Latency, Statistics
from bot.store.store import Store

__all__ = [
    "ChatSettings",
    "Feedback",
    "Latency",
    "Statistics",
    "Store",
    "StoreError",
    "Upload",
]
