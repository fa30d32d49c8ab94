from __future__ import annotations

from pathlib import Path

import pytest

from inference import Catalogue
from inference.enrichment.kinds import CLASSES, ClassesError, load_classes
from inference.tables import read_rows

HEADER = "wikidata,category,label\n"


def table(folder: Path, rows: str) -> Path:
    path = folder / "classes.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def test_every_category_of_the_catalogue_has_classes_and_there_are_no_others(
    catalogue: Catalogue,
) -> None:
    classes = load_classes()
    assert set(classes.categories.values()) == set(catalogue.categories)
    assert all(classes.of(category) for category in catalogue.categories)


def test_every_class_has_a_label() -> None:
    rows = list(read_rows(CLASSES, (), ClassesError))
    assert len(rows) > 150
    assert all(row.values["label"] for row in rows)


@pytest.mark.parametrize(
    ("kinds", "category"),
    [
        (["Q16970"], "religion"),
        (["Q33506", "Q17431399"], "national_museums"),
        (["Q33506", "Q2977"], "religion"),
        (["Q57821", "Q81917"], "towers"),
        (["Q57821", "Q263274"], "fortifications"),
        (["Q860861", "Q179700"], "historic"),
        (["Q570116", "Q174782"], "urban_environment"),
        (["Q24354", "Q84860894"], "puppetries"),
    ],
)
def test_the_most_specific_class_tells_the_category(kinds: list[str], category: str) -> None:
    assert load_classes().category(kinds) == category
    assert load_classes().category(kinds[::-1]) == category


def test_classes_that_are_not_listed_tell_no_category() -> None:
    assert load_classes().category(["Q5"]) is None
    assert load_classes().category([]) is None


def test_the_classes_of_a_category_come_in_the_tables_order(tmp_path: Path) -> None:
    path = table(tmp_path, "Q2,religion,chapel\nQ3,bridges,bridge\nQ1,religion,church\n")
    assert load_classes(path).of("religion") == ("Q2", "Q1")


def test_a_category_without_classes_is_refused_by_naming_those_there_are(tmp_path: Path) -> None:
    classes = load_classes(table(tmp_path, "Q3,bridges,bridge\nQ2,religion,chapel\n"))
    with pytest.raises(ClassesError, match="called bridge; there are bridges, religion"):
        classes.of("bridge")


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("12,religion,chapel\n", "line 2: a Q id and a category"),
        ("Q1,,chapel\n", "line 2: a Q id and a category"),
        ("Q1,religion,chapel\nQ1,bridges,bridge\n", "line 3: Q1 has a row already"),
        ("Q1,religion\n", "line 2: the row has 2 values"),
    ],
)
def test_a_table_with_a_wrong_row_is_refused(tmp_path: Path, rows: str, complaint: str) -> None:
    with pytest.raises(ClassesError, match=complaint):
        load_classes(table(tmp_path, rows))


def test_a_missing_table_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ClassesError, match="is missing"):
        load_classes(tmp_path / "classes.csv")
