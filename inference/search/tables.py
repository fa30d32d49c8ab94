"""The arrays of an index, and their file: written whole, mapped into memory when read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

from inference.search.corpus import Corpus
from inference.search.ragged import Ragged, ragged_texts
from inference.search.strings import SortedTexts
from inference.search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Tables:
    """What is derived from a corpus.

    `terms` has the terms of each document. `name_frequency` and `trigram_frequency` count the
    documents that are names or aliases, `term_frequency` also what is told of places; `told_terms`
    has the terms of all these texts of each place. `by_term`,
    `by_trigram`, `by_row` (of vectors) and `by_kind` lead to places. `city_of` (places,) is a
    position in `cities`. For `standing` see SearchIndex.
    """

    corpus: Corpus
    vocabulary: Vocabulary
    terms: Ragged
    name_frequency: NDArray[np.int64]
    term_frequency: NDArray[np.int64]
    trigram_frequency: NDArray[np.int64]
    told_terms: Ragged
    by_term: Ragged
    by_trigram: Ragged
    by_row: Ragged
    kinds: tuple[str, ...]
    by_kind: Ragged
    cities: tuple[str, ...]
    city_of: NDArray[np.int32]
    standing: NDArray[np.int64]


def write_tables(tables: Tables, folder: Path) -> None:
    """Write each array as a `.npy` file of the folder."""
    for name, array in _flattened(tables, ""):
        np.save(folder / f"{name}.npy", array, allow_pickle=False)


def read_tables(folder: Path) -> Tables:
    """Map what `write_tables` wrote. Raises OSError or ValueError for what cannot be read."""
    tables: Tables = _assembled(Tables, folder, "")
    return tables


def _flattened(value: Any, name: str) -> Iterator[tuple[str, NDArray[Any]]]:
    if isinstance(value, SortedTexts):
        value = value.rows
    elif isinstance(value, tuple):
        value = ragged_texts(value)
    if is_dataclass(value):
        for field in fields(value):
            yield from _flattened(getattr(value, field.name), _below(name, field.name))
    else:
        yield name, value


def _assembled(kind: Any, folder: Path, name: str) -> Any:
    if kind is SortedTexts:
        return SortedTexts(_assembled(Ragged, folder, name))
    if kind == tuple[str, ...]:
        rows = _assembled(Ragged, folder, name)
        return tuple(bytes(rows[number]).decode() for number in range(len(rows)))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{f: _assembled(hints[f], folder, _below(name, f)) for f in hints})
    # A plain view: numpy's class for mapped files makes every small operation slower.
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))


def _below(name: str, field: str) -> str:
    return f"{name}.{field}" if name else field
