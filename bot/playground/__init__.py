"""A local Bot API server with a chat page: the real bot runs and is tested with no token."""

from __future__ import annotations

PLAYGROUND_TOKEN = "1000000001:Playground-Token-For-The-Local-Bots"  # noqa: S105  # opens nothing
"""The token of the bot the playground knows from the start. It opens nothing outside it."""

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8081
