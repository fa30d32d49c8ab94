"""Points and venues that a bot sends, and its own live locations.

https://core.telegram.org/bots/api#sendlocation
"""

from __future__ import annotations

from typing import Any

from bot.playground.errors import bad_request
from bot.playground.messages import Message
from bot.playground.methods.call import Call, Method
from bot.playground.requests import Parameters

FOREVER = 0x7FFFFFFF
_LIVE_SECONDS = range(60, 86_401)
_IDENTIFIERS = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")


async def send_location(call: Call) -> Message:
    chat = call.chat()
    location: dict[str, Any] = dict(read_location(call.parameters))
    period = read_live_period(call.parameters)
    if period:
        location["live_period"] = period
    return call.send({"location": location}, chat)


async def send_venue(call: Call) -> Message:
    chat = call.chat()
    return call.send(read_venue(call.parameters), chat)


def read_venue(parameters: Parameters) -> Message:
    """The `venue` of a message and its `location`. ApiError 400 where something is missing."""
    location = read_location(parameters)
    title, address = parameters.text("title"), parameters.text("address")
    if not title.strip():
        raise bad_request("title is empty")
    if not address.strip():
        raise bad_request("address is empty")
    venue: dict[str, Any] = {"location": location, "title": title, "address": address}
    venue |= {name: parameters.text(name) for name in _IDENTIFIERS if parameters.has(name)}
    return {"venue": venue, "location": location}


def read_location(parameters: Parameters) -> dict[str, float]:
    """Degrees of `latitude` and `longitude`. ApiError 400 where one is missing or not on Earth."""
    latitude, longitude = parameters.number("latitude"), parameters.number("longitude")
    if latitude is None:
        raise bad_request("latitude is empty")
    if longitude is None:
        raise bad_request("longitude is empty")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("wrong location specified")
    return {"latitude": round(latitude, 6), "longitude": round(longitude, 6)}


def read_live_period(parameters: Parameters) -> int:
    """Seconds for which a location is live, 0 for one that stands. ApiError 400 for others."""
    period = parameters.integer("live_period")
    if period and period not in _LIVE_SECONDS and period != FOREVER:
        raise bad_request("wrong live location period specified")
    return period


METHODS: dict[str, Method] = {"sendLocation": send_location, "sendVenue": send_venue}
