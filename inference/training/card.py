"""MODEL_CARD.md: what the model was trained on, what it scored, and where it fails."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inference.catalogue import Catalogue
from inference.labels import Labels

_ROWS = (
    ("place hit@1", "place_hit@1"),
    ("place precision@5 (hit@5)", "place_hit@5"),
    ("place macro-F1", "place_macro_f1"),
    ("category hit@1", "category_hit@1"),
    ("category precision@5 (hit@5)", "category_hit@5"),
    ("place ECE before calibration", "place_ece_before"),
    ("place ECE", "place_ece"),
    ("category ECE before calibration", "category_ece_before"),
    ("category ECE", "category_ece"),
)


def write_card(
    path: Path, labels: Labels, metrics: Mapping[str, Any], catalogue: Catalogue
) -> None:
    """Write the card; its figures are those of metrics.json."""
    parts = [
        _material(labels, metrics),
        _scores(metrics),
        _choices(metrics),
        _known(labels, metrics),
        *([_study(metrics["study"])] if metrics["study"] else []),
        _limits(labels, metrics, catalogue),
    ]
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
    backbone = labels.backbone
    tuned = f"tuned for {len(metrics['tuning'])} epochs" if backbone.tuned else "as they were"
    stored = (
        "with 8 bits a weight and a scale a channel" if backbone.weight_bits == 8 else "as halves"
    )
    drawn = metrics["photos_per_place"]
    few = f" (at most {drawn} a place, drawn with seed {metrics['seed']})" if drawn else ""
    views = "the whole photo" if backbone.looks == 1 else "three views of a photo"
    return f"""{backbone.source}, the weights {tuned}. On what it says of {views} at
{backbone.view_side} pixels stand a space fitted by linear discriminant analysis, two linear heads
in it, one for {len(labels.categories)} categories and one for {metrics["places"]} places, and the
training photos as a bank of neighbours. The backbone is stored {stored}; everything else was fitted
to it so.

## Licence
The backbone's weights: {backbone.licence or "see their source"}. What was fitted on them: MIT, as
the project.

## Trained on
{metrics["photos"]} photos{few} of {metrics["places"]} places in {len(cities)} cities, not published
with the model: {", ".join(cities)}. The figures below come from models that had not seen the
photos."""


def _scores(metrics: Mapping[str, Any]) -> str:
    names = (("ordinary_places", "places with enough photos"), ("sparse_places", "sparse places"))
    columns = [(label, metrics[name]) for name, label in names if metrics[name]]
    lines = [
        "| | " + " | ".join(f"{name} ({own['photos']} photos)" for name, own in columns) + " |",
        "| --- |" + " --- |" * len(columns),
    ]
    for label, key in _ROWS:
        lines.append(f"| {label} | " + " | ".join(f"{own[key]:.4f}" for _, own in columns) + " |")
    table = "\n".join(lines)
    return f"""## Scores
Measured by {metrics["measured"]}, over all places at once, no city given. precision@5 is hit@5, the
share of photos whose true label is among the five highest scores. ECE is the expected calibration
error of the first answer; the temperatures were fitted on the same held-out photos.

{table}"""


def _choices(metrics: Mapping[str, Any]) -> str:
    choices = metrics["choices"]
    categories = choices["category_from_places"]
    losses = dict(map(tuple, categories["log_loss"]))
    share = categories["chosen"]
    kept = {0.0: "the separate head alone", 1.0: "the sum over the category's places"}.get(
        share, f"{share:.0%} of the sum over the places and the rest of the separate head"
    )
    neighbours = dict(map(tuple, choices["neighbour_weight"]["log_loss"]))
    weight = choices["neighbour_weight"]["chosen"]
    return f"""## What was chosen
On held-out photos, by log loss. Categories: the separate head has {losses[0.0]:.4f}, the sum over
the places {losses[1.0]:.4f}, and the best of their mixtures
{min(loss for at, loss in losses.items() if 0 < at < 1):.4f}; kept was {kept}. Neighbours: without
the three nearest photos of each place {neighbours[0.0]:.4f}, with the weight kept ({weight:g})
{neighbours[weight]:.4f}."""


def _known(labels: Labels, metrics: Mapping[str, Any]) -> str:
    known = metrics["known"]
    lines = [
        "| threshold | refused: known places | refused: unseen places | refused: unseen, sparse |",
        "| --- | --- | --- | --- |",
    ]
    lines += [f"| {at:.3f} | {' | '.join(map(_share, shares))} |" for at, *shares in known["curve"]]
    table = "\n".join(lines)
    sparse_names = ", ".join(f"{p.name} ({p.city})" for p in labels.places if p.sparse)
    distractors = metrics["distractors"]
    others = f", and {distractors} photos of no place of the catalogue" if distractors else ""
    return f"""## When a photo counts as known
A logistic regression over signs such as the first place's probability, how much nearer its photos
are than any other's, and how near the nearest photos are for their own neighbourhood gives
`confidence`; a photo is known from {known["threshold"]:.3f} on. It was fitted and its threshold
chosen with whole places held out: a fifth of the places in each round, so that their photos stand
for places never shown{others}, against held-out photos of the places that remained. The confidences
in the table are from regressions fitted on the other rounds. At the threshold
{_share(known["refused_known"])} of photos of known places are refused,
{_share(known["refused_unseen"])} of photos of unseen places, and
{_share(known["refused_unseen_sparse"])} of photos of unseen sparse places. Pictures with hardly any
detail, such as one colour or a gradient, are never known.

{table}

Sparse places have fewer than fifteen photos. Probability that falls on them counts as evidence
against knowing, so they are named but hardly ever called known: {sparse_names or "none"}."""


def _study(study: Mapping[str, Any]) -> str:
    lines = ["| photos of each place | place hit@1 | place hit@5 |", "| --- | --- | --- |"]
    for point in study["few_photos"]:
        cells = " | ".join(_mean(point[key]) for key in ("place_hit@1", "place_hit@5"))
        lines.append(f"| {point['photos_per_place'] or 'all of train'} | {cells} |")
    table = "\n".join(lines)
    left_out = study["left_out"]
    unknown = (
        f"""With {left_out["places"]} places left out of all fitting, `confidence` tells their
photos from photos of the others with an AUROC of {_mean(left_out["auroc"])}; where 95 % of the
known are accepted, {_mean(left_out["fpr@95"])} of the unknown are."""
        if left_out
        else "There were too few places to leave ten out."
    )
    return f"""## With fewer photos, and with places left out
Models fitted on photos of the split train alone, asked for those of val and test; means of
{study["draws"]} draws with their standard errors.

{table}

{unknown}"""


def _mean(summary: Mapping[str, Any]) -> str:
    error = summary["standard_error"]
    return f"{summary['mean']:.3f}" + (f" ± {error:.3f}" if error is not None else "")


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
