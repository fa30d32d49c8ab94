"""torchvision's models, importable also beside a torch build that its binary was not made for.

torchvision's published wheel is built against a CUDA torch. Beside a CPU-only torch its compiled
operators do not load, and `import torchvision` fails while it describes two of them. Declaring
those two makes the import succeed; the operators themselves (and `torchvision.io`) stay unusable,
which nobody here needs. Import this module before any other that imports torchvision.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

import torch

# A library's declarations last as long as the object.
_declarations: list[torch.library.Library] = []


def _import_models() -> ModuleType:
    try:
        return importlib.import_module("torchvision.models")
    except RuntimeError as error:
        if "torchvision::nms" not in str(error):
            raise
    for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
        del sys.modules[name]
    library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]
    for operator in ("nms", "qnms"):
        signature = f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
        library.define(signature)  # type: ignore[no-untyped-call]
    _declarations.append(library)
    return importlib.import_module("torchvision.models")


models = _import_models()
