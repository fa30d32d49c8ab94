"""What tests of several rooms start from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inference import Catalogue, bundled


@pytest.fixture(scope="session", autouse=True)
def _backend() -> Iterator[None]:
    """Programs run torch, unless told otherwise: OpenVINO compiles a model for seconds at first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BACKEND", "torch")
        # Nothing answers there: a bot that starts asks nobody outside whether photos can be had.
        patch.setenv("COMMONS_API_URL", "http://127.0.0.1:9/w/api.php")
        yield


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The bundled catalogue."""
    return Catalogue.load(bundled.CATALOGUE)


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the model hub."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"
