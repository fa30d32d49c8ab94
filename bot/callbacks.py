"""What the buttons of a place's card, and of an answer to a photo, hand back when tapped.

Telegram gives 64 bytes: a place's id has at most 40 characters, and what is longer is kept under a
short key (`bot.asked`).
"""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData


class ShowPlace(CallbackData, prefix="place"):
    """The card of a place, with its picture."""

    id: str


class OnMap(CallbackData, prefix="map"):
    """The place as a venue."""

    id: str


class SimilarTo(CallbackData, prefix="similar"):
    """Places like this one."""

    id: str


class NearHere(CallbackData, prefix="near"):
    """The places nearest to this one."""

    id: str


class NotIt(CallbackData, prefix="notit"):
    """The answer to a photo is wrong; `key` names the answer."""

    key: str


class ItIs(CallbackData, prefix="itis"):
    """The answer to a photo is right."""

    key: str


class Chosen(CallbackData, prefix="chosen"):
    """The photo shows this one of the answer's places, counted from 0; -1 is none of them."""

    key: str
    number: int


class KeepPhoto(CallbackData, prefix="keep"):
    """Whether the owner of a photo lets it, and the next ones, be kept for training."""

    key: str
    agreed: bool
