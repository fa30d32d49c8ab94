from __future__ import annotations

import pytest
from PIL import Image

from bot.playground.simulation_client import Simulation
from tests.pictures import encoded, jpeg, picture, summer_palace, taken_at

pytestmark = pytest.mark.usefixtures("services")


async def test_a_photo_gets_one_reply_with_categories_and_the_landmarks_card(
    simulation: Simulation,
) -> None:
    user = await simulation.user("ru")
    sent = await user.send_photo(summer_palace().read_bytes())
    (reply,) = await user.wait_for_reply()
    assert "Летний дворец\nПекин · парк или сад" in reply.text
    *_, likeliest, unlikely = reply.text.splitlines()
    assert likeliest.endswith("99\u00a0% 🌳\u00a0парк или сад")
    assert unlikely.startswith("Меньше 1\u00a0%: ")
    assert unlikely.count(", ") == 3
    shown = [button["text"] for button in reply.buttons]
    assert shown[:3] == ["🗺 На карте", "🚶 Рядом", "🔎 Похожие"]
    assert shown[-2:] == ["✓ Верно", "✗ Не то"]
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


async def test_an_album_is_several_views_of_one_place(simulation: Simulation) -> None:
    with Image.open(summer_palace()) as image:
        closer = encoded(image.crop((60, 40, 580, 420)), "JPEG")
    user = await simulation.user("ru")
    sent = await user.send_album([summer_palace().read_bytes(), closer, jpeg(100, 80)])
    (reply,) = await user.wait_for_reply()
    assert reply.text.startswith("По 3 фото вместе\n\n📍 Летний дворец")
    assert reply.raw["reply_to_message"]["message_id"] == sent[0].id
    await user.expect_silence(1.5)


async def test_an_album_with_a_damaged_photo_is_answered_by_the_others(
    simulation: Simulation,
) -> None:
    user = await simulation.user("ru")
    await user.send_documents([summer_palace().read_bytes(), jpeg()[:2000]])
    (reply,) = await user.wait_for_reply()
    assert reply.text.startswith("По 1 фото из 2: остальные не открылись\n\n📍 Летний дворец")


async def test_two_albums_at_once_are_two_answers(simulation: Simulation) -> None:
    one, other = await simulation.user("ru"), await simulation.user("ru")
    await one.send_album([summer_palace().read_bytes()] * 2)
    await other.send_album([jpeg()] * 3)
    assert "По 2 фото вместе" in (await one.wait_for_reply())[0].text
    assert "По 3 фото вместе" in (await other.wait_for_reply())[0].text


async def test_the_city_of_a_caption_goes_before_the_chats(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    await user.send_text("/city Владимир")
    await user.wait_for_reply()
    await user.send_photo(summer_palace().read_bytes(), caption="Гуляли в Пекине, что это?")
    (reply,) = await user.wait_for_reply()
    assert reply.text.startswith("Город из подписи: Пекин\n\n📍 Летний дворец")


async def test_an_albums_caption_narrows_all_of_it(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    await user.send_album([summer_palace().read_bytes()] * 2, caption="Порту")
    (reply,) = await user.wait_for_reply()
    assert reply.text.startswith("По 2 фото вместе\nГород из подписи: Порту")
    assert "такого места не вижу, но похоже на это" in reply.text


async def test_the_position_in_a_file_narrows_to_its_city(
    simulation: Simulation, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    user = await simulation.user("ru")
    with Image.open(summer_palace()) as image:
        data = taken_at(39.9913, 116.2734, image)
    await user.send_document(data)
    (reply,) = await user.wait_for_reply()
    assert reply.text.startswith("Город по координатам из файла: Пекин\n\n📍 Летний дворец")
    assert "116.27" not in caplog.text


async def test_where_a_strange_photo_was_taken_tells_what_is_near(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    await user.send_document(taken_at(41.1458, -8.6139))
    (reply,) = await user.wait_for_reply()
    assert "Я не знаю этого места" in reply.text
    assert "рядом с местом съёмки" in reply.text
    near = reply.buttons[0]["text"]
    await user.press(reply, near)
    (card,) = await user.wait_for_reply()
    assert card.text.startswith(f"📍 {near}\nПорту")


async def test_a_position_far_from_every_city_narrows_nothing(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    with Image.open(summer_palace()) as image:
        data = taken_at(10.0, -30.0, image)
    await user.send_document(data)
    (reply,) = await user.wait_for_reply()
    assert reply.text.startswith("📍 Летний дворец")


async def test_a_city_added_to_the_caption_is_answered_in_place_of_the_old_answer(
    simulation: Simulation,
) -> None:
    user = await simulation.user("ru")
    sent = await user.send_photo(summer_palace().read_bytes(), caption="Красота")
    (old,) = await user.wait_for_reply()
    await user.edit(sent, "Красота!")
    await user.expect_silence(1)
    await user.edit(sent, "Красота в Порту")
    (new,) = await user.wait_for_reply()
    assert "Город из подписи: Порту" in new.text
    assert await user.message(old.id) is None
