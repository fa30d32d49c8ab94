"""Adding places to a trained model by a few photos, without fitting anything anew.

A place that the model lacks is told by the mean of its photos' vectors (a prototype, Snell et al.
2017, arXiv 1703.05175), with the score that training learnt for such places. Further photos of a
place that it has join its nearest neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor
from tqdm import tqdm

from inference.backbones import Backbone, folded
from inference.catalogue import Place
from inference.errors import UserError
from inference.images import ImageError, ImageLimits, check_size, decode
from inference.labels import Labels, PlaceLabel
from inference.model_files import Model
from inference.preprocessing import make_views
from inference.scorer import Scorer
from inference.space import Bank

_BATCH = 8


class AddingError(UserError):
    """The place or one of its photos cannot be added to the model."""


@dataclass(frozen=True, slots=True)
class Extended:
    """What a model answers with after places were added to it."""

    scorer: Scorer
    labels: Labels


def look_at_files(
    backbone: Backbone, paths: Sequence[Path], limits: ImageLimits, device: torch.device
) -> Tensor:
    """Looks (N, 3, F) at the photos in files. Raises AddingError naming the file that is none."""
    spec, network = backbone.spec, folded(backbone).to(device)
    looks: list[Tensor] = []
    with torch.inference_mode(), tqdm(total=len(paths), desc="looking", unit=" photos") as bar:
        for start in range(0, len(paths), _BATCH):
            part = paths[start : start + _BATCH]
            views = [make_views(_open(p, limits, spec.input_side), spec.view_side) for p in part]
            looks.append(network.look(torch.stack(views).to(device)).cpu())
            bar.update(len(part))
    return torch.cat(looks).clone()


def _open(path: Path, limits: ImageLimits, short_side: int) -> Image.Image:
    try:
        check_size(path.stat().st_size, limits)
        return decode(path.read_bytes(), limits, short_side)
    except OSError as error:
        raise AddingError(f"{path} cannot be read: {error.strerror or error}.") from error
    except ImageError as error:
        raise AddingError(f"{path} is no photo that can be used: {error}") from error


def add_places(model: Model, additions: Mapping[Place, Tensor]) -> Extended:
    """Add photos, as looks (n, 3, F), to places that the model has or lacks.

    Raises AddingError for a place whose category the model does not have.
    """
    scorer, labels = model.scorer, model.labels
    places, categories = list(labels.places), list(labels.place_categories)
    index = {label.id: i for i, label in enumerate(places)}
    vectors, shown = [scorer.bank.vectors], [scorer.bank.places]
    for place, looks in additions.items():
        if place.category not in labels.categories:
            raise AddingError(
                f"The model has no category {place.category!r}, which is that of {place.name}."
            )
        if place.id not in index:
            index[place.id] = len(places)
            places.append(
                PlaceLabel(
                    id=place.id,
                    name=place.name,
                    city=place.city,
                    photos=0,
                    sparse=False,
                    added=True,
                )
            )
            categories.append(place.category)
        at = index[place.id]
        places[at] = places[at].model_copy(update={"photos": places[at].photos + len(looks)})
        vectors.append(scorer.space.vectors(model.backbone.embed(looks)))
        shown.append(torch.full((len(looks),), at))
    bank = Bank.of(torch.cat(vectors), torch.cat(shown))
    return Extended(
        replace(scorer, bank=bank, places=len(places)),
        labels.model_copy(update={"places": tuple(places), "place_categories": tuple(categories)}),
    )
