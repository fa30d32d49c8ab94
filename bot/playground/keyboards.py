"""reply_markup: checked as the real server checks it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.playground.errors import bad_request
from bot.playground.requests import Parameters

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64
_ACTIONS = [
    "callback_data",
    "url",
    "login_url",
    "web_app",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
]


def read_markup(parameters: Parameters) -> dict[str, Any]:
    """What a message keeps of its reply_markup: `reply_markup` for inline buttons, which bots see,
    or `$keyboard` for the rest, which they do not. ApiError 400 for wrong markup."""
    markup = parameters.object("reply_markup", "reply keyboard markup")
    if not markup:
        return {}
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], "inline keyboard")
        buttons = [[_inline_button(button) for button in row] for row in rows]
        kept = [row for row in buttons if row]
        return {"reply_markup": {"inline_keyboard": kept}} if kept else {}
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], "keyboard")
        buttons = [[_button(button) for button in row] for row in rows]
        return {"$keyboard": {**markup, "keyboard": buttons}}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return {"$keyboard": markup}
    return {}


def _rows(rows: Any, what: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'can\'t parse {what}: field "{what.split()[-1]}" must be of type Array')
    for row in rows:
        if not isinstance(row, list):
            raise bad_request(f"can't parse {what}: {what} button rows must be of type Array")
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return rows


def _button(button: Any) -> dict[str, Any]:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise bad_request("keyboard button text must be non-empty")
    return button


def _inline_button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in _ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in actions:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    if "url" in actions:
        _check_url(str(button["url"]))
    return {name: value for name, value in button.items() if value is not None}


def _check_url(url: str) -> None:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme == "tg":
        return
    reason = None
    if parts.scheme not in ("http", "https"):
        reason = "unsupported URL protocol"
    elif not parts.hostname:
        reason = "URL host is empty"
    elif " " in url:
        reason = "wrong HTTP URL"
    if reason is not None:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")
