"""torchvision's models, importable also beside a torch build that its binary was not made for.

torchvision's published wheel is built against a CUDA torch. Beside a CPU-only torch its compiled
operators do not load, and `import torchvision` fails while it describes two of them. Declaring
those two makes the import succeed; the operators themselves (and `torchvision.io`) stay unusable,
which nobody here needs. Import this module before any other that imports torchvision.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import torch

# A library's declarations last as long as the object.
_declarations: list[torch.library.Library] = []


def _import_models() -> ModuleType:
    with _compiler_when_asked():
        return _import_with_operators()


@contextmanager
def _compiler_when_asked() -> Iterator[None]:
    """Keep the import from loading torch's compiler, which takes seconds and which nobody asks.

    torchvision wants one function of it, for an operator that compiles itself on a GPU. It gets
    one that loads the compiler when it is called.
    """
    names = ("torch._dynamo", "torch._dynamo.utils")
    if names[0] in sys.modules:
        yield
        return
    stand_ins = {name: ModuleType(name) for name in names}
    stand_ins[names[1]].__dict__["is_compile_supported"] = _is_compile_supported
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]


def _is_compile_supported(device_type: str) -> bool:
    compiler = importlib.import_module("torch._dynamo.utils")
    return bool(compiler.is_compile_supported(device_type))


def _import_with_operators() -> ModuleType:
    try:
        return importlib.import_module("torchvision.models")
    except RuntimeError as error:
        if "torchvision::nms" not in str(error):
            raise
    for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
        del sys.modules[name]
    library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]  # untyped torch
    for operator in ("nms", "qnms"):
        signature = f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
        library.define(signature)  # type: ignore[no-untyped-call]  # untyped torch
    _declarations.append(library)
    return importlib.import_module("torchvision.models")


models = _import_models()
