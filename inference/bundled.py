"""Where the files that ship with the project lie: `assets/`, beside this package."""

from __future__ import annotations

from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "assets"
CATALOGUE = ASSETS / "catalogue"
MODEL = ASSETS / "model"
FAST_MODEL = ASSETS / "model-fast"
# What MODEL may name in place of a folder.
AUTO = Path("auto")
MODELS = {AUTO: MODEL, Path("accurate"): MODEL, Path("fast"): FAST_MODEL}
