"""The table in which a person decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from inference.catalogue import Catalogue, CatalogueError, Place
from inference.enrichment.decisions import CANDIDATES, read_decisions, write_candidates
from inference.enrichment.matching import Candidate
from tests.enrichment.things import read_table, write_table

TOWER = Place("tower-1", "Красная башня", "towers", "Казань")
CATALOGUE = Catalogue({TOWER.id: TOWER}, {}, {})
CANDIDATE = Candidate("tower-1", "Q7", "Башня", 41.6, 0.713)


def decide(folder: Path, *decisions: tuple[str, str]) -> None:
    rows = [("tower-1", item, decision) for item, decision in decisions]
    write_table(folder / CANDIDATES, ("place_id", "wikidata", "decision"), *rows)


def test_without_a_table_nothing_is_decided(tmp_path: Path) -> None:
    assert read_decisions(tmp_path).accepted == {}


def test_candidates_are_written_for_a_person_to_read(tmp_path: Path) -> None:
    assert write_candidates(tmp_path, CATALOGUE, [CANDIDATE], read_decisions(tmp_path)) == 1
    assert read_table(tmp_path / CANDIDATES) == [
        {
            "place_id": "tower-1",
            "name": "Красная башня",
            "city": "Казань",
            "wikidata": "Q7",
            "label": "Башня",
            "distance_m": "42",
            "similarity": "0.71",
            "decision": "",
        }
    ]


def test_without_candidates_no_table_is_made(tmp_path: Path) -> None:
    assert write_candidates(tmp_path, CATALOGUE, [], read_decisions(tmp_path)) == 0
    assert not (tmp_path / CANDIDATES).exists()


@pytest.mark.parametrize("word", ["yes", "Да", "YES"])
def test_yes_names_the_item(tmp_path: Path, word: str) -> None:
    decide(tmp_path, ("Q7", word), ("Q8", ""))
    assert read_decisions(tmp_path).accepted == {"tower-1": "Q7"}


def test_no_is_remembered(tmp_path: Path) -> None:
    decide(tmp_path, ("Q7", "нет"))
    assert read_decisions(tmp_path).refused == {("tower-1", "Q7")}


def test_what_was_decided_outlives_the_next_run(tmp_path: Path) -> None:
    decide(tmp_path, ("Q7", "no"), ("Q8", ""))
    waiting = write_candidates(tmp_path, CATALOGUE, [CANDIDATE], read_decisions(tmp_path))
    assert waiting == 0
    assert [(r["wikidata"], r["decision"]) for r in read_table(tmp_path / CANDIDATES)] == [
        ("Q7", "no")
    ]


def test_another_word_is_refused_with_its_line(tmp_path: Path) -> None:
    decide(tmp_path, ("Q7", "maybe"))
    with pytest.raises(
        CatalogueError, match=r"line 2 \(tower-1\): decision is yes, no or empty, not 'maybe'"
    ):
        read_decisions(tmp_path)


def test_a_place_cannot_be_two_items(tmp_path: Path) -> None:
    decide(tmp_path, ("Q7", "yes"), ("Q8", "yes"))
    with pytest.raises(CatalogueError, match="tower-1 is said to be Q7 already"):
        read_decisions(tmp_path)
