from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import Tensor

from inference._openvino import openvino as ov
from inference.backbones import Backbone, full_precision
from inference.backbones.convolutional import Convolutional
from inference.backends import BackendError, openvino_compiled, openvino_network
from inference.backends.openvino_conversion import convert
from inference.backends.openvino_network import open_openvino
from tests.backends.networks import small_backbone, views_of


@pytest.fixture(scope="module")
def backbone() -> Backbone:
    return small_backbone()


@pytest.fixture
def conversions(monkeypatch: pytest.MonkeyPatch) -> list[Backbone]:
    """The backbones that were converted since the test began."""
    converted: list[Backbone] = []

    def noted(backbone: Backbone) -> ov.Model:
        converted.append(backbone)
        return convert(backbone)

    monkeypatch.setattr(openvino_network, "convert", noted)
    return converted


def test_in_float32_it_says_what_torch_says(backbone: Backbone) -> None:
    network = open_openvino(backbone, config={"INFERENCE_PRECISION_HINT": "f32"})
    views = views_of(7)
    with torch.inference_mode(), full_precision():
        expected = backbone.look(views)
    assert torch.allclose(network.look(views), expected, atol=1e-4, rtol=1e-4)


@pytest.fixture(scope="module")
def written(backbone: Backbone, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with version 1 of the backbone."""
    cache = tmp_path_factory.mktemp("written")
    open_openvino(backbone, "1", cache)
    return cache


@pytest.fixture
def cache(written: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copytree(written, tmp_path / "cache"))


def test_only_the_first_start_converts(
    backbone: Backbone, cache: Path, conversions: list[Backbone]
) -> None:
    first, second = open_openvino(backbone), open_openvino(backbone, "1", cache)
    assert conversions == [backbone]  # the first's, which has no cache
    assert torch.equal(first.look(views_of(5)), second.look(views_of(5)))


def test_another_version_or_precision_is_compiled_anew(
    backbone: Backbone, cache: Path, conversions: list[Backbone]
) -> None:
    open_openvino(backbone, "2", cache)
    open_openvino(backbone, "1", cache, {"INFERENCE_PRECISION_HINT": "f32"})
    assert len(conversions) == 2


@pytest.mark.parametrize("damage", ["cut", "emptied", "removed"])
def test_a_damaged_file_is_made_anew(
    damage: str,
    backbone: Backbone,
    cache: Path,
    conversions: list[Backbone],
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = sorted(cache.glob("*/*.blob"))[0]
    if damage == "removed":
        path.unlink()
    else:
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2] if damage == "cut" else b"")
    open_openvino(backbone, "1", cache)
    assert "is made anew" in caplog.text
    open_openvino(backbone, "1", cache)
    assert len(conversions) == 1


def test_a_cache_that_cannot_be_written_costs_a_warning(
    backbone: Backbone, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("no folder")
    network = open_openvino(backbone, "1", occupied)
    assert network.look(views_of(1)).shape[0] == 1
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "compiles again" in caplog.text


def test_old_models_leave_the_cache(
    backbone: Backbone, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openvino_compiled, "_KEPT", 1)
    (old,) = cache.iterdir()
    open_openvino(backbone, "2", cache)
    (new,) = cache.iterdir()
    assert new != old


class Rolling(Convolutional):
    """Looks at a part of the picture that a trace takes for the same in every picture."""

    def pool(self, pixels: Tensor) -> Tensor:
        return super().pool(pixels * int(pixels.float().mean() > 0))


def test_a_network_that_a_trace_cannot_hold_is_refused(backbone: Backbone) -> None:
    rolling = Rolling(backbone.spec)
    rolling.eval()
    with pytest.raises(BackendError, match="differ"):
        open_openvino(rolling)


class Unknown(Convolutional):
    """Computes what OpenVINO does not know."""

    def pool(self, pixels: Tensor) -> Tensor:
        unknown: Tensor = torch.special.bessel_j0(super().pool(pixels))
        return unknown


def test_a_network_that_openvino_does_not_know_is_refused(backbone: Backbone) -> None:
    unknown = Unknown(backbone.spec)
    unknown.eval()
    with pytest.raises(BackendError, match=r"cannot convert.*BACKEND=torch"):
        open_openvino(unknown)


_IN_A_NEW_HOME = """
import sys
from tests.backends.networks import ON_CPU, small_backbone, views_of
print(ON_CPU["openvino"](small_backbone()).look(views_of(1)).shape[0])
print([name for name in sys.modules if name.startswith("openvino_telemetry.")])
"""


def test_nothing_is_reported_to_its_makers(tmp_path: Path) -> None:
    """Reports need a number for the machine, which is kept in the home folder."""
    said = subprocess.run(  # noqa: S603  # our own interpreter and code
        [sys.executable, "-c", _IN_A_NEW_HOME],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.splitlines() == ["1", "[]"]
    assert list(tmp_path.iterdir()) == []


_TWO_AT_ONCE = """
import sys, threading
from pathlib import Path
from inference.backends.openvino_network import open_openvino
from tests.backends.networks import small_backbone, views_of
network, views = open_openvino(small_backbone(), "1", Path(sys.argv[1])), views_of(4)
sys.setswitchinterval(1e-6)
begin, found = threading.Barrier(2), []
def look():
    begin.wait()
    found.append(len(network.look(views)))
for busy in range(3):
    threading.Thread(target=lambda: [sum(range(50)) for _ in iter(int, 1)], daemon=True).start()
both = [threading.Thread(target=look) for _ in range(2)]
for thread in both: thread.start()
for thread in both: thread.join()
print(found)
"""


def test_the_first_two_callers_may_come_at_once(cache: Path) -> None:
    """In three of four such starts threads of OpenVINO 2026.4 waited for one another for ever."""
    said = subprocess.run(  # noqa: S603  # our own interpreter and code
        [sys.executable, "-c", _TWO_AT_ONCE, str(cache)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert said.stdout == "[4, 4]\n"
