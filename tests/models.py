"""A small catalogue, pictures that tell its places apart, and an untrained model of it."""

from __future__ import annotations

import base64
import csv
import io
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

from inference.backbones import BackboneSpec, build
from inference.catalogue import Catalogue, Category, City, Place
from inference.evidence import SIGNS
from inference.labels import Calibration, Known, Labels, PlaceLabel
from inference.model_files import save_weights
from inference.scorer import LinearHead, Scorer
from inference.space import Bank, Space
from inference.weights import weights_file

PLACES = (
    Place("a-tower", "Башня", "towers", "Альфа"),
    Place("a-church", "Церковь", "religion", "Альфа"),
    Place("b-tower", "Башня", "towers", "Бета"),
)
CATEGORIES = (
    Category("religion", "храм", "church", "⛪"),
    Category("sport", "спорт", "sport", "🏟️"),
    Category("towers", "башня", "tower", "🗼"),
)


_COLUMNS = ("XID", "Name", "Kind", "City", "OSM", "WikiData", "Rate", "Lon", "Lat")


def small_catalogue(places: tuple[Place, ...] = PLACES) -> Catalogue:
    return Catalogue(
        {place.id: place for place in places},
        {category.id: category for category in CATEGORIES},
        {place.city: City(place.city) for place in places},
    )


def picture_of(place: int, seed: int) -> Image.Image:
    """Stripes in one of three directions and colours, with noise: each place its own."""
    random = np.random.default_rng([place, seed])
    y, x = np.mgrid[:72, :96]
    wave = (x, y, x + y)[place] / random.uniform(3.0, 4.0)
    stripes = 90 * np.sin(wave + random.uniform(0, 6))[..., None] * np.eye(3)[place]
    pixels = 120 + stripes + random.normal(0, 12, (72, 96, 3))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def jpeg_of(place: int, seed: int) -> bytes:
    buffer = io.BytesIO()
    picture_of(place, seed).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def write_raw(folder: Path, photos: int, duplicates: int = 0) -> None:
    """Raw files of the small catalogue's two cities: `photos` a place, and some of them twice."""
    folder.mkdir(parents=True, exist_ok=True)
    for city in ("Альфа", "Бета"):
        own = [(i, place) for i, place in enumerate(PLACES) if place.city == city]
        with (folder / f"{city}_places.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(
                ["XID", "Name", "Kind", "City", "OSM", "WikiData", "Rate", "Lon", "Lat"]
            )
            for _, place in own:
                writer.writerow([place.id, place.name, place.category, city, "", "", "", 0, 0])
        # One city's image file has another letter case than its places file.
        name = f"{city.lower()}_images.csv"
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["name", "image"])
            for i, place in own:
                for seed in [*range(photos), *range(duplicates)]:
                    text = base64.b64encode(jpeg_of(i, seed)).decode()
                    writer.writerow([f"{place.name} ", text])


def write_untrained_weights(folder: Path) -> None:
    """Random weights in the place of ImageNet's."""
    torch.manual_seed(0)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(build(BackboneSpec()).state_dict(), weights_file(folder, "mobilenet_v2"))


def small_labels() -> Labels:
    return Labels(
        backbone=BackboneSpec(),
        categories=tuple(category.id for category in CATEGORIES),
        places=tuple(
            PlaceLabel(id=p.id, name=p.name, city=p.city, photos=20, sparse=False) for p in PLACES
        ),
        place_categories=tuple(place.category for place in PLACES),
        calibration=Calibration(
            category_temperature=1.0,
            place_temperature=2.0,
            category_from_places=0.5,
            neighbour_weight=1.0,
        ),
        known=Known(threshold=0.4, bias=0.0, weights=dict.fromkeys(SIGNS, 0.0)),
    )


def write_untrained_model(folder: Path) -> None:
    """A sound model folder whose answers mean nothing; it finds every photo known."""
    torch.manual_seed(1)
    labels = small_labels()
    backbone = build(labels.backbone).eval()
    width = 8
    vectors = torch.nn.functional.normalize(torch.randn(6, width), dim=1)
    scorer = Scorer(
        Space(torch.randn(width, backbone.embedding), torch.zeros(width)),
        LinearHead(torch.randn(len(CATEGORIES), width), torch.zeros(len(CATEGORIES))),
        LinearHead(torch.randn(len(PLACES), width), torch.zeros(len(PLACES))),
        Bank.of(vectors, torch.tensor([0, 0, 1, 1, 2, 2])),
        len(PLACES),
    )
    folder.mkdir(parents=True, exist_ok=True)
    save_weights(folder, backbone, scorer, labels)
