"""The index on disk: built once, rebuilt where the catalogue or the encoder has changed.

A folder of mapped arrays with a `manifest.json` that says what they were built from. What a place
that has not changed gave is taken over, so one new place costs its own texts.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import logging
import time
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference import naming
from inference.catalogue import Catalogue
from inference.search.corpus import fingerprint
from inference.search.dense import DenseIndex, Vectors
from inference.search.encoder import TextEncoder
from inference.search.index import SearchIndex, build_tables, build_vectors, standing_of
from inference.search.tables import Tables, read_tables, write_tables
from inference.writing import OccupiedError, whole_folder

MANIFEST = "manifest.json"
_VECTORS, _CODES, _PROBE = "vectors.npy", "codes.faiss", "probe.npy"
_PROBED = "Проба: old church by the river"  # encoded to see whether an encoder is the same one
_SAME = 1e-2
_ANALYSIS = (
    *("corpus", "dense", "documents", "forms", "index", "kinds", "morphology", "ngrams"),
    *("prominence", "ragged", "spelling", "strings", "tables", "vocabulary"),
)

log = logging.getLogger(__name__)


def build_index(catalogue: Catalogue, encoder: TextEncoder) -> SearchIndex:
    """Index a catalogue in memory."""
    tables = build_tables(catalogue)
    vectors = build_vectors(tables.corpus, encoder)
    return SearchIndex(catalogue, tables, DenseIndex(encoder, vectors))


def open_index(catalogue: Catalogue, encoder: TextEncoder, folder: Path) -> SearchIndex:
    """The index of a folder where it is that of the catalogue and the encoder, else a new one.

    A new one takes over what it can, and is kept in the folder; where that is not possible the
    log says so, and the index is used all the same.
    """
    wanted = _manifest(catalogue, encoder)
    probe = encoder.encode([_PROBED])[0]
    kept = _read(folder, wanted["encoder"], probe)
    if kept is not None and kept[0] == wanted:
        _, tables, vectors = kept
        return SearchIndex(catalogue, tables, DenseIndex(encoder, vectors, folder / _CODES))
    start = time.monotonic()
    before = (kept[1].corpus, kept[2]) if kept is not None else None
    tables = build_tables(catalogue, kept[1] if kept is not None else None)
    vectors = build_vectors(tables.corpus, encoder, before)
    dense = DenseIndex(encoder, vectors)
    places = tables.corpus.prints
    known = int(np.isin(places, before[0].prints).sum()) if before is not None else 0
    seconds = time.monotonic() - start
    log.info("Search: %d places indexed in %.1f s, %d as before.", len(places), seconds, known)
    try:
        _write(folder, wanted, tables, vectors, dense, probe)
    except (OSError, OccupiedError) as error:
        log.warning("The search index is not kept, and will be built at each start: %s", error)
    return SearchIndex(catalogue, tables, dense)


def manifest_of(folder: Path) -> dict[str, Any] | None:
    """What the index kept in a folder was built from; None where this code can use none there."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return manifest if manifest["code"] == _code() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _manifest(catalogue: Catalogue, encoder: TextEncoder) -> dict[str, Any]:
    """What an index is built from: all that changes it is in here."""
    places = catalogue.places.values()
    prints = np.array([fingerprint(place) for place in places], dtype=np.uint64)
    digest = hashlib.sha256(prints.tobytes())
    digest.update(standing_of(catalogue).tobytes())
    return {
        "code": _code(),
        "encoder": encoder.name,
        "dim": encoder.dim,
        "places": len(prints),
        "catalogue": digest.hexdigest(),
    }


@cache
def _code() -> str:
    """A digest of the code that takes texts apart: another one makes another index."""
    digest = hashlib.sha256()
    for name in _ANALYSIS:
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    digest.update(Path(inspect.getfile(naming)).read_bytes())
    return digest.hexdigest()


def _read(
    folder: Path, encoder: str, probe: NDArray[np.float32]
) -> tuple[dict[str, Any], Tables, Vectors] | None:
    """What a folder keeps, if this code and this encoder made it; None for anything else."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["code"] != _code() or manifest["encoder"] != encoder:
            return None
        before = np.load(folder / _PROBE, allow_pickle=False)
        if before.shape != probe.shape or np.abs(before - probe).max() > _SAME:
            return None
        vectors = np.asarray(np.load(folder / _VECTORS, mmap_mode="r", allow_pickle=False))
        return manifest, read_tables(folder), vectors
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        log.warning("The search index in %s is damaged and is built anew: %s", folder, error)
        return None


def _write(
    folder: Path,
    manifest: dict[str, Any],
    tables: Tables,
    vectors: Vectors,
    dense: DenseIndex,
    probe: NDArray[np.float32],
) -> None:
    with whole_folder(folder, MANIFEST) as temporary:
        write_tables(tables, temporary)
        np.save(temporary / _VECTORS, vectors, allow_pickle=False)
        np.save(temporary / _PROBE, probe, allow_pickle=False)
        dense.write_codes(temporary / _CODES)
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        (temporary / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
