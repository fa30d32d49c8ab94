from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from tests.models import jpeg_of
from tests.service.conftest import Running, Start

JPEG = {"Content-Type": "image/jpeg"}


def form_of(*photos: bytes, **fields: str) -> FormData:
    form = FormData(default_to_multipart=True)
    for number, photo in enumerate(photos):
        form.add_field(
            "photo", io.BytesIO(photo), filename=f"{number}.jpg", content_type="image/jpeg"
        )
    for name, value in fields.items():
        form.add_field(name, value)
    return form


async def answers(client: ClientSession, **asked: Any) -> list[dict[str, Any]]:
    async with client.post("/v1/classify", **asked) as response:
        assert response.status == 200
        return list(await response.json())


async def problem(client: ClientSession, **asked: Any) -> tuple[int, str, str]:
    async with client.post("/v1/classify", **asked) as response:
        assert response.content_type == "application/problem+json"
        told = await response.json(content_type=None)
        assert told["status"] == response.status
        return response.status, told["code"], told["detail"]


async def test_a_raw_photo_gets_what_the_recogniser_says(running: Running) -> None:
    answering = running.service.now()
    expected = await answering.engine.recognize(jpeg_of(0, 1))
    async with running.client.post("/v1/classify", data=jpeg_of(0, 1), headers=JPEG) as response:
        (answer,) = await response.json()
        assert response.headers["X-Model-Version"] == answering.engine.model_version
    assert answer["photo"] is None
    assert answer["confidence"] == pytest.approx(expected.confidence)
    assert [p["id"] for p in answer["places"]] == [g.place.id for g in expected.places]
    assert [c["probability"] for c in answer["categories"]] == pytest.approx(
        [guess.probability for guess in expected.categories]
    )


async def test_city_k_and_language_are_taken_from_the_address_of_a_raw_photo(
    client: ClientSession,
) -> None:
    (answer,) = await answers(
        client,
        data=jpeg_of(0, 1),
        headers={"Content-Type": "application/octet-stream"},
        params={"city": "Alpha", "k": "1", "lang": "en"},
    )
    assert [place["city"] for place in answer["places"]] == ["Альфа"]
    assert {guess["label"] for guess in answer["categories"]} == {"church", "sport", "tower"}


async def test_several_photos_are_answered_in_their_order_under_their_names(
    client: ClientSession,
) -> None:
    photos = [jpeg_of(place, 2) for place in (0, 1, 2)]
    alone = [(await answers(client, data=photo, headers=JPEG))[0] for photo in photos]
    found = await answers(client, data=form_of(*photos, city="Альфа", k="2"))
    assert [answer["photo"] for answer in found] == ["0.jpg", "1.jpg", "2.jpg"]
    assert all(len(answer["places"]) == 2 for answer in found)
    assert [a["confidence"] for a in found] == pytest.approx([a["confidence"] for a in alone])


async def test_more_photos_than_the_queue_holds_are_answered(client: ClientSession) -> None:
    photos = [jpeg_of(number % 3, number) for number in range(16)]
    assert len(await answers(client, data=form_of(*photos))) == 16


async def test_a_refused_photo_is_told_in_its_place(client: ClientSession) -> None:
    first, second, third = await answers(
        client, data=form_of(jpeg_of(0, 1), b"text", jpeg_of(1, 1))
    )
    assert second["photo"] == "1.jpg"
    assert second["error"]["code"] == "unsupported_format"
    assert "error" not in first
    assert "error" not in third


async def test_photos_together_get_one_answer(running: Running) -> None:
    photos = [jpeg_of(0, seed) for seed in (1, 2)]
    engine = running.service.now().engine
    expected = await engine.recognize_views([await engine.view(photo) for photo in photos])
    (answer,) = await answers(running.client, data=form_of(*photos, together="true"))
    assert answer["photo"] is None
    assert answer["confidence"] == pytest.approx(expected.confidence)
    assert answer["refused"] == []
    (same,) = await answers(
        running.client, data=form_of(photos[0], b"text", photos[1], together="true")
    )
    ((refused,), others) = same.pop("refused"), answer.pop("refused")
    assert (refused["photo"], refused["error"]["code"]) == ("1.jpg", "unsupported_format")
    assert others == []
    assert same == answer


async def test_photos_together_that_are_all_refused_are_a_problem(client: ClientSession) -> None:
    form = form_of(b"text", b"", together="true")
    assert (await problem(client, data=form))[:2] == (422, "unsupported_format")


async def test_a_place_of_another_city_is_told(start: Start) -> None:
    async with start() as running:
        engine = running.service.now().engine
        (first,) = (await engine.recognize(jpeg_of(0, 1), k=1)).places
        other = "Бета" if first.place.city == "Альфа" else "Альфа"
        (answer,) = await answers(
            running.client, data=jpeg_of(0, 1), headers=JPEG, params={"city": other}
        )
        assert answer["elsewhere"]["id"] == first.place.id
        assert all(place["city"] == other for place in answer["places"])


@pytest.mark.parametrize(
    ("fields", "code", "said"),
    [
        ({"k": "0"}, "bad_request", "k is a whole number from 1 to 20."),
        ({"k": "five"}, "bad_request", "k is a whole number from 1 to 20."),
        ({"lang": "de"}, "bad_request", "lang is one of ru, en."),
        ({"together": "perhaps"}, "bad_request", "together is true or false."),
        ({"town": "Альфа"}, "bad_request", "There is no field 'town'"),
        ({"city": "Гамма"}, "unknown_city", "No city 'Гамма' here"),
    ],
)
async def test_wrong_fields_are_named(
    client: ClientSession, fields: dict[str, str], code: str, said: str
) -> None:
    for asked in (
        {"data": form_of(jpeg_of(0, 1), **fields)},
        {"data": jpeg_of(0, 1), "headers": JPEG, "params": fields},
    ):
        _, told, detail = await problem(client, **asked)
        assert told == code
        assert detail.startswith(said)


async def test_a_body_of_another_kind_is_refused(client: ClientSession) -> None:
    assert (await problem(client, json={"photo": "x"}))[:2] == (415, "unsupported_media_type")


async def test_no_photo_is_a_problem(client: ClientSession) -> None:
    assert (await problem(client, data=form_of(city="Альфа")))[:2] == (400, "no_photo")
    assert (await problem(client, data=b"", headers=JPEG))[:2] == (400, "no_photo")


async def test_a_raw_body_that_is_no_photo_is_refused_with_the_refusals_code(
    client: ClientSession,
) -> None:
    cut = jpeg_of(0, 1)[:-600]
    assert (await problem(client, data=cut, headers=JPEG))[:2] == (422, "truncated")


def pieces(size: int) -> Iterator[bytes]:
    for _ in range(size):
        yield bytes(1024 * 1024)


async def test_a_photo_over_the_limit_is_too_large_even_without_a_length(start: Start) -> None:
    async def stream() -> Any:
        for piece in pieces(2):
            yield piece

    async with start(max_photo_mb=1) as running:
        photo = io.BytesIO(bytes(1024 * 1024 + 1))
        too_large = await problem(running.client, data=photo, headers=JPEG)
        assert too_large[:2] == (413, "too_large")
        assert (await problem(running.client, data=stream(), headers=JPEG))[:2] == (
            413,
            "too_large",
        )
        first, second = await answers(
            running.client, data=form_of(bytes(1024 * 1024 + 1), jpeg_of(0, 1))
        )
        assert first["error"]["code"] == "too_large"
        assert "error" not in second
        whole = form_of(*pieces(5))
        assert (await problem(running.client, data=whole))[:2] == (413, "too_large")
        assert running.service.bodies.taken == 0


async def test_more_than_sixteen_photos_are_too_many(client: ClientSession) -> None:
    form = form_of(*[b"x"] * 17)
    assert (await problem(client, data=form))[:2] == (413, "too_large")


@pytest.mark.parametrize(
    "body",
    [
        b"--edge\r\nContent-Disposition: form-data; name=photo; filename=a.jpg\r\n\r\nabc",
        b"no boundary at all",
        b"--edge\r\nContent-Disposition" + b"x" * 20_000,
        b'--edge\r\nContent-Disposition: form-data; name="city"\r\n\r\n\xff\xfe\r\n--edge--\r\n',
        b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * 5000,
    ],
    ids=["cut", "none", "header", "text", "field"],
)
async def test_a_damaged_form_is_a_bad_request(client: ClientSession, body: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=edge"}
    assert (await problem(client, data=body, headers=headers))[:2] == (400, "bad_request")


async def test_a_form_without_a_boundary_is_a_bad_request(client: ClientSession) -> None:
    headers = {"Content-Type": "multipart/form-data"}
    assert (await problem(client, data=b"x", headers=headers))[:2] == (400, "bad_request")
