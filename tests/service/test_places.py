from __future__ import annotations

import io

import pytest
from aiohttp import ClientSession
from PIL import Image

from inference.cards import SIZE
from tests.service.conftest import Running


async def picture(client: ClientSession, path: str) -> Image.Image:
    async with client.get(path) as response:
        assert response.content_type == "image/jpeg"
        return Image.open(io.BytesIO(await response.read()))


async def test_all_that_is_known_of_a_place(client: ClientSession) -> None:
    async with client.get("/v1/places/a-tower?lang=en") as response:
        place = await response.json()
    assert place["name"] == "Башня"
    assert place["title"] == "The Tower"
    assert place["names"] == {"en": "The Tower"}
    assert place["articles"] == {"ru": "https://ru.wikipedia.org/wiki/Башня"}
    assert (place["category"], place["label"]) == ("towers", "tower")
    assert (place["lat"], place["lon"]) == (56.0, 44.0)
    assert place["picture"] == "/v1/places/a-tower/picture"
    assert [photo["url"] for photo in place["photos"]] == [
        "/v1/places/a-tower/picture",
        "/v1/places/a-tower/picture?photo=1",
    ]


async def test_a_photo_known_by_its_address_is_told_by_it(client: ClientSession) -> None:
    async with client.get("/v1/places/a-church") as response:
        (photo,) = (await response.json())["photos"]
    assert photo["url"] == "https://example.org/church.jpg"
    assert photo["author"] == "Боб <b>&</b> Ко"
    assert photo["licence"] == "CC BY 4.0"
    assert photo["page_url"] == "https://example.org/File:church.jpg"
    assert photo["licence_url"] == "https://creativecommons.org/licenses/by/4.0/"


async def test_a_photo_is_shown_where_there_is_one(client: ClientSession) -> None:
    assert (await picture(client, "/v1/places/a-tower/picture")).size == (96, 72)
    assert (await picture(client, "/v1/places/a-tower/picture?photo=1")).size == (96, 72)


@pytest.mark.parametrize("place", ["a-church", "b-tower"])
async def test_elsewhere_a_card_is_drawn(client: ClientSession, place: str) -> None:
    assert (await picture(client, f"/v1/places/{place}/picture")).size == SIZE


async def test_a_picture_that_is_known_is_not_sent_again(client: ClientSession) -> None:
    path = "/v1/places/b-tower/picture"
    async with client.get(path) as response:
        tag = response.headers["ETag"]
        assert "max-age" in response.headers["Cache-Control"]
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        async with client.get(path, headers={"If-None-Match": known}) as response:
            assert (response.status, await response.read()) == (304, b"")
    async with client.get(f"{path}?lang=en", headers={"If-None-Match": tag}) as response:
        assert response.status == 200


async def test_another_photo_in_the_same_file_has_another_tag(running: Running) -> None:
    place = running.service.now().catalogue.places["a-tower"]
    pictures = running.service.now().pictures
    before = pictures.etag(place, 0, "ru")
    path = running.service.now().catalogue.photos["a-tower"][0].path
    assert path is not None
    kept = path.read_bytes()
    try:
        Image.new("RGB", (64, 48)).save(path)
        assert pictures.etag(place, 0, "ru") != before
        assert (await picture(running.client, "/v1/places/a-tower/picture")).size == (64, 48)
    finally:
        path.write_bytes(kept)


@pytest.mark.parametrize("number", ["2", "-1", "x", "99999999"])
async def test_a_photo_that_the_place_lacks_is_a_bad_request(
    client: ClientSession, number: str
) -> None:
    async with client.get(f"/v1/places/a-tower/picture?photo={number}") as response:
        assert response.status == 400


@pytest.mark.parametrize("path", ["/v1/places/nowhere", "/v1/places/nowhere/picture"])
async def test_an_unknown_place_is_a_problem(client: ClientSession, path: str) -> None:
    async with client.get(path) as response:
        told = await response.json(content_type="application/problem+json")
    assert (told["code"], response.status) == ("unknown_place", 404)


async def test_the_cities_and_how_many_places_they_have(client: ClientSession) -> None:
    async with client.get("/v1/cities") as response:
        alpha, beta = await response.json()
    assert alpha == {
        "name": "Альфа",
        "en": "Alpha",
        "places": 2,
        "recognizable": 2,
        "lat": pytest.approx(56.005),
        "lon": pytest.approx(44.01),
    }
    assert (beta["en"], beta["places"], beta["lat"]) == ("Beta", 1, None)
