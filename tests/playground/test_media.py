from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile, InputMediaPhoto
from aiohttp import ClientSession, FormData
from PIL import Image

from bot.playground.simulation_client import Person, Simulation, SimulationError
from tests.playground.conftest import OTHER_TOKEN, Answer, RawApi

Draw = Callable[..., bytes]
WRONG_ID = "Bad Request: wrong file_id or the file is temporarily unavailable"


async def album(api: RawApi, chat_id: int, items: list[dict[str, Any]], **files: bytes) -> Answer:
    form = FormData({"chat_id": str(chat_id), "media": json.dumps(items)})
    for name, data in files.items():
        form.add_field(name, data, filename=f"{name}.jpg", content_type="image/jpeg")
    return await api.post("sendMediaGroup", data=form)


async def test_a_photo_is_kept_in_telegrams_sizes(
    api: RawApi, simulation: Simulation, anna: Person, picture: Draw
) -> None:
    message = (await api("sendPhoto", chat_id=anna.chat_id, photo=picture(2000, 1500))).result
    sizes = [(size["width"], size["height"]) for size in message["photo"]]
    assert sizes == [(90, 68), (320, 240), (800, 600), (1280, 960)]
    assert len({size["file_id"] for size in message["photo"]}) == 4
    [seen] = await anna.wait_for_reply()
    assert seen.photo is not None
    with Image.open(io.BytesIO(await simulation.download(seen.photo["address"]))) as kept:
        assert (kept.format, kept.size) == ("JPEG", (1280, 960))


async def test_a_file_id_is_sent_again_without_an_upload(
    api: RawApi, simulation: Simulation, anna: Person, picture: Draw
) -> None:
    first = (await api("sendPhoto", chat_id=anna.chat_id, photo=picture())).result
    uploads = await simulation.uploads()
    for size in first["photo"]:
        again = await api("sendPhoto", chat_id=anna.chat_id, photo=size["file_id"])
        assert again.result["photo"] == first["photo"]
    assert await simulation.uploads() == uploads == 1


async def test_a_file_id_is_the_bots_own(api: RawApi, anna: Person, picture: Draw) -> None:
    message = (await api("sendPhoto", chat_id=anna.chat_id, photo=picture())).result
    file_id = message["photo"][-1]["file_id"]
    other = api.as_bot(OTHER_TOKEN)
    assert (await other("getFile", file_id=file_id)).refusal == WRONG_ID
    assert (await api("getFile", file_id=file_id[:-2] + "xx")).refusal == WRONG_ID
    assert (await api("sendPhoto", chat_id=anna.chat_id, photo="rubbish")).refusal == WRONG_ID
    assert (await api("getFile", file_id="ключ")).refusal == WRONG_ID


async def test_a_photo_is_no_document(api: RawApi, anna: Person, picture: Draw) -> None:
    message = (await api("sendPhoto", chat_id=anna.chat_id, photo=picture())).result
    file_id = message["photo"][-1]["file_id"]
    answer = await api("sendDocument", chat_id=anna.chat_id, document=file_id)
    assert answer.refusal == "Bad Request: can't use file of type Photo as Document"


@pytest.mark.parametrize(
    ("size", "refusal"),
    [
        ((9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        ((2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (None, "IMAGE_PROCESS_FAILED"),
    ],
)
async def test_what_is_no_photo_is_refused(
    api: RawApi, anna: Person, picture: Draw, size: tuple[int, int] | None, refusal: str
) -> None:
    data = picture(*size) if size else b"not a picture"
    answer = await api("sendPhoto", chat_id=anna.chat_id, photo=data)
    assert answer.refusal == f"Bad Request: {refusal}"


async def test_a_photo_of_more_than_ten_megabytes_is_refused(api: RawApi, anna: Person) -> None:
    answer = await api("sendPhoto", chat_id=anna.chat_id, photo=bytes(10 * 1024 * 1024 + 1))
    assert answer.status == 400
    assert "is too big for a photo" in answer.refusal


async def test_a_photo_is_required(api: RawApi, anna: Person) -> None:
    missing = "Bad Request: there is no photo in the request"
    assert (await api("sendPhoto", chat_id=anna.chat_id)).refusal == missing
    attached = await api("sendPhoto", chat_id=anna.chat_id, photo="attach://nothing")
    assert attached.refusal == missing


async def test_too_long_a_caption_is_refused(api: RawApi, anna: Person, picture: Draw) -> None:
    answer = await api("sendPhoto", chat_id=anna.chat_id, photo=picture(), caption="a" * 1025)
    assert answer.refusal == "Bad Request: message caption is too long"


async def test_an_album_has_one_group_and_sizes_for_each(
    bot: Bot, simulation: Simulation, anna: Person, picture: Draw
) -> None:
    media = [
        InputMediaPhoto(
            media=BufferedInputFile(picture(600 + 10 * number, 400), "p.jpg"),
            caption="<b>one</b>" if number == 0 else None,
            parse_mode="HTML",
        )
        for number in range(5)
    ]
    messages = await bot.send_media_group(anna.chat_id, list(media))
    assert len(messages) == 5
    assert len({message.media_group_id for message in messages}) == 1
    widths = [message.photo[-1].width for message in messages if message.photo]
    assert widths == [600, 610, 620, 630, 640]
    assert messages[0].caption == "one"
    assert messages[0].caption_entities is not None
    assert messages[1].caption is None
    assert len(await anna.wait_for_reply()) == 5
    assert await simulation.uploads() == 5


async def test_an_album_of_one_passes_and_of_eleven_does_not(
    api: RawApi, anna: Person, picture: Draw
) -> None:
    items = [{"type": "photo", "media": "attach://a"}]
    [only] = (await album(api, anna.chat_id, items, a=picture(300, 200))).result
    assert "media_group_id" not in only
    file_id = only["photo"][-1]["file_id"]
    same = [{"type": "photo", "media": file_id}]
    assert len((await album(api, anna.chat_id, same * 10)).result) == 10
    refusal = (await album(api, anna.chat_id, same * 11)).refusal
    assert refusal == "Bad Request: too many messages to send as an album"
    assert (await album(api, anna.chat_id, [])).status == 400


async def test_an_album_is_sent_whole_or_not_at_all(
    api: RawApi, anna: Person, picture: Draw
) -> None:
    items = [
        {"type": "photo", "media": "attach://a"},
        {"type": "photo", "media": "attach://missing"},
    ]
    assert (await album(api, anna.chat_id, items, a=picture(300, 200))).refusal == (
        "Bad Request: can't parse InputMedia: media not found"
    )
    items[1] = {"type": "photo", "media": "attach://a", "caption": "a" * 1025}
    assert (await album(api, anna.chat_id, items, a=picture(300, 200))).status == 400
    await anna.expect_silence(0)


async def test_an_album_takes_no_keyboard(api: RawApi, anna: Person, picture: Draw) -> None:
    markup = json.dumps({"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]})
    form = FormData({"chat_id": str(anna.chat_id), "reply_markup": markup})
    items = [{"type": "photo", "media": f"attach://{name}"} for name in "ab"]
    form.add_field("media", json.dumps(items))
    for name in "ab":
        form.add_field(name, picture(300, 200), filename="p.jpg")
    messages = (await api.post("sendMediaGroup", data=form)).result
    assert all("reply_markup" not in message for message in messages)


async def test_the_bot_downloads_what_a_person_sent(
    bot: Bot, api: RawApi, anna: Person, picture: Draw
) -> None:
    data = picture(700, 500, "PNG")
    await anna.send_document(data, "../../снимок.png", "image/png")
    update = (await bot.get_updates())[-1]
    assert update.message is not None
    document = update.message.document
    assert document is not None
    assert (document.mime_type, document.file_size) == ("image/png", len(data))
    assert document.thumbnail is not None
    assert document.thumbnail.width == 320
    file = await bot.get_file(document.file_id)
    assert file.file_path is not None
    assert ".." not in file.file_path
    buffer = io.BytesIO()
    await bot.download(document, buffer)
    assert buffer.getvalue() == data


async def test_a_path_is_only_for_the_bot_that_asked(
    api: RawApi, http: ClientSession, anna: Person, picture: Draw
) -> None:
    sent = await anna.send_photo(picture())
    file_id = sent.raw["photo"][-1]["file_id"]
    path = (await api("getFile", file_id=file_id)).result["file_path"]
    for token, where, status in (
        (api.token, path, 200),
        (OTHER_TOKEN, path, 404),
        ("1:wrong", path, 401),
        (api.token, "photos/file_999.jpg", 404),
        (api.token, "../playground.sqlite", 404),
        (api.token, "%2e%2e/playground.sqlite", 404),
    ):
        async with http.get(f"{api.url}/file/bot{token}/{where}") as response:
            assert response.status == status, where


async def test_files_over_20_mebibytes_are_not_given_out(api: RawApi, anna: Person) -> None:
    limit = 20 * 1024 * 1024
    largest = await anna.send_document(bytes(limit), "a.bin", "application/octet-stream")
    assert (await api("getFile", file_id=largest.raw["document"]["file_id"])).status == 200
    larger = await anna.send_document(bytes(limit + 1), "a.bin", "application/octet-stream")
    answer = await api("getFile", file_id=larger.raw["document"]["file_id"])
    assert answer.refusal == "Bad Request: file is too big"


async def test_a_persons_photo_loses_its_metadata_and_stands_upright(
    simulation: Simulation, anna: Person, picture: Draw
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # shot with the camera on its side
    sent = await anna.send_photo(picture(1000, 500, exif=exif.tobytes()))
    assert sent.photo is not None
    assert (sent.photo["width"], sent.photo["height"]) == (500, 1000)
    with Image.open(io.BytesIO(await simulation.download(sent.photo["address"]))) as kept:
        assert not kept.getexif()


async def test_a_persons_album_arrives_as_messages_with_one_group(
    bot: Bot, anna: Person, picture: Draw
) -> None:
    await anna.send_album([picture(400, 300), picture(300, 400)], "look")
    first, second = [update.message for update in (await bot.get_updates())[-2:]]
    assert first is not None
    assert second is not None
    assert first.media_group_id == second.media_group_id is not None
    assert (first.caption, second.caption) == ("look", None)


async def test_stickers_voices_and_locations_reach_the_bot(bot: Bot, anna: Person) -> None:
    await anna.send_sticker()
    await anna.send_voice()
    await anna.send_location(56.84, 60.6)
    kinds = [update.message.content_type for update in await bot.get_updates() if update.message]
    assert kinds == ["text", "sticker", "voice", "location"]


async def test_a_broken_photo_is_refused_to_the_person(anna: Person) -> None:
    with pytest.raises(SimulationError, match="IMAGE_PROCESS_FAILED"):
        await anna.send_photo(b"\xff\xd8\xff\xe0 nothing")


async def test_a_photo_can_be_replaced_by_another(bot: Bot, anna: Person, picture: Draw) -> None:
    message = await bot.send_photo(anna.chat_id, BufferedInputFile(picture(), "a.jpg"))
    media = InputMediaPhoto(media=BufferedInputFile(picture(500, 400), "b.jpg"), caption="new")
    edited = await bot.edit_message_media(
        media, chat_id=anna.chat_id, message_id=message.message_id
    )
    assert not isinstance(edited, bool)
    assert edited.photo is not None
    assert edited.photo[-1].width == 500
    assert edited.caption == "new"
