from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inference.catalogue import Catalogue, Photo, Place
from inference.search import Searcher
from inference.search.stored import MANIFEST, open_index
from tests.search.random_encoder import RandomEncoder


@pytest.fixture
def encoder() -> RandomEncoder:
    return RandomEncoder()


def with_places(catalogue: Catalogue, *places: Place) -> Catalogue:
    return replace(catalogue, places={**catalogue.places, **{p.id: p for p in places}})


def answers(searcher: Searcher) -> list[tuple[str, float, str]]:
    queries = ("храм на крови", "церковь ярославль", "ntfnh jgths", "hram", "где жил горький", "—")
    found = [hit for query in queries for hit in searcher.search(query).hits]
    return [(hit.place.id, hit.score, hit.why) for hit in found]


def asked_about(encoder: RandomEncoder) -> list[str]:
    """What has been encoded but for the text by which an encoder is known again."""
    asked = [text for text in encoder.asked if not text.startswith("Проба")]
    encoder.asked.clear()
    return asked


NEW = Place("NEW", "Обсерватория на холме", "architecture", "Ярославль", ("architecture",))


def test_an_index_is_built_once_and_gives_the_same_answers(
    catalogue: Catalogue, encoder: RandomEncoder, tmp_path: Path
) -> None:
    built = Searcher.open(catalogue, encoder, tmp_path / "index")
    assert len(asked_about(encoder)) > len(catalogue.places)
    kept = Searcher.open(catalogue, encoder, tmp_path / "index")
    assert asked_about(encoder) == []
    assert answers(kept) == answers(built) == answers(Searcher.build(catalogue, encoder))


def test_the_manifest_says_what_the_index_was_built_from(
    catalogue: Catalogue, encoder: RandomEncoder, tmp_path: Path
) -> None:
    open_index(catalogue, encoder, tmp_path / "index")
    manifest = json.loads((tmp_path / "index" / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["encoder"] == "random"
    assert manifest["places"] == len(catalogue.places)
    assert {"catalogue", "code", "dim"} <= manifest.keys()


def test_a_new_place_costs_its_own_texts_only(
    catalogue: Catalogue, encoder: RandomEncoder, tmp_path: Path
) -> None:
    open_index(catalogue, encoder, tmp_path / "index")
    asked_about(encoder)
    more = with_places(catalogue, NEW)
    grown = Searcher.open(more, encoder, tmp_path / "index")
    asked = asked_about(encoder)
    assert NEW.name in asked
    assert len(asked) <= 2
    assert grown.search("обсерватория").hits[0].place == NEW
    assert answers(grown) == answers(Searcher.build(more, encoder))


def test_a_changed_and_a_removed_place_are_taken_up(
    catalogue: Catalogue, encoder: RandomEncoder, tmp_path: Path
) -> None:
    open_index(with_places(catalogue, NEW), encoder, tmp_path / "index")
    changed = replace(catalogue.places["W46993203"], aliases=("Красный кирпич",))
    less = with_places(catalogue, changed)
    searcher = Searcher.open(less, encoder, tmp_path / "index")
    assert searcher.search("красный кирпич").hits[0].place == changed
    assert searcher.search("обсерватория на холме").hits == ()
    assert answers(searcher) == answers(Searcher.build(less, encoder))


def test_photos_change_the_order_of_equal_places(
    catalogue: Catalogue, encoder: RandomEncoder, tmp_path: Path
) -> None:
    open_index(catalogue, encoder, tmp_path / "index")
    last = Searcher.build(catalogue, encoder).search("вечный огонь").hits[1].place
    photographed = replace(catalogue, photos={last.id: (Photo(last.id, url="https://a.b/c.jpg"),)})
    searcher = Searcher.open(photographed, encoder, tmp_path / "index")
    assert searcher.search("вечный огонь").hits[0].place == last


def test_another_encoder_of_the_same_name_is_noticed(
    catalogue: Catalogue, encoder: RandomEncoder, tmp_path: Path
) -> None:
    open_index(catalogue, encoder, tmp_path / "index")
    other = RandomEncoder(seed=1)
    open_index(catalogue, other, tmp_path / "index")
    assert len(asked_about(other)) > len(catalogue.places)


@pytest.mark.parametrize("name", [MANIFEST, "vectors.npy", "terms.values.npy"])
@pytest.mark.parametrize("content", [b"", b"not what it was"])
def test_a_damaged_index_is_built_anew(
    catalogue: Catalogue,
    encoder: RandomEncoder,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    name: str,
    content: bytes,
) -> None:
    before = answers(Searcher.open(catalogue, encoder, tmp_path / "index"))
    (tmp_path / "index" / name).write_bytes(content)
    with caplog.at_level(logging.WARNING):
        again = Searcher.open(catalogue, encoder, tmp_path / "index")
    assert answers(again) == before
    assert "damaged" in caplog.text
    caplog.clear()
    Searcher.open(catalogue, encoder, tmp_path / "index")
    assert caplog.text == ""


def test_a_folder_that_holds_something_else_is_left_alone(
    catalogue: Catalogue, encoder: RandomEncoder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    searcher = Searcher.open(catalogue, encoder, tmp_path)
    assert searcher.search("храм на крови").hits
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert "not kept" in caplog.text


def test_an_empty_catalogue_has_an_index(
    catalogue: Catalogue, encoder: RandomEncoder, tmp_path: Path
) -> None:
    nothing = replace(catalogue, places={}, cities={})
    for _ in range(2):
        assert Searcher.open(nothing, encoder, tmp_path / "index").search("храм").hits == ()
    grown = Searcher.open(with_places(nothing, NEW), encoder, tmp_path / "index")
    assert grown.search("обсерватория").hits[0].place == NEW
    assert np.isin([hit.score for hit in grown.search("обсерватория на холме").hits], [1.0]).all()
