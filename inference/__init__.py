"""Landmarks in photos and words: recognition and search, with no knowledge of any messenger.

The public names are imported when first used, so that reading a catalogue does not load torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inference.catalogue import Catalogue, CatalogueError, Category, City, Photo, Place
    from inference.engine import Engine
    from inference.errors import UserError
    from inference.images import ImageError, ImageLimits, Refusal
    from inference.protocol import AwayError, BusyError, Inference, PhotoView
    from inference.recognition import CategoryGuess, PlaceGuess, Recognition
    from inference.recognizer import ModelError, Recognizer
    from inference.search import Hit, Searcher, SearchResult, load_encoder

_HOMES = {
    "AwayError": "protocol",
    "Catalogue": "catalogue",
    "CatalogueError": "catalogue",
    "Category": "catalogue",
    "City": "catalogue",
    "Photo": "catalogue",
    "Place": "catalogue",
    "BusyError": "protocol",
    "Engine": "engine",
    "Inference": "protocol",
    "UserError": "errors",
    "ImageError": "images",
    "ImageLimits": "images",
    "Refusal": "images",
    "CategoryGuess": "recognition",
    "PlaceGuess": "recognition",
    "Recognition": "recognition",
    "ModelError": "recognizer",
    "PhotoView": "protocol",
    "Recognizer": "recognizer",
    "Hit": "search",
    "SearchResult": "search",
    "Searcher": "search",
    "load_encoder": "search",
}

__all__ = [
    "AwayError",
    "BusyError",
    "Catalogue",
    "CatalogueError",
    "Category",
    "CategoryGuess",
    "City",
    "Engine",
    "Hit",
    "ImageError",
    "ImageLimits",
    "Inference",
    "ModelError",
    "Photo",
    "PhotoView",
    "Place",
    "PlaceGuess",
    "Recognition",
    "Recognizer",
    "Refusal",
    "SearchResult",
    "Searcher",
    "UserError",
    "load_encoder",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'inference' has no attribute {name!r}")
    return getattr(import_module(f"inference.{_HOMES[name]}"), name)
