"""What was found lately: the same words are asked again and again."""

from __future__ import annotations

from collections import OrderedDict

from inference.search.results import SearchResult

Question = tuple[str, str | None, int]
"""Text, city and how many places."""


class SearchCache:
    """The results of the last `size` different questions; those least lately asked go first."""

    def __init__(self, size: int = 4096) -> None:
        self._size = size
        self._results: OrderedDict[Question, SearchResult] = OrderedDict()

    def get(self, question: Question) -> SearchResult | None:
        """The result, or None where it is not known."""
        result = self._results.get(question)
        if result is not None:
            self._results.move_to_end(question)
        return result

    def keep(self, question: Question, result: SearchResult) -> None:
        self._results[question] = result
        self._results.move_to_end(question)
        if len(self._results) > self._size:
            self._results.popitem(last=False)
