"""What answers need of a network, whatever computes it."""

from __future__ import annotations

from typing import Protocol

from torch import Tensor

from inference.errors import UserError


class BackendError(UserError):
    """The backend asked for is not there, or cannot compute this network."""


class Network(Protocol):
    """A network without heads that is ready to answer, to several threads at a time."""

    @property
    def name(self) -> str:
        """`torch`, `openvino` or `cuda`."""

    @property
    def batch(self) -> int:
        """The largest batch that is of use: a larger one takes longer for every photo in it."""

    @property
    def step(self) -> int:
        """Smaller batches than this gain nothing over photos one by one; larger are multiples."""

    def look(self, views: Tensor) -> Tensor:
        """uint8 views (B, V, 3, S, S) → what is said of each look, float32 (B, L, F).

        Views lie on the CPU, or on the network's own GPU; what is said of them, on the CPU.
        """
