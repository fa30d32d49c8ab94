"""What the bot logs, and what it never does: a token."""

from __future__ import annotations

import logging
import re

# Addresses of the Bot API carry the token, and errors of HTTP libraries carry addresses.
_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")


class SecretiveFormatter(logging.Formatter):
    """Blots out whatever looks like a token, in tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub("<token>", super().format(record))


def configure_logging(level: str) -> None:
    """Our own words at the chosen level; of libraries only what is a warning or worse."""
    handler = logging.StreamHandler()
    handler.setFormatter(SecretiveFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for ours in ("bot", "inference"):
        logging.getLogger(ours).setLevel(level)
