"""torch on a CUDA GPU: bfloat16, channels last, and one CUDA graph for each batch size.

A graph (Nguyen et al. 2021, "Accelerating PyTorch with CUDA Graphs") starts all kernels of the
network at once: small networks otherwise wait for Python between them. A graph has a fixed shape,
so batches are filled up to the next of a few sizes.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import torch
from torch import Tensor

from inference.backbones import Backbone, folded

SIZES = (1, 2, 4, 8, 16, 32, 64)
_WARM_UPS = 3  # rounds in which cuDNN chooses its algorithms


@dataclass(frozen=True, slots=True)
class _Program:
    """The memory of one batch size: what goes in and out, and what lies between on the device."""

    views: Tensor  # uint8 (N, V, 3, S, S), pinned
    looks: Tensor  # (N, L, F), pinned
    device_views: Tensor
    device_looks: Tensor
    graph: torch.cuda.CUDAGraph | None


class CudaNetwork:
    """Without `graphs` it computes step by step, on any device of torch."""

    name = "cuda"
    batch = SIZES[-1]
    step = 1

    def __init__(self, backbone: Backbone, device: torch.device, *, graphs: bool = True) -> None:
        self._device = device
        self._pinned = device.type == "cuda"
        # Fixed weights: autocast keeps no copy of them, which a graph could not use again.
        self._backbone = folded(backbone).to(device).requires_grad_(False)
        self._backbone.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # its types lack it
        spec = backbone.spec
        self._shape = (1 if spec.looks == 1 else 2, 3, spec.view_side, spec.view_side)
        self._lock = threading.Lock()  # a program's memory is one batch's at a time
        self._programs = {size: self._program(size, graphs) for size in SIZES}

    def look(self, views: Tensor) -> Tensor:
        with self._lock:
            parts = [self._look(part) for part in torch.split(views, SIZES[-1])]
        return torch.cat(parts)

    def _look(self, views: Tensor) -> Tensor:
        count = len(views)
        program = self._programs[next(size for size in SIZES if size >= count)]
        with torch.inference_mode():
            # What was there before fills the rest.
            if views.device.type == "cuda":
                program.device_views[:count].copy_(views, non_blocking=True)
            else:
                program.views[:count] = views
                program.device_views.copy_(program.views, non_blocking=True)
            if program.graph is None:
                program.device_looks.copy_(self._backbone.look(program.device_views))
            else:
                program.graph.replay()
            program.looks.copy_(program.device_looks, non_blocking=True)
            if self._device.type == "cuda":
                torch.cuda.current_stream(self._device).synchronize()
            return program.looks[:count].clone()

    def _program(self, size: int, graphs: bool) -> _Program:
        views = torch.zeros(size, *self._shape, dtype=torch.uint8, pin_memory=self._pinned)
        device_views = views.to(self._device, copy=True)
        with torch.inference_mode():
            graph = None
            if graphs:
                graph, device_looks = self._capture(device_views)
            else:
                looks_of_each = self._backbone.spec.looks
                device_looks = torch.empty(
                    size, looks_of_each, self._backbone.width, device=self._device
                )
        looks = torch.empty_like(device_looks, device="cpu", pin_memory=self._pinned)
        return _Program(views, looks, device_views, device_looks, graph)

    def _capture(self, views: Tensor) -> tuple[torch.cuda.CUDAGraph, Tensor]:
        stream = torch.cuda.Stream(self._device)  # type: ignore[no-untyped-call]  # untyped torch
        stream.wait_stream(torch.cuda.current_stream(self._device))
        with torch.cuda.stream(stream), torch.backends.cudnn.flags(enabled=True, benchmark=True):
            for _ in range(_WARM_UPS):
                self._backbone.look(views)
            stream.synchronize()
            graph = torch.cuda.CUDAGraph()
            # Another thread may answer with the model before this one: its calls are not ours.
            with torch.cuda.graph(graph, stream=stream, capture_error_mode="thread_local"):
                looks = self._backbone.look(views)
        torch.cuda.current_stream(self._device).wait_stream(stream)
        return graph, looks
