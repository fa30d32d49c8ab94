"""Tells the owner's chat of errors: their type, where in the code, how often, and nothing else.

What an error says may hold a user's words, so it stays in the log.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path
from types import TracebackType

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError

from bot.store import Store
from bot.texts import language_of, texts_in

log = logging.getLogger(__name__)

ADMIN_CHAT_CLOSED = (
    "The bot cannot write to ADMIN_CHAT (%s): check the number, then send /start to the bot from "
    "that account, or add the bot to that group."
)
INTERVAL = 60.0
MAX_LINES = 20
_ROOT = Path(__file__).parents[1]
_OURS = ("bot", "inference")


@asynccontextmanager
async def error_notices(
    bot: Bot, store: Store, chat_id: int | None, interval: float = INTERVAL
) -> AsyncIterator[None]:
    """For as long as the block lasts, what is logged as an error is told to the chat.

    The first at once; what follows within `interval` seconds is summed up in one message.
    """
    if chat_id is None:
        yield
        return
    handler = _Collector(asyncio.get_running_loop())
    task = asyncio.create_task(_tell(handler, bot, store, chat_id, interval))
    for ours in _OURS:
        logging.getLogger(ours).addHandler(handler)
    try:
        yield
    finally:
        for ours in _OURS:
            logging.getLogger(ours).removeHandler(handler)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class _Collector(logging.Handler):
    """Counts errors by type and place, whatever thread logs them."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(logging.ERROR)
        self._loop = loop
        self.counts: Counter[tuple[str, str]] = Counter()
        self.some = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            noted = kind.__name__, place_of(trace) or _in_code(record.pathname, record.lineno)
        else:
            noted = record.levelname, _in_code(record.pathname, record.lineno)
        self._loop.call_soon_threadsafe(self._count, noted)

    def _count(self, noted: tuple[str, str]) -> None:
        self.counts[noted] += 1
        self.some.set()

    def take(self) -> Counter[tuple[str, str]]:
        counts, self.counts = self.counts, Counter()
        self.some.clear()
        return counts


async def _tell(
    collector: _Collector, bot: Bot, store: Store, chat_id: int, interval: float
) -> None:
    while True:
        await collector.some.wait()
        counts = collector.take()
        try:
            language = (await store.chat(chat_id)).language or language_of(None)
            await bot.send_message(chat_id, notice_text(counts, language))
        except (TelegramBadRequest, TelegramForbiddenError) as error:
            log.warning(ADMIN_CHAT_CLOSED, error.message)
        except AiogramError as error:
            # Said as a warning: an error would be told in its turn.
            log.warning("The owner's chat could not be told of errors: %s", error)
        except Exception as error:  # telling of errors must outlive a database that fails
            log.warning("The owner's chat could not be told of errors: %s", type(error).__name__)
        await asyncio.sleep(interval)


def notice_text(counts: Counter[tuple[str, str]], language: str) -> str:
    """One line a type of error and place, the most frequent first."""
    texts = texts_in(language)
    lines = [texts("settings-errors-title", count=counts.total())]
    for (kind, place), count in counts.most_common(MAX_LINES):
        lines.append(f"{count} × <b>{escape(kind)}</b> <code>{escape(place)}</code>")
    if len(counts) > MAX_LINES:
        lines.append(texts("settings-errors-more", count=len(counts) - MAX_LINES))
    return "\n".join(lines)


def place_of(trace: TracebackType | None) -> str | None:
    """Where it happened: the innermost line of ours, else None."""
    frames = reversed(traceback.extract_tb(trace))
    ours = (frame for frame in frames if _ours(frame.filename))
    frame = next(ours, None)
    return f"{_in_code(frame.filename, frame.lineno or 0)} {frame.name}" if frame else None


def _ours(file: str) -> bool:
    return any(Path(file).is_relative_to(_ROOT / package) for package in _OURS)


def _in_code(file: str, line: int) -> str:
    path = Path(file)
    name = path.relative_to(_ROOT).as_posix() if _ours(file) else path.name
    return f"{name}:{line}"
