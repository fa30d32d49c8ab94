from __future__ import annotations

import asyncio
import csv
from pathlib import Path

import pytest

from bot.store import Feedback, Store
from bot.store.__main__ import main
from bot.store.exporting import export_feedback
from inference import Catalogue, Category, Place
from inference.__main__ import main as inference
from inference.data.dataset import Dataset
from tests.data.scenes import saved, scene

USER = 4_815_162_342


@pytest.fixture
def places(catalogue: Catalogue) -> list[Place]:
    return list(catalogue.places.values())[:2]


def given(place_id: str | None, seed: int | None, *, agreed: bool = True) -> Feedback:
    photo = None if seed is None else saved(scene(seed), "JPEG")
    return Feedback(USER, USER, place_id, {"Q0": 0.2, "Q9": 0.7}, "model-1", agreed, photo)


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / "feedback.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def test_prepare_reads_the_photos_that_users_gave(
    store: Store, catalogue: Catalogue, places: list[Place], tmp_path: Path
) -> None:
    first, second = places
    await store.add_feedback(given(first.id, 1))
    await store.add_feedback(given(second.id, 2))
    await store.add_feedback(given(first.id, 3, agreed=False))
    await store.add_feedback(given(None, 4))
    await store.add_feedback(given("gone", 5))
    exported = await export_feedback(store, catalogue, tmp_path / "feedback")
    assert (exported.rows, exported.photos, exported.gone) == (5, 2, 1)
    out = tmp_path / "dataset"
    arguments = ["prepare", str(tmp_path / "feedback"), "--out", str(out)]
    assert await asyncio.to_thread(inference, arguments) == 0
    assert {photo.place_id for photo in Dataset.load(out).photos} == {first.id, second.id}


async def test_the_table_tells_what_was_said_and_not_by_whom(
    store: Store, catalogue: Catalogue, places: list[Place], tmp_path: Path
) -> None:
    await store.add_feedback(given(places[0].id, 1))
    await store.add_feedback(given(None, None))
    await export_feedback(store, catalogue, tmp_path / "out")
    named, none = table(tmp_path / "out")
    assert named["city"] == places[0].city
    assert (tmp_path / "out" / named["photo"]).is_file()
    assert (named["best"], named["best_score"], named["model"]) == ("Q9", "0.7", "model-1")
    assert (none["place_id"], none["photo"]) == ("", "")
    assert str(USER) not in (tmp_path / "out" / "feedback.csv").read_text(encoding="utf-8")


async def test_no_name_leads_out_of_the_folder(store: Store, tmp_path: Path) -> None:
    names = {"a": "../../Храм", "b": "Дом 1/2", "c": "..", "d": ".скрытый"}
    places = {id_: Place(id_, name, "towers", "A/B") for id_, name in names.items()}
    towers = Category("towers", "Башни", "Towers", "🗼")
    for id_ in places:
        await store.add_feedback(given(id_, 1))
    await export_feedback(store, Catalogue(places, {"towers": towers}, {}), tmp_path / "out")
    photos = sorted((tmp_path / "out").rglob("*.jpg"))
    assert {path.parent.name for path in photos} == {"-..-Храм", "Дом 1-2", "-", "скрытый"}
    assert {path.parent.parent.name for path in photos} == {"A-B"}


async def test_an_older_export_is_replaced_and_anything_else_is_not(
    store: Store, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", str(store.engine.url))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "precious.txt").write_text("mine")
    for folder, status in (("export", 0), ("export", 0), ("other", 1)):
        assert await asyncio.to_thread(main, ["export", str(tmp_path / folder)]) == status
    assert (tmp_path / "other" / "precious.txt").read_text() == "mine"
    assert table(tmp_path / "export") == []
