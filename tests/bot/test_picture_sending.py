from __future__ import annotations

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendMediaGroup

from bot.picture_sending import is_unusable, refused_picture


def refusal(reason: str) -> TelegramBadRequest:
    return TelegramBadRequest(SendMediaGroup(chat_id=1, media=[]), f"Bad Request: {reason}")


@pytest.mark.parametrize("code", ["WEBPAGE_CURL_FAILED", "WEBPAGE_MEDIA_EMPTY"])
def test_of_an_album_telegram_names_the_item(code: str) -> None:
    error = refusal(f'failed to send message #2 with the error message "{code}"')
    assert is_unusable(error)
    assert refused_picture(error, 5) == 1
    assert refused_picture(error, 1) == 0


@pytest.mark.parametrize(
    "reason",
    [
        "wrong file identifier/HTTP URL specified",
        'failed to send message #7 with the error message "WEBPAGE_CURL_FAILED"',
        'failed to send message #0 with the error message "WEBPAGE_CURL_FAILED"',
    ],
)
def test_an_item_that_is_not_named_or_not_there_is_none(reason: str) -> None:
    assert refused_picture(refusal(reason), 5) is None


@pytest.mark.parametrize("reason", ["chat not found", "message caption is too long"])
def test_what_has_nothing_to_do_with_a_picture_is_no_refusal_of_one(reason: str) -> None:
    assert not is_unusable(refusal(reason))
