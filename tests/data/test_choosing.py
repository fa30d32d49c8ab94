from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PIL import Image

from inference.data.choosing import Verdict, choose
from inference.data.duplicates import signature
from inference.data.photo_check import PhotoRecord
from inference.data.place_conflicts import Conflict
from tests.data.scenes import scene


def record(place: str, seed: int, scale: float = 1.0, row: int = 0) -> PhotoRecord:
    """A photo of a scene under a place, at a scale; scenes of other seeds are other photos."""
    image = scene(seed)
    width, height = round(image.width * scale), round(image.height * scale)
    scaled = image.resize((width, height), Image.Resampling.BOX)
    return PhotoRecord(
        "x.csv",
        row,
        place,
        place,
        sha256=f"{seed}-{scale}",
        extension="jpg",
        width=width,
        height=height,
        size=width * height // 8,
        pixels=f"{seed}-{scale}",
        signature=signature(scaled),
    )


def nowhere(conflicts: Sequence[Conflict]) -> list[str | None]:
    return [None] * len(conflicts)


def chosen(records: Sequence[PhotoRecord], *without: str) -> list[Verdict]:
    return choose(records, without, nowhere)


def told(verdicts: Sequence[Verdict]) -> list[tuple[str, int | None]]:
    return [(verdict.reason, verdict.kept) for verdict in verdicts]


def test_of_equal_photos_the_first_stays() -> None:
    verdicts = chosen([record("a", 1), record("a", 2), record("a", 1), record("a", 1)])
    assert told(verdicts) == [
        *[("", None)] * 2,
        *[("exact_duplicate", 0)] * 2,
    ]


def test_of_near_copies_the_largest_stays() -> None:
    verdicts = chosen([record("a", 1, 0.8), record("a", 1), record("a", 1, 0.9), record("a", 2)])
    assert told(verdicts) == [
        *[("near_duplicate", 1), ("", None), ("near_duplicate", 1), ("", None)],
    ]


def test_of_near_copies_of_about_one_size_the_first_stays() -> None:
    first, second = record("a", 1), record("a", 1)
    second = replace(second, pixels="other", size=first.size + 1)
    assert told(chosen([first, second])) == [("", None), ("near_duplicate", 0)]


def test_a_copy_of_a_dropped_copy_points_to_the_photo_that_stays() -> None:
    verdicts = chosen([record("a", 1, 0.8), record("a", 1, 0.8), record("a", 1)])
    assert told(verdicts) == [("near_duplicate", 2), ("exact_duplicate", 2), ("", None)]


def test_a_photo_under_several_places_goes_where_it_is_settled() -> None:
    records = [record("a", 1), record("b", 1, 0.9), record("b", 1, 0.8), record("b", 2)]
    seen: list[Conflict] = []

    def settle(conflicts: Sequence[Conflict]) -> list[str | None]:
        seen.extend(conflicts)
        return ["b"]

    verdicts = choose(records, (), settle)
    assert told(verdicts) == [
        *[("other_place", 1), ("", None), ("near_duplicate", 1), ("", None)],
    ]
    (conflict,) = seen
    assert (dict(conflict.votes), conflict.largest) == ({"a": 1, "b": 2}, 0)
    assert conflict.photos == (0, 1)
    assert conflict.copies == (0, 1, 2)


def test_a_photo_that_fits_no_place_clearly_is_dropped_under_all() -> None:
    verdicts = chosen([record("a", 1), record("b", 1), record("b", 1), record("c", 2)])
    assert told(verdicts) == [
        *[("other_place", None)] * 2,
        *[("exact_duplicate", None), ("", None)],
    ]


@pytest.mark.parametrize("name", ["exact_duplicate", "near_duplicate", "other_place"])
def test_a_filter_turned_off_flags_and_drops_nothing(name: str) -> None:
    pairs = {
        "exact_duplicate": [record("a", 1), record("a", 1)],
        "near_duplicate": [record("a", 1), record("a", 1, 0.8)],
        "other_place": [record("a", 1), record("b", 1)],
    }
    for kind, records in pairs.items():
        verdicts = chosen(records, name)
        flagged = [verdict.flags for verdict in verdicts]
        if kind == name:
            assert told(verdicts) == [("", None)] * 2
            assert [name] in flagged
        else:
            assert flagged == [[], []]
            assert kind in {verdict.reason for verdict in verdicts}


def test_a_copy_let_stay_shares_the_fate_of_the_photo_it_copies() -> None:
    records = [record("a", 1, 0.8), record("a", 1, 0.8), record("a", 1)]
    verdicts = chosen(records, "exact_duplicate")
    assert told(verdicts) == [("near_duplicate", 2), ("near_duplicate", 2), ("", None)]
    assert verdicts[1].flags == ["exact_duplicate"]


def test_nothing_to_choose_from_is_no_error() -> None:
    assert chosen([]) == []
