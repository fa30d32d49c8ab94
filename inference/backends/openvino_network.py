"""OpenVINO on the CPU: one photo by all cores together, several by each core on its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from inference._openvino import openvino as ov
from inference.backbones import Backbone, full_precision, view_stack
from inference.backends.base import BackendError
from inference.backends.openvino_compiled import (
    Config,
    Shape,
    compile_shapes,
    folder_of,
    read_compiled,
    write_compiled,
)
from inference.backends.openvino_conversion import convert
from inference.cores import available_cores

# Fixed shapes are a tenth faster than a dynamic batch, which compiles its kernels anew for every
# size that it meets. Larger ones are hardly faster, and leave cores idle sooner.
_BATCHES = (4, 2)
_MOST_STREAMS = 4
_ALIKE = 0.99  # cosine between a network's answers and torch's own; bfloat16 has 0.9999


def open_openvino(
    backbone: Backbone,
    version: str = "",
    cache: Path | None = None,
    config: Config | None = None,
) -> OpenVinoNetwork:
    """A backbone in OpenVINO, in the precision that it finds best for the processor.

    What is compiled is kept in the folder `cache` under the model's `version`. `config` goes to
    OpenVINO as it is. Raises BackendError for a network that OpenVINO cannot convert.
    """
    own = {**threads(), **(config or {})}
    folder = None if cache is None else folder_of(cache, backbone, version, own)
    compiled = None if folder is None else read_compiled(folder, shapes(), own)
    if compiled is not None:
        return OpenVinoNetwork(compiled)
    compiled = compile_shapes(convert(backbone), shapes(), own)
    network = OpenVinoNetwork(compiled)
    _check(network, backbone)
    if folder is not None:
        write_compiled(folder, shapes(), compiled)
    return network


def threads() -> Config:
    """How OpenVINO uses the cores."""
    # Other threads decode photos meanwhile: a thread tied to a core would wait for them.
    return {"INFERENCE_NUM_THREADS": available_cores(), "ENABLE_CPU_PINNING": False}


def shapes() -> tuple[Shape, ...]:
    """What a network is compiled for on this machine, the largest first."""
    streams = min(available_cores(), _MOST_STREAMS)
    return (*(Shape(batch, streams) for batch in _BATCHES), Shape(1, 1))


class OpenVinoNetwork:
    """Networks that were compiled for `shapes()`, in this order: one and the same network."""

    name = "openvino"

    def __init__(self, compiled: Sequence[ov.CompiledModel]) -> None:
        self._lanes = [_Lane(*one) for one in zip(compiled, shapes(), strict=True)]
        self._width = int(compiled[0].output(0).shape[1])

    def look(self, views: Tensor) -> Tensor:
        stack = view_stack(views).contiguous().numpy()
        pooled = np.empty((len(stack), self._width), dtype=np.float32)
        begun = 0
        for lane in self._lanes:
            end = begun + (len(stack) - begun) // lane.least * lane.least
            lane.run(stack[begun:end], pooled[begun:end])
            begun = end
        return torch.from_numpy(pooled).view(len(views), -1, self._width)


def _check(network: OpenVinoNetwork, backbone: Backbone) -> None:
    """A trace may have taken something for a constant that is none."""
    side, count = backbone.spec.view_side, 1 if backbone.spec.looks == 1 else 2
    seeded = torch.Generator().manual_seed(0)
    views = torch.randint(256, (3, count, 3, side, side), dtype=torch.uint8, generator=seeded)
    with torch.inference_mode(), full_precision():
        expected = backbone.look(views)
    if torch.cosine_similarity(expected, network.look(views), dim=2).min() < _ALIKE:
        raise BackendError(
            "OpenVINO's answers differ from torch's for this network; use BACKEND=torch."
        )


class _Lane:
    """A compiled network of a fixed batch size, and a request for each of its streams."""

    def __init__(self, compiled: ov.CompiledModel, shape: Shape) -> None:
        self._batch = shape.batch
        self._requests = [compiled.create_infer_request() for _ in range(shape.streams)]
        # With fewer photos than this some of the streams would have nothing to do.
        self.least = shape.batch * shape.streams

    def run(self, pixels: np.ndarray, pooled: np.ndarray) -> None:
        """uint8 (n · least, 3, S, S) → the rows of `pooled`."""
        running: deque[tuple[ov.InferRequest, int]] = deque()
        for number, at in enumerate(range(0, len(pixels), self._batch)):
            if len(running) == len(self._requests):
                self._finish(*running.popleft(), pooled)
            request = self._requests[number % len(self._requests)]
            request.start_async([pixels[at : at + self._batch]], share_inputs=True)
            running.append((request, at))
        while running:
            self._finish(*running.popleft(), pooled)

    def _finish(self, request: ov.InferRequest, at: int, pooled: np.ndarray) -> None:
        request.wait()
        pooled[at : at + self._batch] = request.get_output_tensor().data
