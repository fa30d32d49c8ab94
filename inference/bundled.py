"""Where the files that ship with the project lie: `assets/`, beside this package."""

from __future__ import annotations

from pathlib import Path

ASSETS = Path(__file__).resolve().parent.parent / "assets"
CATALOGUE = ASSETS / "catalogue"
MODEL = ASSETS / "model"
