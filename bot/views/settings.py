"""What a chat has chosen, and the buttons that change it."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.store import ChatSettings
from bot.texts import Texts
from bot.views.names import city_name
from inference import Catalogue
from inference.catalogue import LANGUAGES


class SettingsPage(CallbackData, prefix="settings"):
    """A page of the settings: `all`, `city` or `language`."""

    name: str


class LanguageChoice(CallbackData, prefix="lang"):
    """A tap on a language; the empty code means that of each user's Telegram."""

    code: str


class EveryPhoto(CallbackData, prefix="every"):
    """Whether photos in a group are recognised without being asked."""

    on: bool


def settings_text(
    settings: ChatSettings, catalogue: Catalogue, texts: Texts, *, group: bool
) -> str:
    """All settings of a chat, one a line; a group has one more."""
    city = settings.city if settings.city in catalogue.cities else None
    lines = [
        texts("settings-title-group" if group else "settings-title"),
        "",
        texts(
            "settings-city",
            city="none" if city is None else city_name(catalogue, city, texts.language),
        ),
        texts("settings-language", language=settings.language or "none"),
    ]
    if group:
        lines += [
            texts("settings-every-photo", on="yes" if settings.every_photo else "no"),
            "",
            texts("settings-admins-note"),
        ]
    return "\n".join(lines)


def settings_keyboard(settings: ChatSettings, texts: Texts, *, group: bool) -> InlineKeyboardMarkup:
    rows = [
        [
            _button(texts("settings-change-city"), SettingsPage(name="city")),
            _button(texts("settings-change-language"), SettingsPage(name="language")),
        ]
    ]
    if group:
        on = settings.every_photo
        text = texts("settings-every-photo-off" if on else "settings-every-photo-on")
        rows.append([_button(text, EveryPhoto(on=not on))])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def language_keyboard(chosen: str | None, texts: Texts) -> InlineKeyboardMarkup:
    """The languages in their own words, the chosen one ticked, and the way back."""
    rows = [
        [
            _button(
                ("✓ " if code == chosen else "") + texts(f"settings-language-{code}"),
                LanguageChoice(code=code),
            )
            for code in LANGUAGES
        ],
        [
            _button(
                ("✓ " if chosen is None else "") + texts("settings-language-telegram"),
                LanguageChoice(code=""),
            )
        ],
    ]
    return with_way_back(InlineKeyboardMarkup(inline_keyboard=rows), texts)


def with_way_back(keyboard: InlineKeyboardMarkup, texts: Texts) -> InlineKeyboardMarkup:
    """A keyboard with a button below it that leads back to all settings."""
    back = _button(texts("settings-back"), SettingsPage(name="all"))
    return InlineKeyboardMarkup(inline_keyboard=[*keyboard.inline_keyboard, [back]])


def has_way_back(keyboard: InlineKeyboardMarkup | None) -> bool:
    """Whether a keyboard was opened from the settings."""
    data = SettingsPage(name="all").pack()
    rows = keyboard.inline_keyboard if keyboard else []
    return any(button.callback_data == data for row in rows for button in row)


def _button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())
