"""What a process of the pool searches over, and whether it is what who asks does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from inference.catalogue import Catalogue
from inference.search.index import SearchIndex


@dataclass(frozen=True, slots=True)
class SearchSource:
    """What a process loads, and the `digest_of` it that it has to have then."""

    catalogue: Path
    encoder: str
    index: Path
    digest: str


def digest_of(catalogue: Catalogue, index: SearchIndex) -> str:
    """Differs where places or cities do, so that words could find something else."""
    said = "\n".join([*catalogue.places, *map(repr, catalogue.cities.values())])
    digest = hashlib.sha256(said.encode("utf-8", "replace"))
    digest.update(index.corpus.prints.tobytes())
    digest.update(index.standing.tobytes())
    return digest.hexdigest()
