"""OpenVINO, without its reports: importing it tells its makers so over the network, and again with
every conversion, unless the package that sends these reports is not installed. Here it counts as
not installed, for OpenVINO and for nncf. Import this module before any other that imports openvino.
"""

from __future__ import annotations

import sys

sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # the import system's "not there"

import openvino  # noqa: E402
from openvino import frontend  # noqa: E402
from openvino.frontend.pytorch import ts_decoder  # noqa: E402

__all__ = ["frontend", "openvino", "ts_decoder"]
