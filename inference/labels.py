"""What a model's outputs mean and how to read them: the content of `labels.json`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from inference.backbones.spec import BackboneSpec

FORMAT = 2


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class PlaceLabel(_Part):
    """One place that is answered; name and city are there for people.

    `photos` are those it was fitted on. An `added` place has no row in the head; it stands behind
    those that have, and is told by its photos alone.
    """

    id: str = Field(min_length=1)
    name: str
    city: str
    photos: int = Field(ge=0)
    sparse: bool
    added: bool = False


class Calibration(_Part):
    """Logits → probabilities (temperature scaling, Guo et al. 2017, arXiv 1706.04599).

    Each place's logit gains `neighbour_weight` times its photos' similarity. A category's
    probability is its own head's, and to the part `category_from_places` that of its places.
    `added` are the weights of an added place's score (`inference.scorer`).
    """

    category_temperature: float = Field(gt=0)
    place_temperature: float = Field(gt=0)
    category_from_places: float = Field(ge=0, le=1)
    neighbour_weight: float = Field(ge=0)
    added: tuple[float, float, float] = (0.0, 0.0, 0.0)


class Known(_Part):
    """The rule of `inference.evidence`, by the names of its signs."""

    threshold: float = Field(gt=0, lt=1)
    bias: float
    weights: Mapping[str, float]


class Labels(_Part):
    """What the outputs mean and how to read them: the content of `labels.json`."""

    format: Literal[FORMAT] = FORMAT  # type: ignore[valid-type]
    backbone: BackboneSpec
    categories: tuple[str, ...] = Field(min_length=1)
    places: tuple[PlaceLabel, ...] = Field(min_length=1)
    place_categories: tuple[str, ...]
    calibration: Calibration
    known: Known

    @property
    def trained(self) -> int:
        """How many of the places have a row in the head."""
        return sum(not place.added for place in self.places)

    def fingerprint(self) -> str:
        """A hash of the outputs' order, kept beside the weights: labels and heads must agree."""
        text = json.dumps([list(self.categories), [p.id for p in self.places], self.trained])
        return hashlib.sha256(text.encode()).hexdigest()
