from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from aiohttp import ClientSession, FormData
from PIL import Image

from tests.models import jpeg_of
from tests.service.conftest import Running


def photo_form(data: bytes, **fields: str) -> FormData:
    form = FormData(fields)
    form.add_field("image_file", data, filename="photo.jpg", content_type="image/jpeg")
    return form


async def test_a_photo_gets_categories_and_places_of_the_city(running: Running) -> None:
    engine = running.service.now().engine
    expected = await engine.recognize(jpeg_of(0, 1), "Альфа")
    form = photo_form(jpeg_of(0, 1), city="Альфа")
    async with running.client.post("/search/by_image", data=form) as response:
        answer = await response.json()
    assert answer["cats_probs"] == [
        {"category": guess.category.id, "probability": pytest.approx(guess.probability)}
        for guess in expected.categories
    ]
    assert answer["names_coords"] == [
        {"sight_name": place.name, "lon": place.lon, "lat": place.lat}
        for place in (guess.place for guess in expected.places)
    ]


@pytest.mark.parametrize("multipart", [False, True])
async def test_words_get_places_with_pictures(client: ClientSession, multipart: bool) -> None:
    form = FormData({"text": "церковь", "city": "Альфа"}, default_to_multipart=multipart)
    async with client.post("/search/by_text", data=form) as response:
        first, *_ = (await response.json())["result"]
    assert (first["sight_name"], first["lon"], first["lat"]) == ("Церковь", 44.02, 56.01)
    image = Image.open(io.BytesIO(base64.b64decode(first["encoded_img"], validate=True)))
    assert image.format == "JPEG"
    assert max(image.size) == 400


async def test_the_same_picture_is_made_once(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ask() -> Any:
        form = {"text": "церковь", "city": "Альфа"}
        async with running.client.post("/search/by_text", data=form) as response:
            return await response.json()

    first = await ask()

    def refuse(*_: object) -> bytes:
        raise AssertionError("drawn again")

    monkeypatch.setattr("inference.service.pictures.card_jpeg", refuse)
    monkeypatch.setattr("inference.service.pictures.photo_jpeg", refuse)
    assert await ask() == first


async def test_an_unknown_city_is_a_message(client: ClientSession) -> None:
    for data in ({"text": "церковь", "city": "Гамма"}, {"text": "церковь"}):
        async with client.post("/search/by_text", data=data) as response:
            assert response.status == 404
            message = (await response.json())["message"]
        assert data.get("city", "Нижний Новгород") in message
    async with client.post("/search/by_image", data=photo_form(jpeg_of(0, 1))) as response:
        assert response.status == 404
        assert "Нижний Новгород" in (await response.json())["message"]


async def test_what_is_missing_or_refused_is_a_problem(client: ClientSession) -> None:
    async with client.post("/search/by_text", data={"city": "Альфа"}) as response:
        assert response.status == 400
    async with client.post("/search/by_text", json={"text": "x"}) as response:
        assert response.status == 415
    async with client.post("/search/by_image", data={"city": "Альфа"}) as response:
        told = await response.json(content_type="application/problem+json")
        assert (told["code"], response.status) == ("no_photo", 400)
    form = photo_form(b"text", city="Альфа")
    async with client.post("/search/by_image", data=form) as response:
        told = await response.json(content_type="application/problem+json")
        assert (told["code"], response.status) == ("unsupported_format", 422)
