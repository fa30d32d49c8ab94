"""From raw folders with photos to a model folder.

The backbone keeps its ImageNet weights; the two heads, the neighbours' space and the known rule are
fitted on its embeddings. Everything that is reported comes from cross-validation: five rounds, no
duplicate on both sides; what ships is fitted on all photos afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor
from tqdm import tqdm

from inference.catalogue import Catalogue
from inference.crossvalidation import (
    NEIGHBOUR_WEIGHT,
    Examples,
    HeldOutPhotos,
    HeldOutPlaces,
    KnownFit,
    fit_known_rule,
    join,
    plan_rounds,
    score_photos,
    sign_places,
)
from inference.data.photos import RawPhoto
from inference.data.training_set import MIN_PLACES, TrainingError, TrainingSet, load_training_set
from inference.device import select_device
from inference.evidence import SIGNS
from inference.heads import fit_head, fit_neighbours, fit_temperature
from inference.metrics import measure
from inference.model_card import write_card
from inference.model_files import (
    CARD,
    LABELS,
    METRICS,
    Known,
    Labels,
    PlaceLabel,
    Scores,
    save_weights,
)
from inference.network import LandmarkNetwork
from inference.preprocessing import make_views
from inference.weights import WEIGHTS_FILE
from inference.writing import whole_folder

# A place with fewer photos is known only on much stronger evidence than the others.
SPARSE_BELOW = 15
# The share of a category's probability that comes from its places; chosen by cross-validation.
CATEGORY_FROM_PLACES = 0.8


def load_backbone(network: LandmarkNetwork, weights: Path) -> None:
    """Put the ImageNet weights under `weights` (a folder) into the network's backbone."""
    path = weights / WEIGHTS_FILE
    if not path.is_file():
        raise TrainingError(f"{path} is missing; `make weights` fetches it.")
    try:
        state = load_file(path)
        prefix = "features."
        own = {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}
        network.backbone.load_state_dict(own)
    except (SafetensorError, RuntimeError) as error:
        raise TrainingError(f"{path} is damaged; fetch it again with `make weights`.") from error


def embed_photos(
    network: LandmarkNetwork, photos: Sequence[RawPhoto], device: torch.device, batch: int = 8
) -> Tensor:
    """Embeddings (N, E) of photos, on the CPU."""
    found = []
    network.eval().to(device)
    with torch.inference_mode(), tqdm(total=len(photos), desc="embedding", unit=" photos") as bar:
        for start in range(0, len(photos), batch):
            part = photos[start : start + batch]
            views = torch.stack([make_views(photo.open()) for photo in part])
            found.append(network.embed(views.to(device)).cpu())
            bar.update(len(part))
    return torch.cat(found).clone()


def train(
    raw_dirs: Sequence[Path],
    out: Path,
    catalogue: Catalogue,
    weights: Path,
    *,
    seed: int = 0,
    device: str = "auto",
) -> dict[str, object]:
    """Train on the photos of `raw_dirs` and write the model folder `out`; returns its metrics.

    `weights` is the folder that `make weights` fills. `out` appears whole or not at all.
    """
    torch.manual_seed(seed)
    material = load_training_set(raw_dirs, catalogue, seed=seed)
    categories = tuple(catalogue.categories)
    network = LandmarkNetwork(len(categories), len(material.place_ids))
    load_backbone(network, weights)
    embeddings = embed_photos(network, material.photos, select_device(device))
    examples = _examples(material, embeddings, catalogue)
    photos, known = _cross_validate(examples, material.folds, seed)
    scores = Scores(
        category_temperature=fit_temperature(
            photos.category_logits, examples.place_categories[photos.places]
        ),
        place_temperature=fit_temperature(photos.place_scores, photos.places),
        category_from_places=CATEGORY_FROM_PLACES,
        neighbour_weight=NEIGHBOUR_WEIGHT,
    )
    labels = _labels(material, catalogue, examples, scores, known)
    metrics = measure(material, catalogue, examples, photos, known, labels)
    _fit_heads(network.cpu(), examples)
    with whole_folder(out, marker=LABELS) as folder:
        neighbours = fit_neighbours(examples.embeddings, examples.places)
        save_weights(folder, network, neighbours, labels)
        text = json.dumps(metrics, ensure_ascii=False, indent=1)
        (folder / METRICS).write_text(text + "\n", encoding="utf-8")
        write_card(folder / CARD, labels, metrics, catalogue)
    return metrics


def _examples(material: TrainingSet, embeddings: Tensor, catalogue: Catalogue) -> Examples:
    order = {category: i for i, category in enumerate(catalogue.categories)}
    place_categories = [order[catalogue.places[p].category] for p in material.place_ids]
    counts = material.places.bincount(minlength=len(material.place_ids))
    return Examples(
        embeddings,
        material.places,
        torch.tensor(place_categories),
        len(order),
        _sparse(counts),
    )


def _sparse(counts: Tensor) -> Tensor:
    """Places with few photos (P,); none where nearly all have few, for then they are the rule."""
    few = counts < SPARSE_BELOW
    return few if int((~few).sum()) >= MIN_PLACES else torch.zeros_like(few)


def _cross_validate(examples: Examples, folds: Tensor, seed: int) -> tuple[HeldOutPhotos, KnownFit]:
    photos: list[HeldOutPhotos] = []
    places: list[HeldOutPlaces] = []
    rounds = plan_rounds(examples.places, folds, examples.sparse, seed)
    for now in tqdm(rounds, desc="cross-validating", unit=" rounds"):
        photos.append(score_photos(examples, now))
        places.append(sign_places(examples, now))
    return join(photos), fit_known_rule(join(places))


def _fit_heads(network: LandmarkNetwork, examples: Examples) -> None:
    x, y = examples.embeddings, examples.places
    place_head = fit_head(x, y, examples.place_count)
    category_head = fit_head(x, examples.place_categories[y], examples.categories)
    heads = ((network.place_head, place_head), (network.category_head, category_head))
    with torch.no_grad():
        for layer, fitted in heads:
            layer.weight.copy_(fitted.weight)
            layer.bias.copy_(fitted.bias)


def _labels(
    material: TrainingSet,
    catalogue: Catalogue,
    examples: Examples,
    scores: Scores,
    known: KnownFit,
) -> Labels:
    places = [catalogue.places[place_id] for place_id in material.place_ids]
    counts = material.places.bincount(minlength=len(places)).tolist()
    sparse = examples.sparse.tolist()
    return Labels(
        categories=tuple(catalogue.categories),
        places=tuple(
            PlaceLabel(id=p.id, name=p.name, city=p.city, photos=n, sparse=s)
            for p, n, s in zip(places, counts, sparse, strict=True)
        ),
        place_categories=tuple(place.category for place in places),
        scores=scores,
        known=Known(
            threshold=known.rule.threshold,
            bias=known.rule.bias,
            weights=dict(zip(SIGNS, known.rule.weights.tolist(), strict=True)),
        ),
    )
