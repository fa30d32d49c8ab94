"""Results of answerInlineQuery, checked as the real server checks them.

A kept result is what a client shows of it, with `$content`: the message that is sent when it is
chosen, and `$markup`, its keyboard. Pictures named by URL are fetched when somebody looks at them.
https://core.telegram.org/bots/api#inlinequeryresult
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from bot.playground.errors import ApiError, bad_request
from bot.playground.files import WRONG_FILE_ID, Files
from bot.playground.keyboards import read_markup
from bot.playground.messages import Message
from bot.playground.methods.call import read_caption, read_text
from bot.playground.methods.places import read_location, read_venue
from bot.playground.requests import Parameters

MAX_RESULTS = 50
MAX_ID_BYTES = 64
_UNREADABLE = "can't parse InlineQueryResult: "
_WRONG_FILE = "wrong remote file identifier specified: can't unserialize it"
_TEXTS = {
    "message text is empty": "MESSAGE_EMPTY",
    "message is too long": "MESSAGE_TOO_LONG",
    "message caption is too long": "MEDIA_CAPTION_TOO_LONG",
    WRONG_FILE_ID: _WRONG_FILE,
}
"""Refusals that are worded otherwise for inline results."""


def read_results(items: list[Any], bot_id: int, files: Files) -> list[dict[str, Any]]:
    """Every result as it is kept. ApiError 400 in the real words for the first wrong one."""
    if len(items) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    results = [_read(item, bot_id, files) for item in items]
    identifiers = [result["id"] for result in results]
    if len(set(identifiers)) < len(identifiers):
        raise bad_request("RESULT_ID_DUPLICATE")
    return results


def _read(item: Any, bot_id: int, files: Files) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise bad_request(f"{_UNREADABLE}expected an Object")
    given = Parameters(item)
    kind = _required(given, "type").lower()
    if kind not in _KINDS:
        raise bad_request(f'{_UNREADABLE}type "{kind}" is unsupported for the inline query result')
    identifier = _required(given, "id", empty="RESULT_ID_EMPTY")
    if len(identifier.encode()) > MAX_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    try:
        content = _content(given)
        shown, own = _KINDS[kind](given, bot_id, files)
    except ApiError as error:
        raise _reworded(error) from None
    if content is None and own is None:
        raise bad_request(f"{_UNREADABLE}input message content is not specified")
    markup = read_markup(given)
    if "$keyboard" in markup:
        raise bad_request(f"{_UNREADABLE}inline keyboard expected")
    return {
        "type": kind,
        "id": identifier,
        **shown,
        "$content": own if content is None else content,
        "$markup": markup,
    }


def _article(given: Parameters, bot_id: int, files: Files) -> tuple[Message, Message | None]:
    title = _required(given, "title", empty="ARTICLE_TITLE_EMPTY")
    shown: Message = {"title": title, **_texts(given, "description", "url")}
    return shown | _picture(given), None


def _photo(given: Parameters, bot_id: int, files: Files) -> tuple[Message, Message]:
    caption = read_caption(given)
    shown = _texts(given, "title", "description")
    if given.has("photo_file_id"):
        file = files.by_file_id(bot_id, given.text("photo_file_id"))
        if file.kind != "photo":
            raise bad_request(f"can't use file of type {file.kind.capitalize()} as Photo")
        sizes = [size.reference for size in files.sizes(file)]
    else:
        url = _url(_required(given, "photo_url"))
        if not given.has("thumbnail_url"):
            raise bad_request("PHOTO_THUMB_URL_EMPTY")
        width, height = (given.integer(f"photo_{side}", 0, 0) for side in ("width", "height"))
        sizes = [{"$url": url, "width": width or 800, "height": height or 600}]
        shown |= {"photo_url": url, **_picture(given)}
    return {**shown, "photo": sizes}, {"photo": sizes, **caption}


def _venue(given: Parameters, bot_id: int, files: Files) -> tuple[Message, Message]:
    venue = read_venue(given)
    return {**venue["venue"], **_picture(given)}, venue


def _location(given: Parameters, bot_id: int, files: Files) -> tuple[Message, Message]:
    location = read_location(given)
    return {"title": _required(given, "title"), "location": location, **_picture(given)}, {
        "location": location
    }


_KINDS: dict[str, Callable[[Parameters, int, Files], tuple[Message, Message | None]]] = {
    "article": _article,
    "photo": _photo,
    "venue": _venue,
    "location": _location,
}


def _content(given: Parameters) -> Message | None:
    """The message of an `input_message_content`, None where there is none."""
    content = given.object("input_message_content", "InputMessageContent")
    if content is None:
        return None
    inner = Parameters(content)
    if "message_text" in content:
        named = {**content, "text": content["message_text"]}
        preview = inner.object("link_preview_options", "link preview options")
        return read_text(Parameters(named)) | ({"link_preview_options": preview} if preview else {})
    if inner.has("address"):
        return read_venue(inner)
    if inner.has("latitude"):
        return {"location": read_location(inner)}
    raise bad_request("invalid inline message content specified")


def _required(given: Parameters, name: str, empty: str | None = None) -> str:
    value = given.text(name)
    if not value.strip():
        raise bad_request(empty or f'{_UNREADABLE}can\'t find field "{name}"')
    return value


def _texts(given: Parameters, *names: str) -> Message:
    return {name: given.text(name) for name in names if given.has(name)}


def _picture(given: Parameters) -> Message:
    """The thumbnail of a result, shown by its URL."""
    if not given.has("thumbnail_url"):
        return {}
    return {"thumbnail_url": _url(given.text("thumbnail_url"))}


def _url(text: str) -> str:
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        raise bad_request("WEBDOCUMENT_URL_INVALID") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in text.strip():
        raise bad_request("WEBDOCUMENT_URL_INVALID")
    return text.strip()


def _reworded(error: ApiError) -> ApiError:
    reason = error.description.removeprefix("Bad Request: ")
    return bad_request(_TEXTS.get(reason, reason))
