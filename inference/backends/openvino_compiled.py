"""Networks as OpenVINO has compiled them, kept on disk so that only the first start converts."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inference._openvino import openvino as ov
from inference.backbones import Backbone
from inference.backends.openvino_conversion import last_line
from inference.writing import OccupiedError, whole_folder

log = logging.getLogger(__name__)

Config = Mapping[str, str | int | bool]

_MARKER = "compiled.txt"
_KEPT = 3  # models, the last to be compiled, in a cache folder
_FORMAT = 1  # of what is compiled; another number compiles anew


@dataclass(frozen=True, slots=True)
class Shape:
    """Photos in a batch, and how many batches are computed side by side."""

    batch: int
    streams: int


def read_compiled(
    folder: Path, shapes: Sequence[Shape], config: Config
) -> list[ov.CompiledModel] | None:
    """What `write_compiled` has written; None where that is nothing, or damaged."""
    if not (folder / _MARKER).is_file():
        return None
    try:
        blobs = [(folder / _name(shape)).read_bytes() for shape in shapes]
        core = ov.Core()
        return [
            core.import_model(blob, "CPU", {**config, "NUM_STREAMS": shape.streams})
            for blob, shape in zip(blobs, shapes, strict=True)
        ]
    except (OSError, RuntimeError) as error:
        log.warning("%s is damaged, and is made anew: %s", folder, last_line(error))
        return None


def compile_shapes(
    network: ov.Model, shapes: Sequence[Shape], config: Config
) -> list[ov.CompiledModel]:
    """A network, uint8 (B, 3, S, S) → (B, F), for each of the shapes."""
    core, compiled = ov.Core(), []
    for shape in shapes:
        network.reshape([shape.batch, *list(network.input(0).partial_shape)[1:]])
        compiled.append(
            core.compile_model(network, "CPU", {**config, "NUM_STREAMS": shape.streams})
        )
    return compiled


def write_compiled(
    folder: Path, shapes: Sequence[Shape], compiled: Sequence[ov.CompiledModel]
) -> None:
    """Keep what was compiled, whole or not at all; the oldest in the folder around it go.

    A disk that takes nothing costs the next start its time, and this one nothing.
    """
    try:
        shutil.rmtree(folder, ignore_errors=True)
        with whole_folder(folder, _MARKER) as temporary:
            for shape, network in zip(shapes, compiled, strict=True):
                (temporary / _name(shape)).write_bytes(network.export_model().getbuffer())
            (temporary / _MARKER).write_text(f"OpenVINO {ov.get_version()}\n", encoding="utf-8")
        known = sorted(folder.parent.glob(f"*/{_MARKER}"), key=lambda path: path.stat().st_mtime)
        for old in known[:-_KEPT]:
            shutil.rmtree(old.parent)
    except (OSError, OccupiedError) as error:
        log.warning("%s cannot be kept; the next start compiles again: %s", folder, error)


def folder_of(cache: Path, backbone: Backbone, version: str, config: Config) -> Path:
    """Where a model of this version lies in the folder `cache`, compiled for this processor."""
    core = ov.Core()
    processor = [core.get_property("CPU", "FULL_DEVICE_NAME")]
    processor += core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    of = (_FORMAT, version, backbone.spec.model_dump_json(), sorted(config.items()))
    digest = hashlib.sha256(repr((of, ov.get_version(), processor)).encode())
    return cache / digest.hexdigest()[:16]


def _name(shape: Shape) -> str:
    return f"{shape.batch}x{shape.streams}.blob"
