"""The report of an evaluation: a folder with `report.html` and `evaluation.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inference.data.dataset import Dataset
from inference.evaluation.answers import Answers
from inference.evaluation.charts import charts
from inference.evaluation.document import Subject, document, notes
from inference.evaluation.figures import Evaluation
from inference.evaluation.mistakes import Mistake, confusions, mistakes, taken_for_known
from inference.evaluation.table import of_parts, summary, unknown
from inference.images import ImageError, ImageLimits, decode
from inference.place import Photo
from inference.reporting.page import THUMBNAIL_SIDE, render, thumbnail
from inference.writing import whole_folder

PAGE = "report.html"
DOCUMENT = "evaluation.json"
_PAIRS = 12
_MISTAKES = 24
_STRANGERS = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo as the page shows it; `picture` is None where its file cannot be read."""

    picture: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Misread:
    """A photo and what it was taken for, with a training photo of that where there is one."""

    photo: Shown
    taken_for: Shown
    probability_of_true: float
    probability_of_given: float
    count: int


def write_report(
    out: Path, answers: Answers, evaluation: Evaluation, subject: Subject, dataset: Dataset
) -> None:
    """Write the folder `out`, whole or not at all; another report there is replaced."""
    found = mistakes(answers)
    pairs = confusions(found)
    page = render(
        "evaluation.html.j2",
        subject=subject,
        photos=len(answers.photos),
        places=len(answers.labels.places),
        notes=notes(answers, subject),
        summary=summary(evaluation),
        unknown=unknown(evaluation) if evaluation.unknown.photos else None,
        parts=of_parts(evaluation, every_figure=True),
        charts=charts(answers),
        pairs=[_misread(answers, dataset, p.example, p.count) for p in pairs[:_PAIRS]],
        pair_count=len(pairs),
        mistakes=[_misread(answers, dataset, one, 1) for one in found[:_MISTAKES]],
        mistake_count=len(found),
        strangers=_strangers(answers),
        refused=[(str(photo.path), why) for photo, why in answers.refused],
    )
    text = json.dumps(
        [document(answers, evaluation, subject)], ensure_ascii=False, indent=1, allow_nan=False
    )
    with whole_folder(out, marker=DOCUMENT) as folder:
        (folder / PAGE).write_text(page, encoding="utf-8")
        (folder / DOCUMENT).write_text(text + "\n", encoding="utf-8")


def _misread(answers: Answers, dataset: Dataset, mistake: Mistake, count: int) -> Misread:
    given = answers.labels.places[mistake.given]
    own: Sequence[Photo] = dataset.catalogue.photos.get(given.id, ())
    training = next((photo for photo in own if photo.split == "train"), None)
    return Misread(
        _shown(answers, mistake.photo),
        Shown(
            None if training is None else _picture(training),
            f"{given.name}, {given.city}",
        ),
        mistake.probability_of_true,
        mistake.probability_of_given,
        count,
    )


def _strangers(answers: Answers) -> list[Mapping[str, object]]:
    """Unknown places that were called known: the photo, its name, what it was taken for."""
    found: list[Mapping[str, object]] = []
    for i in taken_for_known(answers)[:_STRANGERS]:
        given = answers.labels.places[int(answers.scores.place_logits[i].argmax())]
        found.append(
            {
                "photo": _shown(answers, i),
                "taken_for": f"{given.name}, {given.city}",
                "confidence": float(answers.scores.confidence[i]),
            }
        )
    return found


def _shown(answers: Answers, index: int) -> Shown:
    place = answers.shown[index]
    return Shown(_picture(answers.photos[index]), f"{place.name}, {place.city}")


def _picture(photo: Photo) -> str | None:
    if photo.path is None:
        return None
    try:
        return thumbnail(decode(photo.path.read_bytes(), ImageLimits(), THUMBNAIL_SIDE))
    except (ImageError, OSError):
        return None
