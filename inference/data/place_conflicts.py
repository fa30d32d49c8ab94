"""One photo under several places: which of them does it show?

It belongs where it stands clearly more often; else where the other photos are clearly more like
it, by the mean cosine of the three nearest in the space of a trained model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inference.images import ImageLimits, decode

# So many times as often as under any other place.
CLEAR_MAJORITY = 2
MAX_OTHERS = 12
NEAREST = 3
CLEAR_MARGIN = 0.1
_BATCH = 16

Embed = Callable[[Sequence[Path]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One picture under several places: indices of the photos that stay of it so far, of all its
    copies, and of the largest; and how many of the copies stand under each place.
    """

    photos: tuple[int, ...]
    copies: tuple[int, ...]
    largest: int
    votes: Mapping[str, int]


def most_frequent(votes: Mapping[str, int]) -> str | None:
    """The place under which the photo stands at least twice as often as under any other."""
    first, second = sorted(votes, key=lambda place: (-votes[place], place))[:2]
    return first if votes[first] >= CLEAR_MAJORITY * votes[second] else None


def best_fit(
    contested: NDArray[np.float32], others: Mapping[str, NDArray[np.float32]]
) -> str | None:
    """The place whose photos (N, D) are clearly nearest to the contested one (D,); unit vectors.

    None where no place leads by the margin, or only one place has other photos to compare with.
    """
    likeness = {
        place: float(np.sort(vectors @ contested)[-NEAREST:].mean())
        for place, vectors in others.items()
        if len(vectors)
    }
    if len(likeness) < 2:
        return None
    first, second = sorted(likeness, key=lambda place: (-likeness[place], place))[:2]
    return first if likeness[first] - likeness[second] >= CLEAR_MARGIN else None


def settle_conflicts(
    conflicts: Sequence[Conflict],
    path_of: Callable[[int], Path],
    others_of: Callable[[str], Sequence[int]],
    load_embed: Callable[[], Embed],
) -> list[str | None]:
    """The place of each conflict, or None. The model is loaded only if counting does not settle it.

    `others_of` lists photos of a place, which may include contested ones; those are left out.
    """
    contested = {i for conflict in conflicts for i in conflict.copies}
    settled = [most_frequent(conflict.votes) for conflict in conflicts]
    if None not in settled:
        return settled
    embed = load_embed()
    vectors: dict[str, NDArray[np.float32]] = {}
    for number, conflict in enumerate(conflicts):
        if settled[number] is not None:
            continue
        for place in conflict.votes:
            if place not in vectors:
                others = [i for i in others_of(place) if i not in contested][:MAX_OTHERS]
                vectors[place] = embed([path_of(i) for i in others])
        photo = embed([path_of(conflict.largest)])[0]
        settled[number] = best_fit(photo, {place: vectors[place] for place in conflict.votes})
    return settled


def model_embedding(folder: Path, device: str, limits: ImageLimits) -> Embed:
    """Photos → unit vectors (N, D) by the model in a folder. Raises ModelError."""
    import torch  # takes a second, and most data sets have no such photo

    from inference.backbones import folded
    from inference.device import select_device
    from inference.model_files import load_model
    from inference.preprocessing import make_views

    model = load_model(folder)
    spec, space = model.labels.backbone, model.scorer.space
    chosen = select_device(device)
    backbone = folded(model.backbone).to(chosen)

    def embed(paths: Sequence[Path]) -> NDArray[np.float32]:
        parts = [torch.zeros(0, len(space.projection))]
        with torch.inference_mode():
            for start in range(0, len(paths), _BATCH):
                batch = paths[start : start + _BATCH]
                images = [decode(p.read_bytes(), limits, spec.input_side) for p in batch]
                views = torch.stack([make_views(image, spec.view_side) for image in images])
                looks = backbone.look(views.to(chosen))
                parts.append(space.vectors(backbone.embed(looks).cpu()))
        joined: NDArray[np.float32] = torch.cat(parts).numpy()
        return joined

    return embed
