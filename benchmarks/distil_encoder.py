"""Distil the offline sentence encoder into the table of words that `ENCODER=static` reads.

`python benchmarks/distil_encoder.py RUSSIAN.tar ENGLISH.txt [--out FILE]`, of which words and how
often each was met are taken: RUSSIAN.tar is `navec_news_v1_1B_250K_300d_100q.tar` of the wheel
natasha 1.6.0 (needs `pip install navec`), ENGLISH.txt is `frequency_dictionary_en_82_765.txt` of
the wheel symspellpy. Takes a few minutes.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from tqdm import tqdm

from inference.naming import fold_name
from inference.search.kinds import KIND_WORDS
from inference.search.morphology import is_cyrillic, lemmas
from inference.search.offline import OfflineEncoder
from inference.search.static import TABLE, pieces, write_table

Floats = NDArray[np.float32]

_RUSSIAN, _ENGLISH = 120_000, 20_000  # forms, the most frequent
_DIM = 192
_WHITEN = 0.5  # 1 makes all directions equal, 0 keeps their variances
_FREQUENT = 1e-3  # a word of this frequency weighs half as much as a rare one
_RARE = 1e-7
_BUCKETS = 16_384
_EPOCHS, _BATCH, _RATE = 4, 256, 0.02
_AT_ONCE = 64


@dataclass(frozen=True)
class Words:
    """Forms with their frequencies (forms,) and the encoder's unit vectors (forms, 512)."""

    forms: Sequence[str]
    frequency: Floats
    vectors: Floats


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("russian", type=Path, metavar="RUSSIAN.tar")
    parser.add_argument("english", type=Path, metavar="ENGLISH.txt")
    parser.add_argument("--out", type=Path, default=TABLE)
    options = parser.parse_args()
    teacher = OfflineEncoder()
    frequency = _frequencies(options.russian, options.english)
    vectors = _encode(teacher, list(frequency))
    met = Words(list(frequency), np.array(list(frequency.values()), dtype=np.float32), vectors)
    table = _by_lemma(met)
    mean, directions = _principal(table.vectors)
    weights = _FREQUENT / (_FREQUENT + table.frequency)
    rows = (table.vectors - mean) @ directions * weights[:, None]
    of_pieces = _fit_pieces(met.forms, ((met.vectors - mean) @ directions).astype(np.float32))
    write_table(options.out, table.forms, rows, of_pieces)
    size = options.out.stat().st_size / 1e6
    print(f"{len(table.forms)} words and {_BUCKETS} rows of pieces: {options.out}, {size:.1f} MB")


def _frequencies(russian: Path, english: Path) -> dict[str, float]:
    """Forms with their frequencies: Russian, English, and the words for kinds of places."""
    vocabulary = import_module("navec").Navec.load(russian).vocab
    counts: Counter[str] = Counter()
    # Behind the words stand counts of what is no word.
    for word, count in zip(vocabulary.words, vocabulary.counts, strict=False):
        if re.fullmatch("[а-яё]{1,30}", word):
            counts[fold_name(word)] += int(count)
    lines = english.read_text(encoding="utf-8-sig").splitlines()
    latin = Counter({word: int(count) for word, count in (line.split() for line in lines)})
    for word in [word for word in latin if not re.fullmatch("[a-z]{1,30}", word)]:
        del latin[word]
    found = _shares(counts, _RUSSIAN) | _shares(latin, _ENGLISH)
    for words in KIND_WORDS.values():
        for form in fold_name(words).split():
            found.setdefault(form, _RARE)
    return found


def _shares(counts: Counter[str], most: int) -> dict[str, float]:
    total = counts.total()
    return {form: count / total for form, count in counts.most_common(most)}


def _encode(teacher: OfflineEncoder, texts: Sequence[str]) -> Floats:
    starts = tqdm(range(0, len(texts), _AT_ONCE), desc="Encoding words")
    return np.concatenate([teacher.encode(texts[i : i + _AT_ONCE]) for i in starts])


def _by_lemma(met: Words) -> Words:
    """One row a dictionary form: the mean of its forms as often as they are met, of unit length."""
    row: dict[str, int] = {}
    for form in met.forms:
        row.setdefault(lemmas(form)[0] if is_cyrillic(form) else form, len(row))
    belongs = [row[lemmas(form)[0] if is_cyrillic(form) else form] for form in met.forms]
    frequency = np.zeros(len(row), dtype=np.float32)
    np.add.at(frequency, belongs, met.frequency)
    vectors = np.zeros((len(row), met.vectors.shape[1]), dtype=np.float32)
    np.add.at(vectors, belongs, met.vectors * met.frequency[:, None])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Words(list(row), frequency, vectors)


def _principal(vectors: Floats) -> tuple[Floats, Floats]:
    """The mean (512,) and `_DIM` directions (512, _DIM) that make half of the vectors unit-long."""
    mean = vectors.mean(axis=0)
    variances, axes = np.linalg.eigh(np.cov((vectors - mean).T))
    directions = axes[:, ::-1][:, :_DIM] * variances[::-1][:_DIM] ** (-_WHITEN / 2)
    directions /= np.median(np.linalg.norm((vectors - mean) @ directions, axis=1))
    return mean, directions.astype(np.float32)


def _fit_pieces(forms: Sequence[str], targets: Floats) -> Floats:
    """(_BUCKETS, _DIM) rows whose mean over a word's pieces comes near to the word's vector."""
    torch.manual_seed(0)
    random = np.random.default_rng(0)
    bag = nn.EmbeddingBag(_BUCKETS, _DIM, mode="mean", sparse=True)
    nn.init.zeros_(bag.weight)
    optimizer: torch.optim.Optimizer = torch.optim.SparseAdam(bag.parameters(), lr=_RATE)
    wanted = torch.from_numpy(targets)
    found = [pieces(form, _BUCKETS) for form in forms]
    with tqdm(total=_EPOCHS * len(forms), desc="Fitting pieces") as progress:
        for epoch in range(_EPOCHS):
            optimizer.param_groups[0]["lr"] = _RATE * (1 - epoch / _EPOCHS)
            order = random.permutation(len(forms))
            for start in range(0, len(order), _BATCH):
                chosen = order[start : start + _BATCH]
                rows = torch.tensor([row for number in chosen for row in found[number]])
                sizes = torch.tensor([0, *(len(found[number]) for number in chosen[:-1])])
                loss = (bag(rows, sizes.cumsum(0)) - wanted[chosen]).square().sum(1).mean()
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                progress.update(len(chosen))
    fitted: Floats = bag.weight.detach().numpy()
    return fitted


if __name__ == "__main__":
    main()
