"""What the bot says, in the reader's language: the Fluent files in `locales/`, a folder each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

LOCALES = Path(__file__).parent / "locales"
# Where most travellers read Russian; everybody else is answered in English.
READ_RUSSIAN = ("ru", "be", "kk")


class Texts:
    """The messages of one language: `texts("start", city="Владимир")`.

    Text arguments are escaped for Telegram's HTML, so no name can break or forge the markup.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._bundle = FluentBundle([language], use_isolating=False)
        for file in sorted((LOCALES / language).glob("*.ftl")):
            self._bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))

    def __call__(self, key: str, **arguments: str | int | float) -> str:
        """The message `key`. Raises KeyError for an unknown key, ValueError for a bad message."""
        message = self._bundle.get_message(key)
        if message.value is None:
            raise KeyError(key)
        text, errors = self._bundle.format_pattern(message.value, _escaped(arguments))
        if errors:
            raise ValueError(f"The message {key!r} in {self.language}: {errors[0]}")
        return str(text)


def _escaped(arguments: Mapping[str, str | int | float]) -> dict[str, str | int | float]:
    return {
        name: escape(value, quote=False) if isinstance(value, str) else value
        for name, value in arguments.items()
    }


def language_of(code: str | None) -> str:
    """The bot's language for a Telegram client's IETF language tag; Russian when it is not told."""
    if not code:
        return "ru"
    return "ru" if code.lower().split("-")[0] in READ_RUSSIAN else "en"


@cache
def texts_in(language: str) -> Texts:
    return Texts(language)
