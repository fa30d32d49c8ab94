"""What computes the network: torch or OpenVINO on a CPU, torch on a CUDA GPU; `docs/backends.md`
compares them."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path

import torch

from inference.backbones import Backbone
from inference.backends.base import BackendError, Network

log = logging.getLogger(__name__)

BACKENDS = ("auto", "torch", "openvino")

__all__ = ["BACKENDS", "BackendError", "Network", "available", "open_network"]


def available(device: torch.device) -> tuple[str, ...]:
    """The settings that can be chosen for a device here, `auto` aside, the chosen one first."""
    if device.type == "cpu" and find_spec("openvino") is not None:
        return ("openvino", "torch")
    return ("torch",)


def open_network(
    backbone: Backbone,
    device: torch.device,
    backend: str = "auto",
    version: str = "",
    cache: Path | None = None,
) -> Network:
    """A backbone ready to answer on a device.

    `cache` is a folder for what a backend makes of the model of this `version`. Raises BackendError
    for a backend that is not there or cannot compute this network; with `auto` the next one is
    taken, and the log says so.
    """
    if backend not in BACKENDS:
        raise BackendError(f"BACKEND is {backend!r}; it must be one of {', '.join(BACKENDS)}.")
    if backend == "openvino" and device.type != "cpu":
        raise BackendError(
            "BACKEND is openvino, which is for CPUs; use DEVICE=cpu or BACKEND=auto."
        )
    if backend == "openvino" and backend not in available(device):
        raise BackendError(
            "BACKEND is openvino, which is not installed; run pip install openvino, or use "
            "BACKEND=auto."
        )
    # Each is imported when asked for: what is not used costs no start.
    if device.type == "cuda":
        from inference.backends.cuda_network import CudaNetwork

        return CudaNetwork(backbone, device)
    if backend == "openvino" or (backend == "auto" and "openvino" in available(device)):
        from inference.backends.openvino_network import open_openvino

        try:
            return open_openvino(backbone, version, cache)
        except BackendError as error:
            if backend == "openvino":
                raise
            log.warning("torch answers instead of OpenVINO: %s", error)
    from inference.backends.torch_network import TorchNetwork

    return TorchNetwork(backbone)
