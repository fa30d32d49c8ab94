"""The methods of the Bot API, by name in lower case: names ignore case."""

from __future__ import annotations

from bot.playground.methods import (
    albums,
    chats,
    commands,
    editing,
    files,
    inline,
    members,
    places,
    queries,
    repeating,
    sending,
    updates,
)
from bot.playground.methods.call import Call, Method

__all__ = ["METHODS", "Call", "Method"]

_MODULES = (
    albums,
    chats,
    commands,
    editing,
    files,
    inline,
    members,
    places,
    queries,
    repeating,
    sending,
    updates,
)
METHODS: dict[str, tuple[str, Method]] = {
    name.lower(): (name, method) for module in _MODULES for name, method in module.METHODS.items()
}
