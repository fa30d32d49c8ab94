from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pytest
from PIL import Image

from inference.__main__ import main
from inference.backends import available
from inference.bench.photos import CALLERS
from inference.bench.pictures import PicturesError, made_up_pictures, read_pictures
from inference.bench.report import Plan, Report, run
from inference.bench.starting import StartError, environment_of, measure_start
from inference.bench.synthetic import synthetic_catalogue, synthetic_queries
from inference.bench.table import text_of
from inference.bench.timing import Latency, resident_mib
from inference.bench.traffic import Tally, flood, keep_asking
from inference.data.places import write_catalogue
from inference.loading import load_models
from inference.protocol import BusyError
from inference.settings import InferenceSettings
from tests.models import CATEGORIES, PLACES, jpeg_of, small_catalogue, write_untrained_model

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> InferenceSettings:
    """A small catalogue, an untrained model of it, and a folder `photos` beside it."""
    folder = tmp_path_factory.mktemp("bench")
    for name in ("catalogue", "photos"):
        (folder / name).mkdir()
    write_catalogue(folder / "catalogue", PLACES, CATEGORIES)
    write_untrained_model(folder / "model")
    for seed in range(4):
        (folder / "photos" / f"{seed}.jpg").write_bytes(jpeg_of(seed % 3, seed))
    return InferenceSettings(
        model=folder / "model",
        catalogue=folder / "catalogue",
        data_dir=folder / "data",
        encoder="static",
        device="cpu",
        queue_size=4,
        search_processes=2,
    )


@pytest.fixture(scope="module")
def report(settings: InferenceSettings) -> Report:
    plan = Plan(seconds=0.4, scales=(300,), starts=1, stage_photos=4, queries=60)
    pictures = read_pictures(settings.model.parent / "photos", 4)
    return run(plan, settings, load_models(settings), pictures)


def test_one_photo_is_told_in_its_parts(report: Report) -> None:
    stages = report.stages
    assert stages is not None
    assert stages.photos == 4
    assert min(stages.decode_ms, stages.model_ms, stages.whole.p50_ms) > 0
    parts = stages.decode_ms + stages.model_ms
    assert stages.ratio == pytest.approx(stages.whole.p50_ms / parts, rel=0.01)
    assert stages.rest_ms == pytest.approx(stages.whole.p50_ms - parts, abs=0.01)


def test_photos_are_asked_by_few_callers_and_many_batched_and_not(report: Report) -> None:
    assert [row.batched.callers for row in report.batching] == list(CALLERS)
    for row in report.batching:
        # Everybody who has begun to ask is answered.
        assert row.batched.answers >= row.batched.callers
        assert row.unbatched.answers >= row.unbatched.callers
        assert row.gain == pytest.approx(
            row.batched.per_second / row.unbatched.per_second, rel=0.01
        )


def test_every_backend_of_this_machine_is_measured(
    report: Report, settings: InferenceSettings
) -> None:
    device = load_models(settings).recognizer.device
    assert [row.backend for row in report.backends] == list(available(device))
    assert all(list(row.ms_a_photo) == [1, 4, 16] for row in report.backends)


def test_overload_is_answered_or_refused_and_nobody_is_lost(report: Report) -> None:
    overload = report.overload
    assert overload is not None
    assert 4 <= overload.answered <= overload.asked
    assert (overload.refused is None) == (overload.answered == overload.asked)
    assert overload.asked_per_second > overload.capacity_per_second
    if resident_mib() is not None:
        assert all(memory is not None and memory > 10 for memory in overload.memory_mib)


def test_search_is_measured_at_the_size_of_the_catalogue_and_beyond(report: Report) -> None:
    assert [row.places for row in report.search] == [len(PLACES), 300]
    assert report.search[0].build_s is None
    assert report.search[1].build_s is not None
    for row in report.search:
        assert row.cold.answers == row.warm.answers > 0
    here = report.search[0]
    assert here.processes == 2
    assert here.shared is not None
    assert here.shared.answers == here.cold.answers


def test_both_programs_are_started(report: Report) -> None:
    assert [start.program for start in report.starts] == ["serve", "bot"]
    assert all(start.seconds > 0 and len(start.each) == 1 for start in report.starts)


def test_the_report_is_a_table_and_a_document(report: Report) -> None:
    text = text_of(report)
    for heading in (
        *("One photo, ms", "Photos through the engine", "Model alone, ms a photo"),
        *("Overload, 10 times capacity", "Search", "Start until ready"),
    ):
        assert heading in text
    assert "4 photos of " in text
    document = json.loads(json.dumps(asdict(report), allow_nan=False))
    assert document["machine"]["device"] == "cpu"
    assert document["batching"][0]["batched"]["latency"].keys() == {"p50_ms", "p95_ms", "p99_ms"}


def test_the_command_prints_one_document_and_measures_only_what_it_is_asked_for(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    settings: InferenceSettings,
) -> None:
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    own = ["--model", str(settings.model), "--catalogue", str(settings.catalogue)]
    assert main(["bench", "--json", "--only", "search", *own]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["pictures"]["source"] == "generated"
    assert document["search"][0]["places"] == len(PLACES)
    assert document["stages"] is document["overload"] is None
    assert document["batching"] == document["backends"] == document["starts"] == []


@pytest.mark.parametrize("option", [["--seconds", "0"], ["--starts", "0"], ["--only", "tea"]])
def test_wrong_usage_is_status_2(option: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["bench", *option])
    assert left.value.code == 2


def test_a_folder_without_photos_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["bench", "--photos", str(tmp_path)]) == 1
    assert capsys.readouterr().err.strip().endswith("holds no JPEG file (.jpg or .jpeg).")
    with pytest.raises(PicturesError, match="is not a folder"):
        read_pictures(tmp_path / "absent", 4)


def test_photos_are_taken_evenly_from_a_folder_and_those_below(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "photo.JPG").write_bytes(bytes([number]))
    assert read_pictures(tmp_path, 3).files == (b"\x00", b"\x03", b"\x06")


def test_made_up_pictures_are_the_same_each_time_and_as_large_as_photos() -> None:
    pictures = made_up_pictures(2)
    assert pictures.files == made_up_pictures(2).files
    sizes = [Image.open(io.BytesIO(data)).size for data in pictures.files]
    assert sizes == [(1280, 960), (960, 1280)]
    assert 100 < pictures.mean_kib < 400


async def test_callers_ask_each_question_once() -> None:
    asked: list[int] = []

    async def ask(number: int) -> None:
        await asyncio.sleep(0)
        asked.append(number)

    tally = Tally()
    for _ in range(2):
        await keep_asking(ask, 4, tally, questions=10)
    assert sorted(asked) == list(range(20))
    assert tally.load(4).answers == 20


async def test_a_flood_tells_the_accepted_from_the_refused() -> None:
    async def ask(number: int) -> None:
        if number % 4:
            raise BusyError("as always")

    result = await flood(ask, 1000, 0.05)
    assert result.asked == len(result.accepted) + len(result.refused) > 0
    assert len(result.accepted) == -(-result.asked // 4)


async def test_a_flood_does_not_hide_other_errors() -> None:
    async def ask(number: int) -> None:
        raise RuntimeError("broken")

    with pytest.raises(ExceptionGroup) as caught:
        await flood(ask, 100, 5)
    assert caught.group_contains(RuntimeError, match="broken")


def test_there_is_no_latency_of_nothing() -> None:
    assert Latency.of([0.001] * 9 + [0.011]).p50_ms == 1
    with pytest.raises(ValueError, match="no call"):
        Latency.of([])


def test_settings_are_handed_on_wherever_a_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = environment_of(InferenceSettings(model=Path("mine"), catalogue=Path("places")))
    assert (own["MODEL"], own["CATALOGUE"]) == (str(tmp_path / "mine"), str(tmp_path / "places"))
    assert environment_of(InferenceSettings(model=Path("fast")))["MODEL"] == "fast"


def test_a_program_that_does_not_start_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        StartError, match=r"`python -m inference serve` did not start: .*\."
    ) as said:
        measure_start("serve", {"CATALOGUE": str(tmp_path / "absent")}, 1)
    assert "absent" in str(said.value)


def test_queries_are_made_of_any_catalogue() -> None:
    def kinds(queries: Sequence[tuple[str, str]]) -> list[str]:
        return [kind for kind, _ in queries]

    generated = list(synthetic_queries(synthetic_catalogue(50), 12))
    small = list(synthetic_queries(small_catalogue(), 12))
    assert kinds(generated) == kinds(small)
    assert all(text.strip() for _, text in (*generated, *small))
    assert generated == list(synthetic_queries(synthetic_catalogue(50), 12))
