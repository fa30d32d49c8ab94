from __future__ import annotations

import json
from pathlib import Path

import pytest

from inference.catalogue import Catalogue
from inference.errors import UserError
from inference.search.judged import JudgedQuery, read_queries


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "queries.jsonl"


def read(path: Path, catalogue: Catalogue, **row: object) -> JudgedQuery:
    path.write_text(json.dumps({"query": "a", **row}, ensure_ascii=False), encoding="utf-8")
    (judged,) = read_queries(path, catalogue)
    return judged


def test_a_damaged_line_is_named(path: Path, catalogue: Catalogue) -> None:
    path.write_text('{"query": "a", "relevant": []}\n{"query": 1', encoding="utf-8")
    with pytest.raises(UserError, match="line 2"):
        read_queries(path, catalogue)
    with pytest.raises(UserError, match="cannot be read"):
        read_queries(path.with_name("none"), catalogue)


def test_gains_may_be_graded(path: Path, catalogue: Catalogue) -> None:
    judged = read(path, catalogue, relevant={"W46993203": 1, "Q4113284": 0.5})
    assert judged.gains == {"W46993203": 1.0, "Q4113284": 0.5}


@pytest.mark.parametrize("name", ["Храм на Крови", "храм  на крови", "№15 Храм на Крови"])
def test_places_are_known_by_name(path: Path, catalogue: Catalogue, name: str) -> None:
    assert read(path, catalogue, relevant=[name]).gains == {"W46993203": 1.0}


def test_a_name_stands_for_all_its_places_or_those_of_the_city(
    path: Path, catalogue: Catalogue
) -> None:
    everywhere = read(path, catalogue, relevant=["Белая башня"]).gains
    assert {catalogue.places[i].city for i in everywhere} == {"Екатеринбург", "Нижний Новгород"}
    (there,) = read(path, catalogue, relevant=["Белая башня"], city="екатеринбург").gains
    assert catalogue.places[there].city == "Екатеринбург"


def test_an_alias_stands_for_a_place_where_no_name_does(path: Path, catalogue: Catalogue) -> None:
    assert read(path, catalogue, relevant=["Church on the Blood"]).gains == {"W46993203": 1.0}


def test_a_place_the_catalogue_lacks_counts_as_not_found(
    path: Path, catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    assert read(path, catalogue, relevant=["Атлантида"]).gains == {"Атлантида": 1.0}
    assert "line 1" in caplog.text
