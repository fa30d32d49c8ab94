"""python -m bot.health: exit status 0 while the bot is well, 1 with a sentence when it is not.

A bot that polls listens nowhere; its process ends when it cannot go on, and that is the sign.
"""

from __future__ import annotations

import sys
import urllib.request

from bot.settings import Settings
from inference.errors import UserError
from inference.settings import read_settings

_SECONDS = 5.0


def main() -> int:
    try:
        url = address(read_settings(Settings))
        if url is not None:
            # No proxy of the environment has a way to this machine's loopback.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            opener.open(url, timeout=_SECONDS).close()
    except (UserError, OSError) as error:
        print(f"The bot is not well: {error}", file=sys.stderr)
        return 1
    return 0


def address(settings: Settings) -> str | None:
    """Where the bot, or the playground beside it, says that it is well; None for one that polls."""
    if settings.bot_token is None:
        return f"http://127.0.0.1:{settings.playground_port}/playground/api/state"
    if settings.webhook_url is None:
        return None
    host = settings.webhook_host
    local = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  # compared, not bound
    shown = f"[{local}]" if ":" in local else local
    return f"http://{shown}:{settings.webhook_port}/readyz"


if __name__ == "__main__":
    sys.exit(main())
