"""Which of several copies of a photo stays: once for each place, and for one place alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from math import log2

from inference.data import duplicates
from inference.data.photo_check import PhotoRecord
from inference.data.place_conflicts import Conflict

DUPLICATE_FILTERS = ("exact_duplicate", "near_duplicate", "other_place")
Settle = Callable[[Sequence[Conflict]], list[str | None]]


@dataclass
class Verdict:
    """What is decided of one photo: `reason` where it is dropped, `kept` the one that stays for it.

    `flags` are the filters turned off that would have dropped it.
    """

    reason: str = ""
    kept: int | None = None
    detail: str = ""
    flags: list[str] = field(default_factory=list)


def choose(
    records: Sequence[PhotoRecord], without: Collection[str], settle: Settle
) -> list[Verdict]:
    """A verdict on each photo. `settle` says of photos under several places where they belong.

    Of copies with the same pixels the first stays, of near copies the largest or, where they are
    about as large, the first. A photo that is not itself like the one that stays is never dropped
    for it.
    """
    return _Choice(records, without).verdicts(settle)


class _Choice:
    def __init__(self, records: Sequence[PhotoRecord], without: Collection[str]) -> None:
        self.records = records
        self.without = without
        firsts: dict[tuple[str, str], int] = {}
        # Each photo's first copy with the same pixels under the same place; then what stays for it.
        self.first = [firsts.setdefault((r.place_id, r.pixels), i) for i, r in enumerate(records)]
        self.stands = list(self.first)
        self.heads = list(firsts.values())
        signatures = [records[i].signature for i in self.heads]
        pairs = duplicates.same_picture(signatures)
        self.pairs = [(self.heads[a], self.heads[b]) for a, b in pairs]

    def verdicts(self, settle: Settle) -> list[Verdict]:
        found = [Verdict() for _ in self.records]
        for i, first in enumerate(self.first):
            if first != i:
                self._drop(found[i], "exact_duplicate", first)
        best = self._nearly_equal()
        for i, larger in best.items():
            self._drop(found[i], "near_duplicate", larger)
        if "near_duplicate" not in self.without:
            self.stands = [best.get(i, i) for i in self.stands]
        for i, (best_of_place, detail) in self._misplaced(settle).items():
            self._drop(found[i], "other_place", best_of_place, detail)
        self._follow(found)
        return found

    def _drop(self, verdict: Verdict, reason: str, kept: int | None, detail: str = "") -> None:
        if reason in self.without:
            verdict.flags.append(reason)
        elif not verdict.reason:
            verdict.reason, verdict.kept, verdict.detail = reason, kept, detail

    def _follow(self, found: list[Verdict]) -> None:
        """Copies that were let stay share their original's fate; and nothing is kept as dropped."""
        for i, first in enumerate(self.first):
            if not found[i].reason:
                original = found[first]
                found[i].reason, found[i].kept = original.reason, original.kept
                found[i].detail = original.detail
        for verdict in found:
            while verdict.kept is not None and found[verdict.kept].reason:
                verdict.kept = found[verdict.kept].kept

    def _nearly_equal(self) -> dict[int, int]:
        """Photo → the larger copy of the same place that stays for it."""
        beside: dict[int, list[int]] = defaultdict(list)
        for a, b in self.pairs:
            if self.records[a].place_id == self.records[b].place_id:
                beside[a].append(b)
                beside[b].append(a)
        best: dict[int, int] = {}
        for i in sorted(beside, key=self._largest_first):
            if i not in best:
                best.update(
                    {j: i for j in sorted(beside[i]) if j not in best and self._after(i, j)}
                )
        return best

    def _after(self, i: int, j: int) -> bool:
        return self._largest_first(i) < self._largest_first(j)

    def _largest_first(self, i: int) -> tuple[int, int]:
        record = self.records[i]
        # In steps of a quarter: a few pixels more are no reason to prefer a later copy.
        return -round(3 * log2(record.width * record.height)), i

    def _misplaced(self, settle: Settle) -> dict[int, tuple[int | None, str]]:
        """Photo → the copy of it under the place it fits, or None where it fits none clearly."""
        across = {
            (min(self.stands[a], self.stands[b]), max(self.stands[a], self.stands[b]))
            for a, b in self.pairs
            if self.records[a].place_id != self.records[b].place_id
        }
        members: dict[int, list[int]] = defaultdict(list)
        groups = duplicates.groups(sorted(across), len(self.records))
        for i in sorted({i for pair in across for i in pair}):
            members[groups[i]].append(i)
        conflicts = [self._conflict(photos) for photos in members.values()]
        misplaced: dict[int, tuple[int | None, str]] = {}
        for conflict, place in zip(conflicts, settle(conflicts) if conflicts else [], strict=True):
            own = [i for i in conflict.photos if self.records[i].place_id == place]
            stays = min(own, key=self._largest_first, default=None)
            names = {self.records[i].place_id: self.records[i].name for i in conflict.photos}
            rivals = " and ".join(f"{names[rival]} ({rival})" for rival in sorted(names))
            for i in conflict.photos:
                if i not in own:
                    linked = [j for j in own if (min(i, j), max(i, j)) in across]
                    kept = min(linked, key=self._largest_first, default=stays)
                    fits = f"{names[place]} ({place}) better" if place else "none of them clearly"
                    misplaced[i] = kept, f"It stands under {rivals}. It fits {fits}."
        return misplaced

    def _conflict(self, photos: Sequence[int]) -> Conflict:
        chosen = set(photos)
        copies = [i for i, stands in enumerate(self.stands) if stands in chosen]
        votes = Counter(self.records[i].place_id for i in copies)
        return Conflict(tuple(photos), tuple(copies), min(photos, key=self._largest_first), votes)
