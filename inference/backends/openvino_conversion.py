"""torch → OpenVINO.

The PyTorch frontend is called directly: `openvino.convert_model` would trace and run the network
several times to check the trace, which takes ten times as long.
"""

from __future__ import annotations

import warnings

import torch
from torch import Tensor, nn

from inference._openvino import frontend, ts_decoder
from inference._openvino import openvino as ov
from inference.backbones import Backbone, folded, full_precision
from inference.backends.base import BackendError

_TRACE_FAILURES = (RuntimeError, TypeError, ValueError, LookupError)
_READ_FAILURES = (
    frontend.GeneralFailure,
    frontend.NotImplementedFailure,
    frontend.OpConversionFailure,
    frontend.OpValidationFailure,
)
_TRACED = 2  # a batch of one might be taken for no batch


def convert(backbone: Backbone) -> ov.Model:
    """A backbone's `pool` with dynamic batch: uint8 (B, 3, S, S) → (B, F). Raises BackendError."""
    side = backbone.spec.view_side
    example = torch.zeros(_TRACED, 3, side, side, dtype=torch.uint8)
    try:
        with torch.no_grad(), full_precision(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes that the trace makes constant: they are
            traced = torch.jit.trace(  # type: ignore[no-untyped-call]  # untyped torch
                _Pool(folded(backbone)), example, check_trace=False, strict=False
            )
        decoder = ts_decoder.TorchScriptPythonDecoder(traced)  # to be kept while it is read
        reader = frontend.FrontEndManager().load_by_framework("pytorch")
        network = reader.convert(reader.load(decoder))
        network.reshape({0: ov.PartialShape([-1, 3, side, side])})
    except (*_TRACE_FAILURES, *_READ_FAILURES) as error:
        raise BackendError(
            f"OpenVINO cannot convert {backbone.spec.source or backbone.spec.architecture} "
            f"({last_line(error)}); use BACKEND=torch."
        ) from error
    return network


def last_line(error: Exception) -> str:
    """OpenVINO says first where in its source an error came up, and last which it is."""
    lines = str(error).strip().splitlines()
    return lines[-1].strip(" -.") if lines else type(error).__name__


class _Pool(nn.Module):
    def __init__(self, backbone: Backbone) -> None:
        super().__init__()
        self.backbone = backbone

    def forward(self, pixels: Tensor) -> Tensor:
        return self.backbone.pool(pixels)
