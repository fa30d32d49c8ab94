from __future__ import annotations

from pathlib import Path

import pytest

from inference.data.dataset import Dataset, DatasetError
from inference.reproduction.labelled import LabelledPhotos, label
from tests.datasets import write_dataset
from tests.reproduction.conftest import write_preparation


def rows_of(labelled: LabelledPhotos, place_id: str) -> list[int]:
    rows = labelled.rows.tolist()
    return [n for n, photo in zip(rows, labelled.photos, strict=True) if photo.place_id == place_id]


def dropped(dataset: Dataset, place_id: str, name: str, reason: str) -> dict[str, object]:
    """A row dropped for the first photo of a place."""
    photo = next(photo for photo in dataset.photos if photo.place_id == place_id)
    assert photo.path is not None
    kept = photo.path.relative_to(dataset.folder).as_posix()
    return {"file": "x", "row": 0, "name": name, "reason": reason, "kept_as": kept}


def test_places_of_one_name_are_one_class(labelled: LabelledPhotos) -> None:
    assert labelled.names == ("Башня", "Церковь")
    assert labelled.categories == ("religion", "sport", "towers")
    shown = {
        (photo.place_id, labelled.names[name], labelled.categories[category])
        for photo, name, category in zip(
            labelled.photos,
            labelled.name_of.tolist(),
            labelled.category_of.tolist(),
            strict=True,
        )
    }
    assert shown == {
        ("a-tower", "Башня", "towers"),
        ("a-church", "Церковь", "religion"),
        ("b-tower", "Башня", "towers"),
    }


def test_a_photo_is_as_many_rows_as_the_places_files_hold_its_name(
    labelled: LabelledPhotos,
) -> None:
    assert set(rows_of(labelled, "a-tower")) == {2}
    assert set(rows_of(labelled, "a-church")) == {1}


def test_dropped_duplicates_of_the_same_place_are_further_rows(tmp_path: Path) -> None:
    dataset = write_dataset(tmp_path, 5)
    rows = (
        dropped(dataset, "a-tower", "башня ", "exact_duplicate"),
        dropped(dataset, "a-tower", "Башня", "near_duplicate"),
        dropped(dataset, "a-church", "Церковь", "near_duplicate"),
    )
    write_preparation(tmp_path, {"a-tower": 2, "a-church": 1, "b-tower": 2}, rows)
    labelled = label(dataset)
    assert sorted(rows_of(labelled, "a-tower")) == [2, 2, 2, 2, 6]
    assert sorted(rows_of(labelled, "a-church")) == [1, 1, 1, 1, 2]


def test_rows_dropped_for_another_place_or_reason_are_not(tmp_path: Path) -> None:
    dataset = write_dataset(tmp_path, 5)
    rows = (
        dropped(dataset, "a-church", "Башня", "exact_duplicate"),
        dropped(dataset, "a-church", "Церковь", "other_place"),
        {"file": "x", "row": 1, "name": "Церковь", "reason": "dark", "kept_as": None},
    )
    write_preparation(tmp_path, {"a-tower": 1, "a-church": 1, "b-tower": 1}, rows)
    assert label(dataset).rows.tolist() == [1] * 15


@pytest.mark.parametrize("report", [None, "{", '{"dropped": []}'])
def test_a_dataset_without_a_sound_report_is_one_sentence(
    tmp_path: Path, report: str | None
) -> None:
    dataset = write_dataset(tmp_path, 5)
    if report is not None:
        (tmp_path / "report.json").write_text(report, encoding="utf-8")
    with pytest.raises(DatasetError, match=r"prepare the dataset anew\.$"):
        label(dataset)
