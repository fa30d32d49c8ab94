from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from inference.catalogue import CatalogueError
from inference.loading import Models, load_models, share_search, start_engine
from inference.recognizer import ModelError
from inference.settings import InferenceSettings, SettingsError, read_settings

UNUSED = ("matplotlib", "pandas", "scipy", "sklearn", "transformers")


def imported(code: str, names: tuple[str, ...], folder: Path) -> set[str]:
    """Which of the modules a program has imported at its end."""
    program = f"{code}\nimport sys\nprint('modules:', *sorted(set({names!r}) & set(sys.modules)))"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=folder
    )
    return set(done.stdout.rpartition("modules:")[2].split())


@pytest.fixture
def settings(tmp_path: Path) -> InferenceSettings:
    return InferenceSettings(data_dir=tmp_path, encoder="static")


def test_answering_imports_nothing_that_only_training_needs(tmp_path: Path) -> None:
    code = (
        "import bot.updates.polling\n"
        "from inference.loading import load_models\n"
        "from inference.settings import InferenceSettings\n"
        f"load_models(InferenceSettings(data_dir={str(tmp_path)!r}, encoder='static'))\n"
    )
    assert imported(code, (*UNUSED, "torch"), Path.cwd()) == {"torch"}


def test_a_program_whose_models_are_elsewhere_imports_no_torch() -> None:
    code = "import inference.protocol, inference.reloading"
    assert imported(code, (*UNUSED, "faiss", "torch"), Path.cwd()) == set()


def test_batching_knows_nothing_of_photos_or_models() -> None:
    names = ("PIL", "numpy", "torch", "inference.recognition", "inference.search")
    assert imported("import inference.batching", names, Path.cwd()) == set()


def test_loading_leaves_torch_s_threads_as_they_were(settings: InferenceSettings) -> None:
    threads = torch.get_num_threads()
    models = load_models(settings)
    assert torch.get_num_threads() == threads
    assert models.searcher.search("храм на крови").hits
    assert models.recognizer.place_ids <= models.catalogue.places.keys()


async def test_search_is_shared_with_as_many_processes_as_the_setting_says(
    settings: InferenceSettings,
) -> None:
    models = load_models(settings)
    shared = [await processes(settings, models, asked) for asked in (0, 1, 3)]
    assert shared == [0, 1, 3]


async def test_a_single_core_gets_no_other_process_and_many_cores_get_four(
    settings: InferenceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = load_models(settings)
    shared = []
    for cores in (1, 2, 64):
        monkeypatch.setattr("inference.loading.available_cores", lambda cores=cores: cores)
        shared.append(await processes(settings, models, None))
    assert shared == [0, 2, 4]


async def processes(settings: InferenceSettings, models: Models, asked: int | None) -> int:
    """How many processes an engine is told to let search; none is started."""
    told: list[int] = []
    async with start_engine(settings, models) as engine:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine, "share_search", lambda pool: told.append(pool.processes))
            changed = settings.model_copy(update={"search_processes": asked})
            share_search(engine, changed, models)
    return sum(told)


def test_search_by_photos_is_not_shared() -> None:
    with pytest.raises(SettingsError, match="SEARCH_PROCESSES cannot be used: with IMAGE_TEXT"):
        read_settings(InferenceSettings, image_text_model="clip", search_processes=2)


def test_what_is_missing_is_said(settings: InferenceSettings, tmp_path: Path) -> None:
    absent = tmp_path / "absent"
    with pytest.raises(ModelError):
        load_models(settings.model_copy(update={"model": absent}))
    with pytest.raises(CatalogueError):
        load_models(settings.model_copy(update={"catalogue": absent}))
