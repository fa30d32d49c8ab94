"""A catalogue whose photos have addresses and authors, as the whole bot shows it."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.playground.server import running
from bot.playground.simulation_client import Person, Seen, Simulation
from bot.services import Services
from bot.settings import Settings
from inference import bundled
from inference.data.dataset_files import PHOTO_COLUMNS
from inference.loading import load_catalogue, load_searcher
from inference.search import Searcher
from tests.browser import needs_chromium, phone
from tests.integration.page_looks import expect_readable
from tests.integration.test_words import read
from tests.photo_server import PhotoServer

PALACE = "U900030"
AUTHOR = "Ада <b>&</b> Ко"
LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
ARTICLE = "https://ru.wikipedia.org/wiki/Летний_дворец"


@pytest.fixture
def settings(tmp_path: Path, photos: PhotoServer) -> Settings:
    """The bundled places, each with a photo and the palace with an article."""
    folder = tmp_path / "catalogue"
    shutil.copytree(bundled.CATALOGUE, folder)
    with (folder / "places.csv").open(encoding="utf-8", newline="") as file:
        places = [row["id"] for row in csv.DictReader(file)]
    with (folder / "photos.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, PHOTO_COLUMNS)
        rows.writeheader()
        for place in places:
            rows.writerow(
                {
                    "place_id": place,
                    "url": photos.address(place),
                    "page_url": f"{photos.url}/File:{place}",
                    "author": AUTHOR,
                    "licence": "CC BY-SA 4.0",
                    "licence_url": LICENCE,
                }
            )
    with (folder / "aliases.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow((PALACE, "ru", "article", ARTICLE))
    return Settings(data_dir=tmp_path, queue_size=8, catalogue=folder)


@pytest.fixture
def searcher(settings: Settings) -> Searcher:
    return load_searcher(settings, load_catalogue(settings))


@pytest.fixture
async def simulation(tmp_path: Path) -> AsyncIterator[Simulation]:
    async with (
        running(tmp_path / "playground", port=0, allow_private_urls=True) as url,
        Simulation(url) as simulation,
    ):
        yield simulation


@pytest.fixture
async def user(services: Services, simulation: Simulation) -> Person:
    return await simulation.user("ru")


def links(message: Seen) -> list[str]:
    return [entity["url"] for entity in message.entities if entity["type"] == "text_link"]


async def test_an_album_sends_addresses_and_names_all_authors(
    user: Person, photos: PhotoServer, simulation: Simulation
) -> None:
    await user.send_text("храм")
    *album, buttons = await read(user, 6)
    credits = album[0].text.rsplit("\n", 1)[-1]
    numbered = [f"{number}\u00a0—\u00a0{AUTHOR}, CC BY-SA 4.0" for number in range(1, 6)]
    assert credits == f"📷 Фото: {'; '.join(numbered)}"
    pages = [link for link in links(album[0]) if link != LICENCE]
    assert [f"{page.rsplit(':', 1)[-1]}" for page in pages] == list(photos.visits)
    assert links(album[0]).count(LICENCE) == 5
    assert await simulation.uploads() == 0

    await user.press(buttons, "Ещё →")
    album = await read(user, 6)
    assert re.findall(r"(\d+)\u00a0—\u00a0", album[0].text) == ["6", "7", "8", "9", "10"]


async def test_a_card_has_its_line_its_article_and_its_credit(user: Person) -> None:
    await user.send_text(f"/start place_{PALACE}")
    (card,) = await user.wait_for_reply()
    assert card.text.splitlines()[-3:] == [
        "📖 Статья в Википедии",
        "",
        f"📷 Фото: {AUTHOR}, CC BY-SA 4.0",
    ]
    assert ARTICLE in links(card)


async def test_an_inline_result_has_the_credit_of_its_photo_and_a_card_none(
    user: Person, photos: PhotoServer, simulation: Simulation
) -> None:
    photos.lost = {PALACE}
    answer = await user.inline("летний дворец пекин")
    assert answer.results[0]["id"] == PALACE
    sent = await user.choose(answer, 0)
    assert sent.text.endswith(f"📷 Фото: {AUTHOR}, CC BY-SA 4.0")
    await user.send_text(f"/start place_{PALACE}")
    await user.wait_for_reply()
    await simulation.forget_inline_answers()
    drawn = await user.choose(await user.inline("летний дворец пекин"), 0)
    assert drawn.photo is not None
    assert AUTHOR not in drawn.text


@needs_chromium
async def test_the_page_shows_inline_photos_and_a_sign_for_a_dead_one(
    user: Person, photos: PhotoServer, simulation: Simulation
) -> None:
    photos.lost = {(await user.inline("храм")).results[0]["id"]}
    async with phone(simulation.url, width=360) as page:
        await page.click("#start")
        await page.fill("#text", f"@{simulation.bot['username']} храм")
        results = page.locator("#inline .result")
        await expect(results.nth(0).locator(".elsewhere svg")).to_be_visible()
        await expect(results.nth(1).locator("img")).to_have_js_property("complete", True)
        assert await results.nth(1).locator("img").evaluate("image => image.naturalWidth") >= 640
        await results.nth(1).click()
        sent = page.locator(".own").last
        await expect(sent.locator(".photos img")).to_be_visible()
        await expect(sent.locator(".text")).to_contain_text(f"Фото: {AUTHOR}, CC BY-SA 4.0")
        await expect(sent.locator(".text").get_by_text(AUTHOR)).to_have_attribute(
            "href", re.compile("File:")
        )
        await expect_readable(page)


async def test_any_place_comes_with_its_credit(user: Person) -> None:
    await user.send_text("/random")
    (card,) = await user.wait_for_reply()
    assert card.text.endswith(f"📷 Фото: {AUTHOR}, CC BY-SA 4.0")


async def test_a_list_without_pictures_has_no_credits(user: Person, simulation: Simulation) -> None:
    group = await simulation.group(user)
    await group.send_text("/find храм")
    for message in await group.wait_for_reply():
        assert message.photo is not None or AUTHOR not in message.text
