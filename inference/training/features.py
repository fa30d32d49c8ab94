"""What a backbone says of a dataset's photos, computed once: the cache is a file a backbone.

A photo is known by its file's sha256, a backbone by a hash of its record and weights, so what was
computed stays of use when a dataset is prepared anew or places are added to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor
from tqdm import tqdm

from inference.backbones import Backbone, folded
from inference.catalogue import Photo
from inference.data.duplicates import SIGNATURE_BYTES, signature
from inference.errors import UserError
from inference.images import ImageError, ImageLimits, decode
from inference.preprocessing import make_views
from inference.writing import whole_file

_BATCH = 8
_SAVE_EVERY = 4096  # photos: what an interruption may cost


class PhotoFileError(UserError):
    """A photo of the dataset is missing or damaged."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of N photos: looks (N, 3, F), and the signatures that tell duplicates."""

    looks: Tensor
    signatures: tuple[bytes, ...]


def fingerprint(backbone: Backbone) -> str:
    """A hash of a backbone's record and weights: equal for equal looks."""
    digest = hashlib.sha256(backbone.spec.model_dump_json(exclude={"source", "licence"}).encode())
    for name, tensor in backbone.state_dict().items():
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
    return digest.hexdigest()[:16]


def look_at_photos(
    backbone: Backbone, photos: Sequence[Photo], device: torch.device, cache: Path | None = None
) -> Features:
    """The features of photos, in their order; those in the folder `cache` are not computed again.

    Raises PhotoFileError for a file that cannot be read. Looks are rounded to half precision, as
    the cache holds them.
    """
    path = cache / f"{fingerprint(backbone)}.safetensors" if cache is not None else None
    known = _read(path) if path is not None else {}
    missing = {_key(photo): photo for photo in photos if _key(photo) not in known}
    network = folded(backbone).to(device)
    bar = tqdm(total=len(missing), desc="looking", unit=" photos", disable=not missing)
    with torch.inference_mode(), bar:
        added = 0
        for keys, rows in _compute(network, list(missing.items()), device):
            known.update(zip(keys, rows, strict=True))
            bar.update(len(keys))
            added += len(keys)
            if path is not None and added >= _SAVE_EVERY:
                _write(path, known)
                added = 0
    if path is not None and missing:
        _write(path, known)
    rows = [known[_key(photo)] for photo in photos]
    looks = torch.stack([row.looks for row in rows]).float()
    return Features(looks, tuple(row.signature for row in rows))


@dataclass(frozen=True, slots=True)
class _Row:
    looks: Tensor  # (3, F) half
    signature: bytes


def _key(photo: Photo) -> str:
    if photo.sha256 is None or photo.path is None:
        raise PhotoFileError(f"A photo of {photo.place_id} has no file; prepare the dataset anew.")
    return photo.sha256


def open_photo(photo: Photo, short_side: int) -> Image.Image:
    """The upright RGB picture of a photo on disk. Raises PhotoFileError naming the file."""
    _key(photo)
    path = Path(photo.path or "")
    try:
        return decode(path.read_bytes(), ImageLimits(), short_side)
    except OSError as error:
        raise PhotoFileError(f"{path} cannot be read: {error.strerror or error}.") from error
    except ImageError as error:
        raise PhotoFileError(f"{path} was changed since it was prepared: {error}") from error


def _compute(
    backbone: Backbone, items: Sequence[tuple[str, Photo]], device: torch.device
) -> Iterator[tuple[list[str], list[_Row]]]:
    spec = backbone.spec

    def prepare(item: tuple[str, Photo]) -> tuple[Tensor, bytes]:
        image = open_photo(item[1], spec.input_side)
        return make_views(image, spec.view_side), signature(image)

    batch = _BATCH if device.type == "cpu" else 16 * _BATCH
    parts = [items[start : start + batch] for start in range(0, len(items), batch)]
    with ThreadPoolExecutor() as pool:
        # The next batch is decoded while the network looks at this one.
        waiting = [pool.submit(prepare, item) for item in (parts[0] if parts else ())]
        for number, part in enumerate(parts):
            ready = [future.result() for future in waiting]
            following = parts[number + 1] if number + 1 < len(parts) else ()
            waiting = [pool.submit(prepare, item) for item in following]
            views = torch.stack([views for views, _ in ready])
            looks = backbone.look(views.to(device)).cpu().half()
            rows = [_Row(e, s) for e, (_, s) in zip(looks, ready, strict=True)]
            yield [key for key, _ in part], rows


def _read(path: Path) -> dict[str, _Row]:
    """The rows of a cache file; none where there is no file, or a damaged or an older one."""
    if not path.is_file():
        return {}
    with suppress(SafetensorError, KeyError, ValueError):
        stored = load_file(path)
        keys = [bytes(row).hex() for row in stored["sha256"].numpy()]
        signatures = [bytes(row) for row in stored["signatures"].numpy()]
        if stored["signatures"].shape[1] != SIGNATURE_BYTES:
            raise ValueError("the signatures are those of another version")
        rows = (_Row(e, s) for e, s in zip(stored["looks"], signatures, strict=True))
        return dict(zip(keys, rows, strict=True))
    path.unlink()  # what a cache has lost is computed again
    return {}


def _write(path: Path, rows: dict[str, _Row]) -> None:
    tensors = {
        "sha256": torch.tensor([list(bytes.fromhex(key)) for key in rows], dtype=torch.uint8),
        "signatures": torch.tensor([list(r.signature) for r in rows.values()], dtype=torch.uint8),
        "looks": torch.stack([row.looks for row in rows.values()]),
    }
    with whole_file(path) as temporary:
        save_file(tensors, temporary)
