"""answerInlineQuery. https://core.telegram.org/bots/api#answerinlinequery"""

from __future__ import annotations

import re
from typing import Any

from bot.playground.errors import bad_request
from bot.playground.inline import MAX_OFFSET_BYTES
from bot.playground.methods.call import Call, Method
from bot.playground.methods.inline_results import read_results
from bot.playground.requests import Parameters

_DEFAULT_CACHE_SECONDS = 300
_MAX_CACHE_SECONDS = 24 * 60 * 60
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]+")
_MAX_START_PARAMETER = 64


async def answer_inline_query(call: Call) -> bool:
    parameters = call.parameters
    items = parameters.array("results", "InlineQueryResult")
    answer = {
        "results": read_results(items or [], call.bot.id, call.telegram.files),
        "next_offset": parameters.text("next_offset"),
        "cache_time": parameters.integer(
            "cache_time", _DEFAULT_CACHE_SECONDS, 0, _MAX_CACHE_SECONDS
        ),
        "is_personal": parameters.flag("is_personal"),
        "button": _button(parameters),
    }
    if len(parameters.text("next_offset").encode()) > MAX_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    call.telegram.inline.answer(call.bot.id, parameters.text("inline_query_id"), answer)
    return True


def _button(parameters: Parameters) -> dict[str, Any] | None:
    button = parameters.object("button", "InlineQueryResultsButton")
    if button is None:
        return None
    given = Parameters(button)
    if not given.text("text").strip():
        raise bad_request("can't parse InlineQueryResultsButton: can't find field \"text\"")
    if given.has("web_app"):
        return {"text": given.text("text"), "web_app": button["web_app"]}
    start = given.text("start_parameter")
    if not start:
        raise bad_request("can't use empty start_parameter")
    if len(start.encode()) > _MAX_START_PARAMETER:
        raise bad_request("too long start_parameter specified")
    if not _START_PARAMETER.fullmatch(start):
        raise bad_request("unallowed characters in start_parameter are used")
    return {"text": given.text("text"), "start_parameter": start}


METHODS: dict[str, Method] = {"answerInlineQuery": answer_inline_query}
