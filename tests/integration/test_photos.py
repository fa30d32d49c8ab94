from __future__ import annotations

import pytest
from PIL import Image

from bot.playground.simulation_client import Simulation
from tests.pictures import encoded, jpeg, picture, summer_palace

pytestmark = pytest.mark.usefixtures("services")


async def test_a_photo_gets_one_reply_with_categories_landmark_and_maps(
    simulation: Simulation,
) -> None:
    user = await simulation.user("ru")
    sent = await user.send_photo(summer_palace().read_bytes())
    (reply,) = await user.wait_for_reply()
    assert "Летний дворец\nПекин · парк или сад" in reply.text
    assert reply.text.count("%") == 6
    assert [button["text"] for button in reply.buttons] == ["🗺 Яндекс Карты", "🗺 OpenStreetMap"]
    assert reply.raw["reply_to_message"]["message_id"] == sent.id


async def test_the_bot_is_seen_typing_while_it_looks(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    await user.send_photo(summer_palace().read_bytes())
    await user.wait_for_reply()
    actions = (await simulation.stats())["actions"]
    assert {"bot": simulation.bot_id, "chat": user.chat_id, "action": "typing"} in actions


@pytest.mark.parametrize(
    ("file_format", "name", "mime"),
    [
        ("JPEG", "IMG_1.JPG", "image/jpeg"),
        ("PNG", "a.png", "image/png"),
        ("WEBP", "a.webp", "image/webp"),
        ("HEIF", "IMG_1.HEIC", "image/heic"),
        ("HEIF", "IMG_1.HEIC", "application/octet-stream"),
    ],
)
async def test_an_image_sent_as_a_file_is_answered_like_a_photo(
    simulation: Simulation, file_format: str, name: str, mime: str
) -> None:
    with Image.open(summer_palace()) as image:
        data = encoded(image, file_format)
    user = await simulation.user("en")
    await user.send_document(data, name, mime)
    (reply,) = await user.wait_for_reply()
    assert "Summer Palace\nBeijing" in reply.text


async def test_a_strange_picture_is_not_named(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    await user.send_photo(jpeg())
    (reply,) = await user.wait_for_reply()
    assert "Я не знаю этого места, но похоже на:" in reply.text
    assert reply.buttons == []


async def test_a_chosen_city_limits_the_answer_and_says_what_lies_elsewhere(
    simulation: Simulation,
) -> None:
    user = await simulation.user("ru")
    await user.send_text("/city Владимир")
    await user.wait_for_reply()
    await user.send_photo(summer_palace().read_bytes())
    (reply,) = await user.wait_for_reply()
    assert "В городе Владимир такого места не вижу" in reply.text
    assert "Летний дворец" in reply.text
    await user.send_photo(jpeg())
    (reply,) = await user.wait_for_reply()
    assert "В городе Владимир я пока не узнаю места по фото" in reply.text


@pytest.mark.parametrize(
    ("data", "name", "mime", "sentence"),
    [
        (b"just a text", "photo.jpg", "image/jpeg", "не похоже на фотографию"),
        (b"%PDF-1.7", "a.pdf", "application/pdf", "не похоже на фотографию"),
        (jpeg()[:2000], "cut.jpg", "image/jpeg", "обрывается на середине"),
        (encoded(picture(8, 300), "PNG"), "a.png", "image/png", "слишком маленькая"),
        (encoded(picture(64, 64), "GIF"), "a.gif", "image/gif", "не похоже на фотографию"),
    ],
)
async def test_a_bad_file_gets_a_sentence_a_user_can_understand(
    simulation: Simulation, data: bytes, name: str, mime: str, sentence: str
) -> None:
    user = await simulation.user("ru")
    await user.send_document(data, name, mime)
    (reply,) = await user.wait_for_reply()
    assert sentence in reply.text


async def test_a_file_larger_than_telegram_hands_out_is_refused_politely(
    simulation: Simulation,
) -> None:
    user = await simulation.user("ru")
    await user.send_document(b"\xff\xd8" + b"\0" * (21 * 1024 * 1024), "big.jpg")
    (reply,) = await user.wait_for_reply()
    assert "Файл слишком большой: беру до 20 МБ" in reply.text
    assert "download" not in (await simulation.stats())["calls"]


async def test_photos_of_an_album_are_each_answered(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    await user.send_album([jpeg(), summer_palace().read_bytes()])
    replies = await user.wait_for_reply()
    while len(replies) < 2:
        replies += await user.wait_for_reply()
    assert sum("Летний дворец" in reply.text for reply in replies) == 1
