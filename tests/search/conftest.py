"""The bundled catalogue, searched with the encoder that installs from the package index."""

from __future__ import annotations

import pytest

from inference.bundled import CATALOGUE
from inference.catalogue import Catalogue
from inference.search import Searcher, TextEncoder
from inference.search.offline import OfflineEncoder


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load(CATALOGUE)


@pytest.fixture(scope="session")
def encoder() -> TextEncoder:
    return OfflineEncoder()


@pytest.fixture(scope="session")
def searcher(catalogue: Catalogue, encoder: TextEncoder) -> Searcher:
    return Searcher.build(catalogue, encoder)
