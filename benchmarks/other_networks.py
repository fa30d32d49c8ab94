"""Networks that other programs compute, for `compare_backends.py`: ONNX Runtime, torchao.

.venv/bin/pip install onnx onnxruntime onnxscript torchao
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from inference.backbones import Backbone, convolutional, folded, view_stack
from inference.cores import available_cores

_INPUT = "pixels"
_AT_ONCE = 4  # single views
_MOST = 256


class Pool(nn.Module):
    """A backbone's `pool`, in float32: uint8 (B, 3, S, S) → (B, F)."""

    def __init__(self, backbone: Backbone) -> None:
        super().__init__()
        self.backbone = folded(backbone)
        self.side = backbone.spec.view_side

    def forward(self, pixels: Tensor) -> Tensor:
        return self.backbone.pool(pixels)

    @property
    def example(self) -> Tensor:
        return torch.zeros(2, 3, self.side, self.side, dtype=torch.uint8)

    @property
    def shapes(self) -> tuple[dict[int, Any]]:
        return ({0: torch.export.Dim("photos", min=1, max=_MOST)},)


class PooledNetwork:
    """Looks with a function from single views to what is said of them, a few at once."""

    name = "torch"
    batch = 16
    step = 1

    def __init__(self, width: int, pool: Callable[[Tensor], Tensor]) -> None:
        self._width, self._pool = width, pool

    def look(self, views: Tensor) -> Tensor:
        with torch.inference_mode():
            parts = torch.split(view_stack(views), _AT_ONCE)
            pooled = torch.cat([self._pool(part) for part in parts])
        return pooled.view(len(views), -1, self._width)


def onnx_runtime(backbone: Backbone, calibration: Sequence[Tensor] = ()) -> PooledNetwork:
    """ONNX Runtime in float32, or in int8 where views (V, 3, S, S) of photos are given."""
    import onnxruntime

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "float.onnx")
        pool = Pool(backbone)
        with _for_export():
            torch.onnx.export(
                pool,
                (pool.example,),
                path,
                input_names=[_INPUT],
                dynamic_shapes=pool.shapes,
                external_data=False,
                verbose=False,
            )
        if calibration:
            path = _quantized(path, calibration)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = available_cores()
        session = onnxruntime.InferenceSession(path.read_bytes(), options)

    def run(pixels: Tensor) -> Tensor:
        (pooled,) = session.run(None, {_INPUT: pixels.numpy()})
        return torch.from_numpy(pooled)

    return PooledNetwork(backbone.width, run)


def _quantized(path: Path, calibration: Sequence[Tensor]) -> Path:
    """Whole numbers with a scale for each channel, as ONNX Runtime advises for x86 with VNNI."""
    from onnxruntime import quantization

    class Photos(quantization.CalibrationDataReader):  # type: ignore[misc]  # untyped
        def __init__(self) -> None:
            self._left: Iterator[NDArray[np.uint8]] = iter(_single(calibration))

        def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
            pixels = next(self._left, None)
            return None if pixels is None else {_INPUT: pixels}

    ready, done = path.with_name("ready.onnx"), path.with_name("int8.onnx")
    quantization.shape_inference.quant_pre_process(path, ready, skip_symbolic_shape=True)
    quantization.quantize_static(
        ready,
        done,
        Photos(),
        quant_format=quantization.QuantFormat.QDQ,
        per_channel=True,
        activation_type=quantization.QuantType.QUInt8,
        weight_type=quantization.QuantType.QInt8,
    )
    return done


def torchao_int8(backbone: Backbone, calibration: Sequence[Tensor]) -> PooledNetwork:
    """Convolutions in int8 by torchao's quantiser for x86, then `torch.compile`."""
    from torchao.quantization.pt2e.quantize_pt2e import convert_pt2e, prepare_pt2e
    from torchao.quantization.pt2e.quantizer.x86_inductor_quantizer import (
        X86InductorQuantizer,
        get_default_x86_inductor_quantization_config,
    )

    pool = Pool(backbone)
    with _for_export():
        exported = torch.export.export(
            pool, (pool.example,), dynamic_shapes=pool.shapes, strict=True
        ).module()  # strict, for the quantiser looks for what only that writes down
        quantizer = X86InductorQuantizer()
        quantizer.set_global(get_default_x86_inductor_quantization_config())
        prepared = prepare_pt2e(exported, quantizer)
        for pixels in _single(calibration):
            prepared(torch.from_numpy(pixels))
        return PooledNetwork(backbone.width, torch.compile(convert_pt2e(prepared), dynamic=False))


def _no_autocast(device: torch.device) -> nullcontext[None]:
    return nullcontext()


@contextmanager
def _for_export() -> Iterator[None]:
    """Inside, networks are without autocast, which an export keeps as a graph of its own."""
    plain = mock.patch.object(convolutional, "fast_autocast", _no_autocast)
    with plain, torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporters' own parts
        yield


def _single(calibration: Sequence[Tensor]) -> list[NDArray[np.uint8]]:
    return [view_stack(views[None])[:1].numpy() for views in calibration]
