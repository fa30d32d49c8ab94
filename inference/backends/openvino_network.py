"""OpenVINO on the CPU: one photo by all cores together, several by each core on its own."""

from __future__ import annotations

import threading
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
_SIZES = (4, 3, 2, 1)
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
    return (*(Shape(size, streams) for size in _SIZES), Shape(1, 1))


class OpenVinoNetwork:
    """Networks that were compiled for `shapes()`, in this order: one and the same network.

    Several threads may use it at a time: what one leaves of the cores, the others take.
    """

    name = "openvino"

    def __init__(self, compiled: Sequence[ov.CompiledModel]) -> None:
        *several, self._alone = compiled
        self._several = dict(zip(_SIZES, several, strict=True))
        self._streams = shapes()[0].streams
        # Smaller batches than a core could take: the other half of the cores' time goes to decoding
        # what comes next, and callers are answered sooner.
        self.batch = 2 * self._streams
        # Measured with four callers on two cores: batches of two and three, in which cores wait for
        # one another, answer a tenth fewer photos than one after the other by all cores.
        self.step = self.batch
        self._width = int(compiled[0].output(0).shape[1])
        self._own = threading.local()
        # OpenVINO makes its table of numpy's types when it first meets an array. Should two threads
        # both be the first, one waits for the table with Python's lock, the other for the lock with
        # the table begun, and all threads stand still for ever.
        channels, height, width = compiled[0].input(0).shape[1:]
        self.look(torch.zeros(1, 1, channels, height, width, dtype=torch.uint8))

    def look(self, views: Tensor) -> Tensor:
        stack = view_stack(views).contiguous().numpy()
        pooled = np.empty((len(stack), self._width), dtype=np.float32)
        running = []
        for number, (begun, size) in enumerate(_parts(len(stack), self._streams)):
            request = self._request(number, size if len(stack) > 1 else 0)
            request.set_input_tensor(ov.Tensor(stack[begun : begun + size], shared_memory=True))
            request.start_async()
            running.append((request, begun, size))
        for request, begun, size in running:
            request.wait()
            pooled[begun : begun + size] = request.get_output_tensor().data
        return torch.from_numpy(pooled).view(len(views), -1, self._width)

    def _request(self, number: int, size: int) -> ov.InferRequest:
        """This thread's request of that number for a batch size; 0 is a photo by all cores."""
        if not hasattr(self._own, "requests"):
            self._own.requests = {}
        requests: dict[tuple[int, int], ov.InferRequest] = self._own.requests
        if (number, size) not in requests:
            compiled = self._several[size] if size else self._alone
            requests[number, size] = compiled.create_infer_request()
        return requests[number, size]


def _parts(count: int, streams: int) -> list[tuple[int, int]]:
    """Where each batch begins and how large it is: an equal share for each of the streams."""
    parts = []
    begun = 0
    for stream in range(streams):
        end = count * (stream + 1) // streams
        while begun < end:
            size = min(end - begun, _SIZES[0])
            parts.append((begun, size))
            begun += size
    return parts


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
