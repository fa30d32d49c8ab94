"""What answers need of a network, whatever computes it."""

from __future__ import annotations

from typing import Protocol

from torch import Tensor

from inference.errors import UserError


class BackendError(UserError):
    """The backend asked for is not there, or cannot compute this network."""


class Network(Protocol):
    """A network without heads that is ready to answer. One thread at a time may use it."""

    @property
    def name(self) -> str:
        """`torch`, `openvino` or `cuda`."""

    def look(self, views: Tensor) -> Tensor:
        """uint8 views (B, V, 3, S, S) on the CPU → what is said of each look, float32 (B, L, F)."""
