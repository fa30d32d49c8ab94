from __future__ import annotations

import logging
import sys

from bot.logs import SecretiveFormatter

TOKEN = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def test_a_token_is_blotted_out_of_messages_and_tracebacks() -> None:
    try:
        raise ValueError(f"no answer from https://api.telegram.org/file/bot{TOKEN}/photos/1.jpg")
    except ValueError:
        error = sys.exc_info()
    record = logging.LogRecord("bot", logging.ERROR, "", 0, "bot%s", (TOKEN,), error)
    text = SecretiveFormatter("%(message)s").format(record)
    assert "AAAA" not in text
    assert text.count("<token>") >= 2
    assert "/photos/1.jpg" in text


def test_other_numbers_stay() -> None:
    record = logging.LogRecord("bot", logging.INFO, "", 0, "12:30:45 chat -1001234567890", (), None)
    assert SecretiveFormatter("%(message)s").format(record) == "12:30:45 chat -1001234567890"
