from __future__ import annotations

import pytest

from inference import Catalogue, bundled


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load(bundled.CATALOGUE)
