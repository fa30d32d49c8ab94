"""The Ray Serve application with two replicas on this machine, as a program of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientTimeout, FormData

from inference.bench.starting import free_port
from inference.data.places import write_catalogue
from inference.ray_settings import RaySettings
from inference.settings import SettingsError, read_settings
from tests.models import CATEGORIES, PLACES, jpeg_of, write_untrained_model

KEY = "a-key"
PHOTO = {"Content-Type": "image/jpeg"}


@dataclass(frozen=True)
class Program:
    url: str
    process: subprocess.Popen[str]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    # Not imported: Ray warns of itself, and takes the process's logging over.
    if find_spec("ray") is None:
        pytest.skip("ray is not installed; `pip install orientir[ray]` brings it")
    folder = tmp_path_factory.mktemp("ray")
    catalogue = folder / "catalogue"
    catalogue.mkdir()
    write_catalogue(catalogue, PLACES, CATEGORIES)
    write_untrained_model(folder / "model")
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("RAY_")},
        "MODEL": str(folder / "model"),
        "CATALOGUE": str(catalogue),
        "DATA_DIR": str(folder / "data"),
        "ENCODER": "static",
        "DEVICE": "cpu",
        "API_KEY": KEY,
        "OMP_NUM_THREADS": "1",
    }
    log = folder / "log"
    command = [sys.executable, "-m", "inference.ray_local", "--replicas", "2"]
    with log.open("w") as errors:
        process = subprocess.Popen(  # noqa: S603  # our own module
            [*command, "--port", str(port)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    try:
        assert process.stdout.readline().startswith("Ready: 2 replicas"), log.read_text()
        yield Program(f"http://127.0.0.1:{port}", process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        process.stdout.close()


@pytest.fixture
async def client(program: Program) -> AsyncIterator[ClientSession]:
    timeout = ClientTimeout(total=60)
    async with ClientSession(program.url, headers={"X-API-Key": KEY}, timeout=timeout) as session:
        yield session


@pytest.mark.timeout(300)
async def test_both_replicas_answer_photos_as_the_service_does(client: ClientSession) -> None:
    async def classify(seed: int) -> tuple[str, list[dict[str, object]]]:
        params = {"k": "2", "lang": "en"}
        data = jpeg_of(seed % 3, seed)
        async with client.post("/v1/classify", data=data, headers=PHOTO, params=params) as answer:
            assert answer.status == 200
            assert answer.headers["X-Model-Version"]
            return answer.headers["X-Replica"], await answer.json()

    answers = await asyncio.gather(*(classify(seed) for seed in range(24)))
    assert len({replica for replica, _ in answers}) == 2
    for _, (answer,) in answers:
        assert answer["photo"] is None
        assert isinstance(answer["places"], list)
        assert len(answer["places"]) == 2


async def test_a_form_of_several_photos_goes_through_whole(client: ClientSession) -> None:
    form = FormData({"lang": "en"})
    form.add_field("photos", jpeg_of(0, 1), filename="one.jpg")
    form.add_field("photos", b"no photo", filename="two.jpg")
    async with client.post("/v1/classify", data=form) as answer:
        one, two = await answer.json()
    assert (one["photo"], len(one["categories"])) == ("one.jpg", 3)
    assert (two["photo"], two["error"]["code"]) == ("two.jpg", "unsupported_format")


async def test_words_are_searched(client: ClientSession) -> None:
    params = {"q": "церковь", "city": "Альфа"}
    async with client.get("/v1/search", params=params) as answer:
        (found,) = await answer.json()
    assert (found["city"], found["hits"][0]["id"]) == ("Альфа", "a-church")


@pytest.mark.parametrize(
    ("path", "headers", "status", "code"),
    [
        ("/v1/search?q=x&city=Гамма", {}, 404, "unknown_city"),
        ("/v1/search?q=x", {"X-API-Key": "another"}, 401, "unauthorized"),
    ],
)
async def test_a_problem_is_told_as_the_service_tells_it(
    client: ClientSession, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    async with client.get(path, headers=headers) as answer:
        assert (answer.status, answer.content_type) == (status, "application/problem+json")
        assert (await answer.json(content_type=None))["code"] == code


def test_it_ends_in_good_order(program: Program) -> None:
    children = descendants(program.process.pid)
    assert children
    program.process.send_signal(signal.SIGTERM)
    assert program.process.wait(60) == 0
    assert not [child for child in children if Path(f"/proc/{child}").exists()]


def test_replicas_and_their_share_of_a_gpu_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPLICAS_MAX", "8")
    monkeypatch.setenv("REPLICA_GPUS", "0.25")
    settings = read_settings(RaySettings, replicas_min=2, queue_size=10)
    options = settings.deployment()
    assert options["autoscaling_config"]["min_replicas"] == 2
    assert options["autoscaling_config"]["max_replicas"] == 8
    assert options["ray_actor_options"]["num_gpus"] == 0.25
    # The engine takes 10; more have to reach it, so that it can say that it is busy.
    assert options["max_ongoing_requests"] > 10


def test_fewer_at_most_than_at_least_is_refused() -> None:
    with pytest.raises(SettingsError, match="REPLICAS_MAX must be at least REPLICAS_MIN"):
        read_settings(RaySettings, replicas_min=3, replicas_max=2)


def descendants(pid: int) -> list[int]:
    """Processes that a process has started, and those that they have. Linux only."""
    own = [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return [*own, *(other for child in own for other in descendants(child))]
