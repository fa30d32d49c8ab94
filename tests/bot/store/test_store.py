from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
from PIL import Image

from bot.store import ChatSettings, Feedback, Store, StoreError


async def test_a_chat_has_no_city_until_it_chooses_one(store: Store) -> None:
    assert await store.city(1) is None
    await store.set_city(1, "Владимир")
    assert await store.city(1) == "Владимир"
    assert await store.city(2) is None
    await store.set_city(1, None)
    assert await store.city(1) is None


async def test_file_ids_belong_to_the_bot_that_uploaded(store: Store) -> None:
    await store.remember_uploads(7, {"card:a": "id-a", "card:b": "id-b"})
    assert await store.file_ids(7, ["card:a", "card:c"]) == {"card:a": "id-a"}
    assert await store.file_ids(8, ["card:a"]) == {}


async def test_a_newer_upload_replaces_the_older(store: Store) -> None:
    await store.remember_uploads(7, {"card:a": "old"})
    await store.remember_uploads(7, {"card:a": "new"})
    assert await store.file_ids(7, ["card:a"]) == {"card:a": "new"}


async def test_two_handlers_may_write_the_same_row_at_once(store: Store) -> None:
    await asyncio.gather(*(store.set_city(1, f"Город {n}") for n in range(20)))
    assert str(await store.city(1)).startswith("Город")


async def test_remembering_nothing_is_no_error(store: Store) -> None:
    await store.remember_uploads(7, {})


async def test_an_upload_can_be_forgotten(store: Store) -> None:
    await store.remember_uploads(7, {"card:a": "id-a", "card:b": "id-b"})
    await store.forget_uploads(7, ["card:a"])
    assert await store.file_ids(7, ["card:a", "card:b"]) == {"card:b": "id-b"}


async def test_everything_outlives_a_restart(store: Store, url: str) -> None:
    await store.set_city(-100200300400, "Порту")
    await store.remember_uploads(7, {"card:a": "id-a"})
    await store.close()
    again = await Store.open(url)
    assert await again.city(-100200300400) == "Порту"
    assert await again.file_ids(7, ["card:a"]) == {"card:a": "id-a"}
    await again.close()


@pytest.mark.parametrize("url", ["no address", "nodatabase://x", "sqlite+aiosqlite:////dev/null/x"])
async def test_a_database_that_cannot_be_opened_is_one_sentence(url: str) -> None:
    with pytest.raises(StoreError, match=r"cannot be"):
        await Store.open(url)


async def test_a_damaged_database_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match="cannot be opened"):
        await Store.open(f"sqlite+aiosqlite:///{path}")


async def test_settings_change_one_by_one(store: Store) -> None:
    assert await store.chat(1) == ChatSettings()
    await store.change_chat(1, language="en")
    await store.change_chat(1, every_photo=True)
    await store.set_city(1, "Порту")
    assert await store.chat(1) == ChatSettings("Порту", "en", True)
    await store.change_chat(1, language=None)
    assert await store.chat(1) == ChatSettings("Порту", None, True)


async def test_settings_follow_a_group_that_becomes_a_supergroup(store: Store) -> None:
    await store.change_chat(-5, city="Порту", every_photo=True)
    for _ in range(2):  # Telegram tells it in both chats
        await store.move_chat(-5, -1005)
        assert await store.chat(-1005) == ChatSettings("Порту", None, True)
        assert await store.chat(-5) == ChatSettings()


async def test_what_the_supergroup_has_chosen_already_is_kept(store: Store) -> None:
    await store.set_city(-5, "Порту")
    await store.set_city(-1005, "Владимир")
    await store.move_chat(-5, -1005)
    assert await store.city(-1005) == "Владимир"


async def test_small_values_outlive_a_restart_until_their_time(store: Store, url: str) -> None:
    await store.remember("good", "1")
    await store.remember("good", "2")
    await store.remember("short", "x", days=0.1 / 86_400)
    await store.remember("long", "y", days=1)
    await store.close()
    await asyncio.sleep(0.2)
    again = await Store.open(url)
    assert [await again.recall(key) for key in ("good", "short", "long", "never")] == [
        *("2", None, "y", None),
    ]
    await again.close()


def photo_with_position() -> bytes:
    image, exif, buffer = Image.new("RGB", (64, 48), "red"), Image.Exif(), io.BytesIO()
    exif.get_ifd(0x8825)[2] = (56.0, 8.0, 0.0)
    exif[0x010E] = "private words"
    image.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


async def kept_photos(store: Store) -> list[bytes | None]:
    return [row.photo async for row in store.feedback()]


async def test_a_photo_is_kept_only_where_its_user_agreed(store: Store) -> None:
    photo = photo_with_position()
    await store.add_feedback(Feedback(1, 1, "Q1", {"Q1": 0.5}, "m", agreed=False, photo=photo))
    await store.add_feedback(Feedback(1, 1, "Q1", {"Q1": 0.5}, "m", agreed=True, photo=photo))
    first, second = await kept_photos(store)
    assert first is None
    assert second is not None


async def test_a_kept_photo_has_lost_its_position_and_all_words(store: Store) -> None:
    photo = photo_with_position()
    assert b"private words" in photo
    await store.add_feedback(Feedback(1, 1, "Q1", {"Q1": 0.5}, "m", agreed=True, photo=photo))
    (kept,) = await kept_photos(store)
    assert kept is not None
    assert b"private words" not in kept
    assert dict(Image.open(io.BytesIO(kept)).getexif()) == {}


async def test_what_is_no_photo_is_not_kept_as_one(store: Store) -> None:
    await store.add_feedback(Feedback(1, 1, "Q1", {"Q1": 0.5}, "m", agreed=True, photo=b"words"))
    assert await kept_photos(store) == [None]


async def test_feedback_is_read_whole_and_in_order(store: Store) -> None:
    for number in range(40):
        await store.add_feedback(Feedback(1, 1, f"Q{number}", {}, "m"))
    assert [row.place_id async for row in store.feedback()] == [f"Q{n}" for n in range(40)]
    assert await store.feedback_count() == 40


async def fill(store: Store, user: int) -> None:
    await store.change_chat(user, city="Порту", language="en")
    await store.add_feedback(Feedback(user, -7, "Q1", {"Q1": 0.5}, "m"))
    await store.remember(f"asked:{user}", "words", user_id=user)
    await store.count("photo", user)


async def test_a_user_who_is_forgotten_is_in_no_row_and_in_no_file(
    store: Store, tmp_path: Path
) -> None:
    forgotten, other = 4_815_162_342, 2_718_281_828
    for user in (forgotten, other):
        await fill(store, user)
    await store.statistics()  # written down
    await store.count("photo", forgotten)  # and once more, which is not
    await store.forget(forgotten)
    assert await store.chat(forgotten) == ChatSettings()
    assert await store.recall(f"asked:{forgotten}") is None
    assert [row.user_id async for row in store.feedback()] == [other]
    assert (await store.statistics()).users == 1
    assert await store.city(other) == "Порту"
    assert await store.recall(f"asked:{other}") == "words"
    await store.close()  # the log of changes is gone with the last connection
    data = (tmp_path / "new" / "bot.sqlite3").read_bytes()
    for as_bytes in (lambda user: str(user).encode(), lambda user: user.to_bytes(6, "big")):
        assert as_bytes(other) in data
        assert as_bytes(forgotten) not in data


async def test_what_is_said_of_an_answer_again_takes_the_place_of_the_earlier(store: Store) -> None:
    for user, place, key in ((1, "Q1", "a"), (1, None, "a"), (1, "Q2", "b"), (2, "Q1", "a")):
        await store.add_feedback(Feedback(user, user, place, {"Q1": 0.5}, "m", answer=key))
    rows = [(row.user_id, row.answer, row.place_id) async for row in store.feedback()]
    assert rows == [(1, "a", None), (1, "b", "Q2"), (2, "a", "Q1")]
    said = await store.feedback_on("b", 1)
    assert said is not None
    assert said.place_id == "Q2"
    assert await store.feedback_on("b", 2) is None


async def test_what_names_no_answer_takes_no_place(store: Store) -> None:
    for _ in range(2):
        await store.add_feedback(Feedback(1, 1, "Q1", {"Q1": 0.5}, "m"))
    assert await store.feedback_count() == 2


async def test_a_visitor_is_counted_without_an_event(store: Store) -> None:
    store.visited(7)
    statistics = await store.statistics()
    assert (statistics.users, statistics.total) == (1, {})
