"""Search in several processes: each has an interpreter lock of its own, and so a core."""

from inference.search_pool.lines import Answer
from inference.search_pool.pool import SearchPool
from inference.search_pool.source import SearchSource, digest_of

__all__ = ["Answer", "SearchPool", "SearchSource", "digest_of"]
