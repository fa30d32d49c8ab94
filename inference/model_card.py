"""MODEL_CARD.md: what the model was trained on, what it scored, and where it fails."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inference.catalogue import Catalogue
from inference.model_files import Labels

_ROWS = (
    ("place hit@1", "place_hit@1"),
    ("place hit@5", "place_hit@5"),
    ("place macro-F1", "place_macro_f1"),
    ("category hit@1", "category_hit@1"),
    ("category hit@5", "category_hit@5"),
    ("place ECE before calibration", "place_ece_before"),
    ("place ECE", "place_ece"),
    ("category ECE before calibration", "category_ece_before"),
    ("category ECE", "category_ece"),
)


def write_card(
    path: Path, labels: Labels, metrics: Mapping[str, Any], catalogue: Catalogue
) -> None:
    """Write the card; its figures are those of metrics.json."""
    parts = (
        _material(labels, metrics),
        _scores(metrics),
        _known(labels, metrics["known"]),
        _limits(labels, metrics, catalogue),
    )
    blocks = "\n\n".join(("# Model card", *parts)).split("\n\n")
    text = "\n\n".join(block if block.startswith("|") else _wrap(block) for block in blocks)
    path.write_text(text + "\n", encoding="utf-8")


def _wrap(block: str) -> str:
    """A heading with its paragraph, or a paragraph, in lines of at most 100 characters."""
    first, _, rest = block.partition("\n")
    if not first.startswith("#"):
        return textwrap.fill(block, 100, break_long_words=False, break_on_hyphens=False)
    return f"{first}\n{_wrap(rest)}" if rest else first


def _material(labels: Labels, metrics: Mapping[str, Any]) -> str:
    cities = sorted({place.city for place in labels.places})
    dropped = ", ".join(f"{count} {reason}" for reason, count in metrics["dropped"].items())
    return f"""MobileNetV2 with two linear heads, one for {len(labels.categories)} categories
and one for {metrics["places"]} places, and the training photos' embeddings as a bank of neighbours.
The backbone is torchvision's MobileNetV2 (Sandler et al. 2018, arXiv 1801.04381) with its ImageNet
weights as they were; heads, neighbours and the known rule were fitted on its embeddings. Stored in
half precision.

## Licence
The backbone's weights: BSD-3-Clause, © the torchvision contributors. What was fitted on them: MIT,
as the project.

## Trained on
{metrics["photos"]} photos of {metrics["places"]} places in {len(cities)} cities, gathered from
the web by others and not published with the model: {", ".join(cities)}. Rows dropped:
{dropped or "none"}. Near-duplicates kept, but never on both sides of a split:
{metrics["near_duplicates_grouped"]}. The model that ships saw every photo; the
figures below come from models that did not."""


def _scores(metrics: Mapping[str, Any]) -> str:
    columns = [("places with enough photos", metrics["ordinary_places"])]
    if metrics["sparse_places"]:
        columns.append(("sparse places", metrics["sparse_places"]))
    lines = [
        "| | " + " | ".join(f"{name} ({own['photos']} photos)" for name, own in columns) + " |",
        "| --- |" + " --- |" * len(columns),
    ]
    for label, key in _ROWS:
        lines.append(f"| {label} | " + " | ".join(f"{own[key]:.4f}" for _, own in columns) + " |")
    table = "\n".join(lines)
    return f"""## Scores
Measured by {metrics["measured"]}, over all places at once, no city given. ECE is the expected
calibration error of the first answer; the temperatures were fitted on the same held-out photos.

{table}"""


def _known(labels: Labels, known: Mapping[str, Any]) -> str:
    lines = [
        "| threshold | refused: known places | refused: unseen places | refused: unseen, sparse |",
        "| --- | --- | --- | --- |",
    ]
    lines += [f"| {at:.3f} | {' | '.join(map(_share, shares))} |" for at, *shares in known["curve"]]
    table = "\n".join(lines)
    sparse_names = ", ".join(f"{p.name} ({p.city})" for p in labels.places if p.sparse)
    return f"""## When a photo counts as known
A logistic regression over signs such as the largest logit, the energy and the similarity to the
nearest training photos gives `confidence`; a photo is known from
{known["threshold"]:.3f} on. It was fitted and its threshold chosen with whole places held out: a
fifth of the places in each round, so that their photos stand for places never shown, against
held-out photos of the places that remained. The confidences in the table are from regressions
fitted on the other rounds. At the threshold
{_share(known["refused_known"])} of photos of known places are refused,
{_share(known["refused_unseen"])} of photos of unseen places, and
{_share(known["refused_unseen_sparse"])} of photos of unseen sparse places (churches, mostly
frescoes and interiors, each refused by a model that had learnt the others). Pictures
with hardly any detail, such as one colour or a gradient, are never known.

{table}

Sparse places have fewer than fifteen photos. Probability that falls on them counts as evidence
against knowing, so they are named but hardly ever called known: {sparse_names or "none"}."""


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _limits(labels: Labels, metrics: Mapping[str, Any], catalogue: Catalogue) -> str:
    without = ", ".join(catalogue.categories[c].en for c in metrics["categories_without_photos"])
    return f"""## Limits
Categories that had no photo, and so are never the first answer: {without or "none"}. A place's
category is the first kind its source lists, even where a person would choose another. A photo of a
place outside these {len(labels.places)} still gets a category, and its likeness to the nearest
known place, with `known` mostly false. Night photos, interiors and details were not measured
apart."""
