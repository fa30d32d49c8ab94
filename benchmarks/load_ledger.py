"""What was asked of the bot under load, and what it answered, as people and the server saw it."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, WSMsgType

Key = tuple[str, Hashable]
_INLINE_DEADLINE = 3.0  # seconds that the bot gives itself


@dataclass(slots=True)
class Ask:
    """`kind` is photo, text, group, callback or inline; `answers` are the different ones seen."""

    kind: str
    chat: int
    phase: str
    asked_at: float
    answers: dict[Hashable, float] = field(default_factory=dict)

    @property
    def answered_at(self) -> float | None:
        return min(self.answers.values(), default=None)


class Ledger:
    """Fed by `watch` with every event of the playground, and by `ask` with every act of a user."""

    def __init__(self) -> None:
        self.asks: dict[Key, Ask] = {}
        self.messages = 0
        self.keyboards: dict[int, tuple[int, list[str]]] = {}
        self._early: defaultdict[Key, dict[Hashable, float]] = defaultdict(dict)

    def ask(self, key: Key, ask: Ask) -> None:
        # An answer may be seen before the act that asked for it has returned.
        ask.answers |= self._early.pop(key, {})
        self.asks[key] = ask

    async def watch(self, url: str, bot_id: int) -> None:
        """Read the events until cancelled."""
        address = f"{url}/playground/api/events"
        async with ClientSession() as http, http.ws_connect(address, max_msg_size=0) as socket:
            async for frame in socket:
                if frame.type == WSMsgType.TEXT:
                    self._see(json.loads(frame.data), bot_id)

    def _see(self, event: dict[str, Any], bot_id: int) -> None:
        kind = event["event"]
        if kind in ("callback", "inline"):
            self._answer((kind, str(event["id"])), "answer")
        elif kind == "message" and event["message"].get("from", {}).get("id") == bot_id:
            self._see_message(event["chat"], event["message"])

    def _see_message(self, chat: int, message: dict[str, Any]) -> None:
        self.messages += 1
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        numbered = [
            str(button["text"])
            for row in rows
            for button in row
            if "callback_data" in button and str(button["text"]).isdigit()
        ]
        if numbered and chat > 0:
            self.keyboards[chat] = (int(message["message_id"]), numbered)
        asked = message.get("reply_to_message")
        if asked is not None:
            # All items of an album are one answer.
            answer = message.get("media_group_id") or message["message_id"]
            self._answer(("message", (chat, int(asked["message_id"]))), answer)

    def _answer(self, key: Key, answer: Hashable) -> None:
        answers = self.asks[key].answers if key in self.asks else self._early[key]
        answers.setdefault(answer, time.monotonic())

    def open(self, kinds: Iterable[str]) -> int:
        """How many of these kinds have no answer yet."""
        wanted = set(kinds)
        return sum(ask.kind in wanted and not ask.answers for ask in self.asks.values())

    def superseded(self, ask: Ask) -> bool:
        """Whether its person made a newer inline query before an answer was due."""
        return ask.kind == "inline" and any(
            other.kind == "inline"
            and other.chat == ask.chat
            and 0 < other.asked_at - ask.asked_at < _INLINE_DEADLINE
            for other in self.asks.values()
        )

    def disorder(self) -> int:
        """How many messages were answered before an earlier one of their chat."""
        chats: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        for (kind, which), ask in self.asks.items():
            if kind == "message" and ask.answered_at is not None and isinstance(which, tuple):
                chats[ask.chat].append((int(which[1]), ask.answered_at))
        found = 0
        for answered in chats.values():
            latest = 0.0
            for _, moment in sorted(answered):
                found += moment < latest
                latest = max(latest, moment)
        return found


def report(ledger: Ledger, phases: Iterable[str]) -> dict[str, Any]:
    """The figures: by kind how many were asked, never answered and answered more than once.

    An inline query without an answer is superseded where the same person asked again meanwhile:
    the bot answers the newer one alone.
    """
    kinds: dict[str, dict[str, int]] = {}
    for ask in ledger.asks.values():
        none = {"asked": 0, "once": 0, "lost": 0, "superseded": 0, "twice": 0}
        row = kinds.setdefault(ask.kind, none)
        row["asked"] += 1
        if len(ask.answers) > 1:
            row["twice"] += 1
        elif ask.answers:
            row["once"] += 1
        else:
            row["superseded" if ledger.superseded(ask) else "lost"] += 1
    return {
        "answers": kinds,
        "messages_sent": ledger.messages,
        "out_of_order": ledger.disorder(),
        "latency_s": {phase: _latency(ledger, phase) for phase in phases},
    }


def _latency(ledger: Ledger, phase: str) -> dict[str, dict[str, float]]:
    waits: defaultdict[str, list[float]] = defaultdict(list)
    for ask in ledger.asks.values():
        if ask.phase == phase and ask.answered_at is not None:
            waits[ask.kind].append(ask.answered_at - ask.asked_at)
    return {
        kind: {"p50": _at(found, 0.5), "p95": _at(found, 0.95)} for kind, found in waits.items()
    }


def _at(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)], 3)
