"""`add-place`: one more place for a trained model, from a few photos and without training."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from torch import Tensor

from inference import bundled
from inference.catalogue import Catalogue, Place
from inference.commands.options import add_catalogue, add_device, add_json, print_json, settings_of
from inference.data.dataset import Dataset
from inference.data.new_place import append_place
from inference.device import select_device
from inference.errors import UserError
from inference.geometry import read_position
from inference.loading import load_catalogue
from inference.model_files import CARD, LABELS, WEIGHTS, Model, load_model, save_weights
from inference.naming import clean_name, fold_name, slug_id
from inference.settings import InferenceSettings
from inference.training.adding import AddingError, Extended, add_places, look_at_files
from inference.training.features import look_at_photos
from inference.writing import check_replaceable, whole_folder

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".heic")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "photos", nargs="*", type=Path, metavar="PHOTO", help="photos of the place, or folders"
    )
    parser.add_argument("--place", metavar="ID", help="a place of the catalogue, by its id")
    parser.add_argument("--name", help="of the place, which need not be in the catalogue")
    parser.add_argument("--city", help="of the place with that name")
    parser.add_argument("--category", help="of a place that the catalogue lacks")
    parser.add_argument("--lat", default="", help="degrees, of a place that the catalogue lacks")
    parser.add_argument("--lon", default="", help="degrees")
    parser.add_argument(
        "--dataset", type=Path, help="instead of photos: its places that the model lacks"
    )
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="the model to add to")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="instead of the model's folder")
    add_catalogue(parser)
    add_device(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    out = options.out or settings.model_folder
    if out.resolve() in (bundled.MODEL, bundled.FAST_MODEL):
        raise UserError("The bundled model stays as it is; name a folder for the new one by --out.")
    check_replaceable(out, LABELS)
    model = load_model(settings.model_folder)
    additions = (_of_dataset if options.dataset else _of_photos)(options, settings, model)
    extended = add_places(model, additions)
    for place in additions:
        if options.dataset is None and place.id not in load_catalogue(settings).places:
            append_place(settings.catalogue, place)
    _write(settings.model_folder, out, model, extended)
    added = [
        {"id": place.id, "name": place.name, "city": place.city, "photos": len(looks)}
        for place, looks in additions.items()
    ]
    if options.json:
        print_json(added)
    else:
        for line in added:
            print(f"{line['name']}, {line['city']}: {line['photos']} photos.")
        print(f"Written: {out}")
    return 0


def _of_photos(
    options: argparse.Namespace, settings: InferenceSettings, model: Model
) -> dict[Place, Tensor]:
    paths = _files(options.photos)
    place = _place(options, settings, load_catalogue(settings))
    device = select_device(settings.device)
    return {place: look_at_files(model.backbone, paths, settings.limits, device)}


def _files(given: Sequence[Path]) -> list[Path]:
    paths: list[Path] = []
    for path in given:
        inside = (
            sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES)
            if (path.is_dir())
            else [path]
        )
        if not inside:
            raise AddingError(f"{path} holds no photo ({', '.join(SUFFIXES)}).")
        paths += inside
    if not paths:
        raise AddingError("Name photos of the place, a folder of them, or --dataset.")
    return paths


def _place(options: argparse.Namespace, settings: InferenceSettings, catalogue: Catalogue) -> Place:
    """The place of the catalogue that is meant, or a new one."""
    if options.place is not None:
        if options.place not in catalogue.places:
            raise AddingError(f"{settings.catalogue} has no place with the id {options.place!r}.")
        return catalogue.places[options.place]
    name, city = clean_name(options.name or ""), clean_name(options.city or "")
    if not fold_name(name) or not fold_name(city):
        raise AddingError("Say which place it is: --place ID, or --name and --city.")
    city = catalogue.find_city(city) or city
    wanted = fold_name(name)
    for place in catalogue.in_city(city):
        if wanted in map(fold_name, (place.name, *place.aliases, *place.names.values())):
            return place
    return _new_place(options, settings, catalogue, name, city)


def _new_place(
    options: argparse.Namespace,
    settings: InferenceSettings,
    catalogue: Catalogue,
    name: str,
    city: str,
) -> Place:
    if options.category not in catalogue.categories:
        raise AddingError(
            f"{name} in {city} is not in the catalogue; to add it, name its --category: one of "
            f"{', '.join(catalogue.categories)}."
        )
    if settings.catalogue.resolve() == bundled.CATALOGUE:
        raise AddingError(
            f"{name} in {city} is not in the bundled catalogue, which stays as it is; copy it to a "
            f"folder of your own, and name that by --catalogue."
        )
    try:
        lat, lon = read_position(options.lat, options.lon)
    except ValueError:
        raise AddingError("--lat and --lon must be degrees, or both left out.") from None
    return Place(slug_id(city, name), name, options.category, city, lat=lat, lon=lon)


def _of_dataset(
    options: argparse.Namespace, settings: InferenceSettings, model: Model
) -> dict[Place, Tensor]:
    dataset = Dataset.load(options.dataset)
    known = {place.id for place in model.labels.places}
    photos = [photo for photo in dataset.of("train", "val") if photo.place_id not in known]
    if not photos:
        raise AddingError(f"{options.dataset} has no photo of a place that the model lacks.")
    device = select_device(settings.device)
    looks = look_at_photos(model.backbone, photos, device, settings.data_dir / "looks").looks
    return {
        dataset.catalogue.places[place_id]: looks[[p.place_id == place_id for p in photos]]
        for place_id in dict.fromkeys(photo.place_id for photo in photos)
    }


def _write(source: Path, out: Path, model: Model, extended: Extended) -> None:
    """The new model, with what lay beside the old one; the card says what was added since."""
    with whole_folder(out, marker=LABELS) as folder:
        for path in source.iterdir():
            if path.is_file() and path.name not in (LABELS, WEIGHTS):
                shutil.copy(path, folder / path.name)
        save_weights(folder, model.backbone, extended.scorer, extended.labels)
        card = folder / CARD
        text = card.read_text(encoding="utf-8") if card.is_file() else "# Model card\n"
        before, _, _ = text.partition(f"\n{_HEADING}\n")
        names = [
            f"- {p.name}, {p.city}: {p.photos} photos" for p in extended.labels.places if p.added
        ]
        section = "\n".join((_HEADING, _ADDED, "", *names))
        card.write_text(f"{before.rstrip()}\n\n{section}\n", encoding="utf-8")


_HEADING = "## Added since"
_ADDED = (
    "Places told by the mean of their photos, without training. The figures above do not speak of\n"
    "them."
)
