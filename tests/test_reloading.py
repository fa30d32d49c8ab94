from __future__ import annotations

import asyncio
import math
import shutil
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from inference import Catalogue, bundled, loading
from inference.engine import Engine
from inference.loading import Models, index_folder, load_models, start_engine
from inference.recognition import Recognition
from inference.recognizer import Recognizer
from inference.reloading import keep_up, keep_up_catalogue
from inference.search.stored import MANIFEST
from inference.settings import InferenceSettings
from tests.pictures import jpeg
from tests.waiting import until

PLACE = "NEW,Обсерватория на холме,,architecture,architecture,Ярославль,57.6,39.8,\n"


@pytest.fixture
def settings(tmp_path: Path) -> InferenceSettings:
    shutil.copytree(bundled.CATALOGUE, tmp_path / "catalogue")
    shutil.copytree(bundled.MODEL, tmp_path / "model")
    return InferenceSettings(
        data_dir=tmp_path / "data",
        catalogue=tmp_path / "catalogue",
        model=tmp_path / "model",
        encoder="static",
        reload_seconds=0.05,
    )


class Program:
    """Answers from what it has taken up last; `looks` counts how often the files were looked at."""

    def __init__(self, engine: Engine, models: Models) -> None:
        self.engine = engine
        self.models = [models]
        self.asked = asyncio.Event()
        self.looks = 0

    def take_up(self, models: Models) -> None:
        self.engine.replace(models.recognizer, models.searcher)
        self.models.append(models)


@pytest.fixture
async def program(
    settings: InferenceSettings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Program]:
    models = load_models(settings)
    async with start_engine(settings, models) as engine:
        program = Program(engine, models)
        count_looks(program, monkeypatch)
        task = asyncio.create_task(keep_up(settings, program.take_up, program.asked))
        await until(lambda: program.looks > 0)
        yield program
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def count_looks(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of = loading.index_folder

    def counted(settings: InferenceSettings, encoder: str) -> Path:
        program.looks += 1
        return folder_of(settings, encoder)

    monkeypatch.setattr(loading, "index_folder", counted)


async def looks(program: Program, number: int) -> None:
    """Waits until the files have been looked at so many times more."""
    so_far = program.looks
    await until(lambda: program.looks >= so_far + number)


def add_place(settings: InferenceSettings) -> None:
    with (settings.catalogue / "places.csv").open("a", encoding="utf-8") as file:
        file.write(PLACE)


async def test_a_new_place_is_found_without_a_restart(
    program: Program, settings: InferenceSettings
) -> None:
    assert not (await program.engine.search("обсерватория на холме")).hits
    add_place(settings)
    await until(lambda: len(program.models) > 1)
    (hit, *_) = (await program.engine.search("обсерватория на холме")).hits
    assert hit.place.id == "NEW"


async def test_what_loading_has_kept_itself_is_no_change(
    program: Program, settings: InferenceSettings
) -> None:
    add_place(settings)
    await until(lambda: len(program.models) > 1)
    await looks(program, 10)
    assert len(program.models) == 2


async def test_another_model_is_taken_up(program: Program, settings: InferenceSettings) -> None:
    card = settings.model / "MODEL_CARD.md"
    card.write_text("another\n", encoding="utf-8")
    await until(lambda: len(program.models) > 1)
    assert (await program.engine.recognize(jpeg())).categories


async def test_another_table_of_photos_is_taken_up(
    program: Program, settings: InferenceSettings
) -> None:
    place = next(iter(program.models[0].catalogue.places))
    (settings.catalogue / "photos.csv").write_text(
        f"place_id,path,url\n{place},,https://example.org/a.jpg\n", encoding="utf-8"
    )
    await until(lambda: len(program.models) > 1)
    (photo,) = program.models[1].catalogue.photos[place]
    assert photo.url == "https://example.org/a.jpg"


async def test_an_index_built_by_another_program_is_taken_up(
    program: Program, settings: InferenceSettings
) -> None:
    (manifest,) = (settings.data_dir / "index").glob(f"*/{MANIFEST}")
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('"places": ', '"places": 1'), encoding="utf-8")
    await until(lambda: len(program.models) > 1)
    assert manifest.read_text(encoding="utf-8") == text


async def test_an_index_of_another_version_or_another_catalogue_is_none_of_ours(
    program: Program, settings: InferenceSettings
) -> None:
    (manifest,) = (settings.data_dir / "index").glob(f"*/{MANIFEST}")
    other = index_folder(settings, "another encoder")
    shutil.copytree(manifest.parent, other)
    text = manifest.read_text(encoding="utf-8")
    (other / MANIFEST).write_text(text.replace('"code": "', '"code": "0'), encoding="utf-8")
    shutil.copytree(manifest.parent, other.parent / "of-another-catalogue")
    await looks(program, 10)
    assert len(program.models) == 1


async def test_a_damaged_catalogue_leaves_the_old_one_in_use(
    program: Program, settings: InferenceSettings, caplog: pytest.LogCaptureFixture
) -> None:
    (settings.catalogue / "places.csv").write_text("id,name\n", encoding="utf-8")
    await until(lambda: "not used" in caplog.text)
    await looks(program, 10)
    assert len(program.models) == 1
    assert caplog.text.count("not used") == 1
    assert (await program.engine.search("храм на крови")).hits


async def test_a_model_whose_answers_are_no_numbers_leaves_the_old_one_in_use(
    program: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    load = loading.load_recognizer

    def spoilt(settings: InferenceSettings, catalogue: Catalogue) -> Recognizer:
        recognizer = load(settings, catalogue)
        recognize = recognizer.recognize

        def nothing(
            inputs: Sequence[torch.Tensor], cities: Sequence[str | None], k: int = 5
        ) -> list[Recognition]:
            answers = recognize(inputs, cities, k)
            return [replace(answer, confidence=math.nan) for answer in answers]

        monkeypatch.setattr(recognizer, "recognize", nothing)
        return recognizer

    monkeypatch.setattr(loading, "load_recognizer", spoilt)
    program.asked.set()
    await until(lambda: "not used" in caplog.text)
    assert "numbers" in caplog.text
    assert len(program.models) == 1


async def test_asked_for_it_everything_is_loaded_again(program: Program) -> None:
    program.asked.set()
    await until(lambda: len(program.models) > 1)
    assert program.models[1].catalogue is not program.models[0].catalogue


async def test_a_photo_that_was_begun_is_finished_by_the_old_model(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    old = program.models[0].recognizer
    recognize = old.recognize

    def slow(
        inputs: Sequence[torch.Tensor], cities: Sequence[str | None], k: int = 5
    ) -> list[Recognition]:
        begun.set()
        assert go_on.wait(60)
        return recognize(inputs, cities, k)

    monkeypatch.setattr(old, "recognize", slow)
    photo = asyncio.create_task(program.engine.recognize(jpeg()))
    await until(begun.is_set)
    program.asked.set()
    await until(lambda: len(program.models) > 1)
    assert not photo.done()
    go_on.set()
    assert (await photo).categories


async def test_a_program_without_models_takes_up_the_catalogue_alone(
    settings: InferenceSettings,
) -> None:
    taken: list[Catalogue] = []
    asked = asyncio.Event()
    asked.set()
    task = asyncio.create_task(keep_up_catalogue(settings, taken.append, asked))
    await until(lambda: len(taken) == 1)
    add_place(settings)
    await until(lambda: len(taken) == 2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert "NEW" not in taken[0].places
    assert "NEW" in taken[1].places
