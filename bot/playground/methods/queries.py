"""Answers to what people press."""

from __future__ import annotations

from typing import Any

from bot.playground.errors import bad_request
from bot.playground.methods.call import Call, Method

MAX_ANSWER = 200


async def answer_callback_query(call: Call) -> bool:
    text = call.parameters.text("text").strip()
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    answer: dict[str, Any] = {"text": text, "show_alert": call.parameters.flag("show_alert")}
    if call.parameters.has("url"):
        answer["url"] = call.parameters.text("url")
    query_id = call.parameters.text("callback_query_id")
    call.telegram.answer_callback(call.bot.id, query_id, answer)
    return True


METHODS: dict[str, Method] = {"answerCallbackQuery": answer_callback_query}
