"""One whole fit: what held-out photos and places teach, then a scorer fitted on all photos."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor
from tqdm import tqdm

from inference.labels import Calibration
from inference.training.choices import Choices, choose
from inference.training.examples import Examples, Fitted, fit_scorer_with_losses, indices
from inference.training.heads import fit_added
from inference.training.known import KnownFit, fit_known_rule
from inference.training.validation import (
    AddedPlaces,
    HeldOutPhotos,
    HeldOutPlaces,
    hold_out_places,
    join,
    plan_rounds,
    score_photos,
)

# Where no place had photos enough to be held out and added back: as on the bundled model's data.
_ADDED_BY_DEFAULT = (20.5, 2.7, 3.3)


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted scorer, what was chosen for it, and the held-out photos that chose."""

    fitted: Fitted
    choices: Choices
    known: KnownFit
    added: tuple[float, float, float]
    photos: HeldOutPhotos

    @property
    def calibration(self) -> Calibration:
        return Calibration(
            category_temperature=self.choices.category_temperature,
            place_temperature=self.choices.place_temperature,
            category_from_places=self.choices.category_from_places.value,
            neighbour_weight=self.choices.neighbour_weight.value,
            added=self.added,
        )


def fit(examples: Examples, folds: Tensor, seed: int) -> Fit:
    """Choose on held-out photos and places, then fit on all photos that may be fitted.

    `folds` (N,) says in which round a photo is held out, where none are set apart.
    """
    rounds = plan_rounds(examples, folds, seed)
    # Photos that are set apart are the same in every round.
    asked = rounds[:1] if bool(examples.validation.any()) else rounds
    scored: list[HeldOutPhotos] = []
    unseen: list[tuple[HeldOutPlaces, AddedPlaces]] = []
    total = len(asked) + len(rounds) + 1
    with tqdm(total=total, desc="fitting", unit=" fits", leave=False) as bar:
        for now in asked:
            scored.append(score_photos(examples, now))
            bar.update()
        photos = join(scored)
        choices = choose(photos, examples.place_categories)
        for now in rounds:
            unseen.append(hold_out_places(examples, now, choices.neighbour_weight.value))
            bar.update()
        known = fit_known_rule(join([places for places, _ in unseen]))
        added = join([added for _, added in unseen])
        weights = fit_added(added.features, added.energy, added.own) if len(added.own) else None
        shown = indices(~examples.validation)
        places = examples.places[shown]
        fitted = fit_scorer_with_losses(examples, shown, places, examples.place_count)
        bar.update()
    return Fit(fitted, choices, known, weights or _ADDED_BY_DEFAULT, photos)
