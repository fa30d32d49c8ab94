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
    """Opens this one of the answer's places, counted from 0; -1 says that it is none of them."""

    key: str
    number: int


class OpenFor(CallbackData, prefix="openfor"):
    """The card of a place that was searched for as what the answer's photo shows."""

    key: str
    id: str


class ItIsThis(CallbackData, prefix="itisthis"):
    """The answer's photo shows this place."""

    key: str
    id: str


class NotThis(CallbackData, prefix="notthis"):
    """It does not show this one of the answer's places."""

    key: str
    id: str


class KeepPhoto(CallbackData, prefix="keep"):
    """Whether the owner of a photo lets it, and the next ones, be kept for training."""

    key: str
    agreed: bool
