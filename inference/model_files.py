"""A trained model as a folder: `weights.safetensors` and `labels.json`, never a pickle.

`metrics.json` and `MODEL_CARD.md` lie beside them for people; answering needs only the two.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from inference.errors import UserError
from inference.evidence import SIGNS, KnownRule, Neighbours
from inference.network import EMBEDDING, LandmarkNetwork
from inference.preprocessing import INPUT_SIDE, VIEW_SIDE

WEIGHTS = "weights.safetensors"
LABELS = "labels.json"
METRICS = "metrics.json"
CARD = "MODEL_CARD.md"
FORMAT = 1
_NETWORK = "network."
_NEIGHBOURS = "neighbours."


class ModelError(UserError):
    """The folder is no model this program can use, or the device asked for is not there."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class PlaceLabel(_Part):
    """One output of the place head; name and city are there for people. `photos` trained it."""

    id: str = Field(min_length=1)
    name: str
    city: str
    photos: int = Field(ge=0)
    sparse: bool


class Preprocessing(_Part):
    """What the views must be; a program that makes others cannot use the model."""

    view_side: Literal[VIEW_SIDE] = VIEW_SIDE  # type: ignore[valid-type]
    input_side: Literal[INPUT_SIDE] = INPUT_SIDE  # type: ignore[valid-type]
    views: tuple[Literal["squashed"], Literal["cropped"]] = ("squashed", "cropped")


class Scores(_Part):
    """Logits → probabilities (temperature scaling, Guo et al. 2017, arXiv 1706.04599).

    Each place's logit gains `neighbour_weight` times its photos' similarity. A category's
    probability is its own head's, and to the part `category_from_places` that of its places.
    """

    category_temperature: float = Field(gt=0)
    place_temperature: float = Field(gt=0)
    category_from_places: float = Field(ge=0, le=1)
    neighbour_weight: float = Field(ge=0)


class Known(_Part):
    """The rule of `inference.evidence`, by the names of its signs."""

    threshold: float = Field(gt=0, lt=1)
    bias: float
    weights: Mapping[str, float]


class Labels(_Part):
    """What the outputs mean and how to read them: the content of `labels.json`."""

    format: Literal[FORMAT] = FORMAT  # type: ignore[valid-type]
    architecture: Literal["mobilenet_v2"] = "mobilenet_v2"
    preprocessing: Preprocessing = Preprocessing()
    categories: tuple[str, ...] = Field(min_length=1)
    places: tuple[PlaceLabel, ...] = Field(min_length=1)
    place_categories: tuple[str, ...]
    scores: Scores
    known: Known

    def fingerprint(self) -> str:
        """A hash of the outputs' order, kept beside the weights: labels and heads must agree."""
        text = json.dumps([list(self.categories), [p.id for p in self.places]])
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Model:
    """Everything a model folder holds. `version` is a short hash of the weights file."""

    network: LandmarkNetwork
    neighbours: Neighbours
    labels: Labels
    rule: KnownRule
    version: str


def load_model(folder: Path) -> Model:
    """Read and check a model folder. Raises ModelError, one sentence, for everything wrong."""
    labels = _read_labels(folder / LABELS)
    path = folder / WEIGHTS
    tensors = _read_tensors(path, labels)
    network = LandmarkNetwork(len(labels.categories), len(labels.places))
    try:
        network.load_state_dict(_under(_NETWORK, tensors))
    except RuntimeError as error:
        reason = " ".join(str(error).split()[:24])
        raise ModelError(f"{path} does not fit the network or {LABELS}: {reason} …") from error
    network.eval()
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    neighbours = _neighbours(_under(_NEIGHBOURS, tensors), len(labels.places), path)
    weights = torch.tensor([labels.known.weights[name] for name in SIGNS])
    rule = KnownRule(weights, labels.known.bias, labels.known.threshold)
    return Model(network, neighbours, labels, rule, version)


def save_weights(
    folder: Path, network: LandmarkNetwork, neighbours: Neighbours, labels: Labels
) -> None:
    """Write weights (in half precision) and labels into an existing folder."""
    tensors = {_NETWORK + name: value for name, value in network.state_dict().items()}
    tensors[_NEIGHBOURS + "mean"] = neighbours.mean
    tensors[_NEIGHBOURS + "projection"] = neighbours.projection
    tensors[_NEIGHBOURS + "vectors"] = neighbours.vectors
    halved = {k: v.half() if v.is_floating_point() else v for k, v in tensors.items()}
    halved[_NEIGHBOURS + "places"] = neighbours.places.to(torch.int32)
    stored = {k: v.detach().cpu().contiguous() for k, v in halved.items()}
    save_file(stored, folder / WEIGHTS, metadata={"labels": labels.fingerprint()})
    (folder / WEIGHTS).chmod(0o644)  # the library writes files that only their owner can read
    text = json.dumps(labels.model_dump(mode="json"), ensure_ascii=False, indent=1)
    (folder / LABELS).write_text(text + "\n", encoding="utf-8")


def _read_labels(path: Path) -> Labels:
    try:
        labels = Labels.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise ModelError(f"{path} is missing; {path.parent} is not a model folder.") from error
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ModelError(f"{path} is damaged or of another version: {where} {first['msg']}.") from (
            error
        )
    ids = [place.id for place in labels.places]
    if len(set(ids)) < len(ids) or len(set(labels.categories)) < len(labels.categories):
        raise ModelError(f"{path} names a place or a category twice.")
    if len(labels.place_categories) != len(ids) or not set(labels.place_categories) <= set(
        labels.categories
    ):
        raise ModelError(f"{path} does not say the category of each place.")
    if set(labels.known.weights) != set(SIGNS):
        raise ModelError(f"{path} weighs other signs of knowing than this program has.")
    return labels


def _read_tensors(path: Path, labels: Labels) -> dict[str, Tensor]:
    try:
        with safe_open(path, framework="pt") as file:
            fingerprint = (file.metadata() or {}).get("labels")
            stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except FileNotFoundError as error:
        raise ModelError(f"{path} is missing; {path.parent} is not a model folder.") from error
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelError(f"{path} is damaged: {error}.") from error
    if fingerprint != labels.fingerprint():
        raise ModelError(f"{path} and {LABELS} beside it belong to different models.")
    # Halves are for the disk; CPUs compute in single precision.
    tensors = {k: v.float() if v.is_floating_point() else v for k, v in stored.items()}
    for name, tensor in tensors.items():
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise ModelError(f"{path} is damaged: {name} holds values that are not numbers.")
    return tensors


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}


def _neighbours(tensors: Mapping[str, Tensor], places: int, path: Path) -> Neighbours:
    try:
        neighbours = Neighbours(
            tensors["mean"], tensors["projection"], tensors["vectors"], tensors["places"].long()
        )
    except KeyError as error:
        raise ModelError(f"{path} lacks the tensor {_NEIGHBOURS}{error.args[0]}.") from error
    shapes = [tuple(tensors[name].shape) for name in ("mean", "projection", "vectors", "places")]
    sound = [len(shape) for shape in shapes] == [1, 2, 2, 1] and (
        shapes[0] == (EMBEDDING,)
        and shapes[1] == (shapes[2][1], EMBEDDING)
        and shapes[3] == (shapes[2][0],)
        and not tensors["places"].is_floating_point()
        and shapes[2][0] > 0
        and 0 <= int(neighbours.places.min()) <= int(neighbours.places.max()) < places
    )
    if not sound:
        raise ModelError(f"{path} is damaged: the neighbours' tensors do not fit each other.")
    return neighbours
