"""Media that a call brings: an upload, a file_id of the bot's own, or a URL to fetch."""

from __future__ import annotations

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.playground.errors import ApiError, bad_request
from bot.playground.messages import Message
from bot.playground.methods.call import Call
from bot.playground.photos import check_upload
from bot.playground.requests import Upload

# https://core.telegram.org/bots/api#sending-files
MAX_PHOTO_BY_URL = 5 * 1024 * 1024
MAX_FILE_BY_URL = 20 * 1024 * 1024
NOT_FETCHED = "failed to get HTTP URL content"
NO_PHOTO = "wrong type of the web page content"


async def photo(call: Call, media: Upload | str) -> Message:
    """The `photo` part of a message: references to all sizes, smallest first."""
    files = call.telegram.files
    if isinstance(media, str) and not _is_url(media):
        file = files.by_file_id(call.bot.id, media)
        if file.kind != "photo":
            raise bad_request(f"can't use file of type {file.kind.capitalize()} as Photo")
        sizes = files.sizes(file)
    else:
        upload = await _uploaded(call, media, MAX_PHOTO_BY_URL)
        check_upload(upload.data)
        try:
            sizes = await files.add_photo(upload.data)
        except ApiError as error:
            if isinstance(media, Upload) or "DIMENSIONS" in error.description:
                raise
            raise bad_request(NO_PHOTO) from None
        _count(call, media)
    return {"photo": [size.reference for size in sizes]}


async def document(call: Call, media: Upload | str) -> Message:
    """The `document` part of a message."""
    files = call.telegram.files
    if isinstance(media, str) and not _is_url(media):
        file = files.by_file_id(call.bot.id, media)
        if file.kind != "document":
            raise bad_request(f"can't use file of type {file.kind.capitalize()} as Document")
    else:
        upload = await _uploaded(call, media, MAX_FILE_BY_URL)
        file = await files.add_document(upload.data, upload.name, upload.mime)
        _count(call, media)
    return {"document": file.reference}


def _is_url(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _count(call: Call, media: Upload | str) -> None:
    if isinstance(media, Upload):
        call.telegram.statistics.uploaded(len(media.data))


async def _uploaded(call: Call, media: Upload | str, most: int) -> Upload:
    return media if isinstance(media, Upload) else await fetched(call.http, media, most)


async def fetched(http: ClientSession, address: str, most: int) -> Upload:
    """What stands at an address, at most so many bytes. ApiError 400 where nothing can be had."""
    try:
        async with http.get(address, timeout=ClientTimeout(total=20)) as response:
            if response.status != 200:
                raise bad_request(NOT_FETCHED)
            data = await response.content.read(most + 1)
            while len(data) <= most and (more := await response.content.read(most + 1)):
                data += more
    except (ClientError, TimeoutError, ValueError):
        raise bad_request(NOT_FETCHED) from None
    if len(data) > most:
        raise bad_request(NOT_FETCHED)
    name = address.split("?")[0].rstrip("/").rsplit("/", 1)[-1] or "file"
    return Upload(name, data, response.content_type)
