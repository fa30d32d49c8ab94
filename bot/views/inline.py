"""A place → one result of an inline query: a photo where Telegram can show one, or an article."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultPhoto,
    InlineQueryResultsButton,
    InputTextMessageContent,
    InputVenueMessageContent,
)

from bot.pictures import KnownPicture
from bot.texts import Texts
from bot.views.card import place_link, place_text
from bot.views.credits import credited
from bot.views.maps import map_keyboard
from bot.views.names import city_name, full_name, short_name, shortened
from inference import Catalogue, Photo, Place
from inference.credits import credit_of

InlineResult = InlineQueryResultCachedPhoto | InlineQueryResultPhoto | InlineQueryResultArticle

# What the button above the results opens the private chat with: `/start inline`.
START_PARAMETER = "inline"
_LONGEST_TITLE = 120


def inline_result(
    place: Place,
    known: KnownPicture | None,
    photo: Photo | None,
    catalogue: Catalogue,
    texts: Texts,
    bot_username: str,
    *,
    metres: float | None = None,
) -> InlineResult:
    """The result of one place, and the message it becomes in the chat where it is chosen.

    The picture that Telegram has, else a photo by its public address; without either an article,
    whose message is a venue, or a text where the position is unknown. `metres` is how far away the
    place is.
    """
    title = shortened(short_name(place, texts.language), _LONGEST_TITLE)
    description = _description(place, catalogue, texts, metres)
    caption = place_text(place, catalogue, texts, bot_username)
    keyboard = _keyboard(place, texts, bot_username)
    if known is not None:
        return InlineQueryResultCachedPhoto(
            id=place.id,
            photo_file_id=known.file_id,
            title=title,
            description=description,
            caption=credited(caption, [known.credit], texts),
            reply_markup=keyboard,
        )
    if (address := public_address(photo)) is not None:
        return InlineQueryResultPhoto(
            id=place.id,
            photo_url=address,
            thumbnail_url=address,
            photo_width=photo.width if photo else None,
            photo_height=photo.height if photo else None,
            title=title,
            description=description,
            caption=credited(caption, [credit_of(photo)], texts),
            reply_markup=keyboard,
        )
    content: InputVenueMessageContent | InputTextMessageContent
    if place.lat is not None and place.lon is not None:
        content = InputVenueMessageContent(
            latitude=place.lat,
            longitude=place.lon,
            title=shortened(full_name(place, texts.language), _LONGEST_TITLE),
            address=_description(place, catalogue, texts, None),
        )
    else:
        content = InputTextMessageContent(message_text=caption)
    return InlineQueryResultArticle(
        id=place.id,
        title=title,
        description=description,
        input_message_content=content,
        reply_markup=keyboard,
    )


def public_address(photo: Photo | None) -> str | None:
    """The address of a photo that inline results can show: Telegram takes JPEG by URL, no other."""
    if photo is None or photo.url is None:
        return None
    parts = urlsplit(photo.url)
    is_jpeg = PurePosixPath(parts.path).suffix.lower() in (".jpg", ".jpeg")
    return photo.url if is_jpeg and parts.scheme in ("http", "https") else None


def start_button(texts: Texts, key: str) -> InlineQueryResultsButton:
    """The button above the results, which opens the private chat with the bot."""
    return InlineQueryResultsButton(text=texts(key), start_parameter=START_PARAMETER)


def distance(texts: Texts, metres: float) -> str:
    """Tens of metres, tenths of a kilometre below ten, whole kilometres above."""
    if metres < 995:
        return texts("inline-metres", metres=max(10, round(metres, -1)))
    digits = 1 if metres < 9950 else None
    return texts("inline-kilometres", kilometres=round(metres / 1000, digits))


def _description(place: Place, catalogue: Catalogue, texts: Texts, metres: float | None) -> str:
    """Category and city, plain text, the distance first: what is cut off first says least."""
    facts = [
        catalogue.category(place.category).label(texts.language),
        city_name(catalogue, place.city, texts.language),
    ]
    if metres is not None:
        facts.insert(0, distance(texts, metres))
    return " · ".join(facts)


def _keyboard(place: Place, texts: Texts, bot_username: str) -> InlineKeyboardMarkup:
    """Links only: a message sent via the bot stands in a chat the bot may not be in."""
    maps = map_keyboard(texts, place)
    more = InlineKeyboardButton(text=texts("inline-more"), url=place_link(bot_username, place))
    return InlineKeyboardMarkup(inline_keyboard=[*(maps.inline_keyboard if maps else []), [more]])
