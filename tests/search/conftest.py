"""The bundled catalogue, searched with the bundled encoder."""

from __future__ import annotations

import pytest

from inference.catalogue import Catalogue
from inference.search import Searcher, TextEncoder
from inference.search.static import StaticEncoder


@pytest.fixture(scope="session")
def encoder() -> TextEncoder:
    return StaticEncoder()


@pytest.fixture(scope="session")
def searcher(catalogue: Catalogue, encoder: TextEncoder) -> Searcher:
    return Searcher.build(catalogue, encoder)
