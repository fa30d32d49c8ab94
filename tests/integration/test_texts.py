from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from sqlalchemy import update
from sqlalchemy.ext.asyncio import create_async_engine

from bot.playground.simulation_client import Seen, Simulation
from bot.services import Services
from bot.settings import Settings
from bot.store import Upload
from tests.integration.conftest import StartBot


async def ask(simulation: Simulation, text: str, language: str = "ru") -> list[Seen]:
    """The album, or the one message, that answers."""
    user = await simulation.user(language)
    await user.send_text(text)
    return _album(await user.wait_for_reply())


def _album(replies: list[Seen]) -> list[Seen]:
    """Without the buttons, which may have come in the same look."""
    return [reply for reply in replies if reply.photo is not None] or replies


@pytest.mark.usefixtures("services")
async def test_words_get_an_album_of_five_with_one_caption(simulation: Simulation) -> None:
    album = await ask(simulation, "Храм на Крови")
    assert len(album) == 5
    assert len({message.album for message in album}) == 1
    assert album[0].album is not None
    assert [bool(message.text) for message in album] == [True, False, False, False, False]
    lines = album[0].text.splitlines()
    assert lines[2:4] == ["1. Храм на Крови", "⛪ Екатеринбург · храм или монастырь"]
    assert re.findall(r"^(\d)\. ", album[0].text, re.MULTILINE) == ["1", "2", "3", "4", "5"]


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("query", ["хрм на крови", "в храме на крови", "ХРАМ НА КРОВИ!!"])
async def test_typing_mistakes_and_cases_are_survived(simulation: Simulation, query: str) -> None:
    album = await ask(simulation, query)
    assert "1. Храм на Крови\n⛪ Екатеринбург" in album[0].text


@pytest.mark.usefixtures("services")
async def test_every_picture_is_drawn_for_its_place(simulation: Simulation) -> None:
    album = await ask(simulation, "Храм на Крови")
    pictures = []
    for message in album:
        assert message.photo is not None
        pictures.append(await simulation.download(message.photo["address"]))
    assert len(set(pictures)) == 5
    for data in pictures:
        with Image.open(io.BytesIO(data)) as image:
            assert min(image.size) >= 600


@pytest.mark.usefixtures("services")
async def test_an_english_reader_gets_an_english_caption(simulation: Simulation) -> None:
    album = await ask(simulation, "Eiffel tower", "en")
    assert "1. Eiffel Tower\n🗼 Paris · tower" in album[0].text


@pytest.mark.usefixtures("services")
async def test_a_chosen_city_limits_the_search(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    await user.send_text("/city Ярославль")
    await user.wait_for_reply()
    await user.send_text("церковь")
    album = _album(await user.wait_for_reply())
    assert album[0].text.count(" Ярославль · ") == 5


@pytest.mark.usefixtures("services")
async def test_a_city_in_the_words_goes_before_the_chosen_one(simulation: Simulation) -> None:
    user = await simulation.user("ru")
    await user.send_text("/city Владимир")
    await user.wait_for_reply()
    await user.send_text("театр в Ярославле")
    album = _album(await user.wait_for_reply())
    assert album[0].text.count(" Ярославль · ") == 5


async def test_a_city_that_has_left_the_catalogue_counts_as_none(
    simulation: Simulation, services: Services
) -> None:
    user = await simulation.user("ru")
    await services.store.set_city(user.chat_id, "Атлантида")
    await user.send_text("Храм на Крови")
    assert "1. Храм на Крови" in (await user.wait_for_reply())[0].text


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("query", ["абракадабра щщщ", "🙂", "?!"])
async def test_nonsense_gets_a_helpful_sentence(simulation: Simulation, query: str) -> None:
    (reply,) = await ask(simulation, query)
    assert "Ничего похожего не нашлось" in reply.text


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize(
    ("chosen", "query", "sentence"),
    [
        (
            None,
            "ыыыыы во Владимире",
            "В городе Владимир ничего похожего не нашлось. Попробуйте другое название или без",
        ),
        (
            "Владимир",
            "абракадабра щщщ",
            "В городе Владимир ничего похожего не нашлось. Попробуйте другое название или ищите",
        ),
    ],
)
async def test_finding_nothing_in_a_city_says_what_to_do(
    simulation: Simulation, chosen: str | None, query: str, sentence: str
) -> None:
    user = await simulation.user("ru")
    if chosen:
        await user.send_text(f"/city {chosen}")
        await user.wait_for_reply()
    await user.send_text(query)
    assert (await user.wait_for_reply())[0].text.startswith(sentence)


@pytest.mark.usefixtures("services")
async def test_a_text_too_long_to_search_for_is_told_so(simulation: Simulation) -> None:
    (reply,) = await ask(simulation, "очень " * 300)
    assert "слишком длинно" in reply.text


async def test_the_same_album_is_sent_after_a_restart_without_uploading_anything(
    simulation: Simulation, start_bot: StartBot
) -> None:
    async with start_bot():
        first = await ask(simulation, "Храм на Крови")
        uploads = await simulation.uploads()
        assert uploads == 5
        again = await ask(simulation, "Храм на Крови")
    async with start_bot():
        after = await ask(simulation, "Храм на Крови")
    assert await simulation.uploads() == uploads
    for messages in (again, after):
        assert [m.photo and m.photo["file_unique_id"] for m in messages] == [
            m.photo and m.photo["file_unique_id"] for m in first
        ]


async def test_a_picture_serves_every_position(simulation: Simulation, start_bot: StartBot) -> None:
    async with start_bot():
        await ask(simulation, "церкви Ярославля")
        uploads = await simulation.uploads()
        await ask(simulation, "церковь в Ярославле")
        assert await simulation.uploads() < uploads + 5


async def test_a_file_id_that_telegram_no_longer_knows_is_renewed(
    simulation: Simulation, start_bot: StartBot, settings: Settings
) -> None:
    async with start_bot():
        await ask(simulation, "Храм на Крови")
        uploads = await simulation.uploads()
        await _spoil_file_ids(settings)
        album = await ask(simulation, "Храм на Крови")
        assert len(album) == 5
        assert await simulation.uploads() == uploads + 5


async def _spoil_file_ids(settings: Settings) -> None:
    """As when Telegram has forgotten what it was sent long ago."""
    engine = create_async_engine(settings.store_url)
    async with engine.begin() as connection:
        await connection.execute(update(Upload).values(file_id="gone"))
    await engine.dispose()
