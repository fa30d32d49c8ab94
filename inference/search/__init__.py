"""Places found by words: names, kinds, cities and aliases, in any form people type them."""

from inference.search.encoder import EncoderError, TextEncoder, load_encoder
from inference.search.results import Hit, SearchResult
from inference.search.searcher import Searcher

__all__ = ["EncoderError", "Hit", "SearchResult", "Searcher", "TextEncoder", "load_encoder"]
