"""`enrich` and `build-city` as an owner runs them, on a local imitation of the services."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from inference import bundled
from inference.__main__ import main
from inference.catalogue import Catalogue
from tests.enrichment.things import write_table
from tests.wikimedia.imitation import Imitation, make_world


@pytest.fixture
async def kazan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Imitation]:
    async with Imitation(make_world(places=6, photos=3), latency=0) as imitation:
        monkeypatch.setenv("WIKIDATA_API_URL", imitation.wikidata_api_url)
        monkeypatch.setenv("WIKIDATA_SPARQL_URL", imitation.sparql_url)
        monkeypatch.setenv("COMMONS_API_URL", imitation.commons_api_url)
        monkeypatch.setenv("WIKIMEDIA_CONTACT", "me@example.org")
        monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
        yield imitation


async def run(*arguments: str | Path) -> int:
    """Beside the server, whose event loop the command must not hold up."""
    return await asyncio.to_thread(main, [str(argument) for argument in arguments])


async def test_a_city_is_built_and_the_owner_is_told_what_to_do_next(
    kazan: Imitation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "kazan"
    assert await run("build-city", "Казань", "--out", out, "--photos", "2") == 0
    said = capsys.readouterr()
    assert "Казань: 6 places, 12 photos; places without one: 0." in said.out
    assert f"CATALOGUE={out} in .env" in said.out
    assert "looking for photos: 100%" in said.err


async def test_the_answer_can_be_one_json_document(
    kazan: Imitation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "kazan"
    assert (
        await run("build-city", "Казань", "--out", out, "--kinds", "museums,bridges", "--json") == 0
    )
    document = json.loads(capsys.readouterr().out)
    assert document["city"] == {"wikidata": "Q900", "name": "Казань", "en": "Kazan"}
    assert document["places"] == len(Catalogue.load(out).places)
    assert {p.category for p in Catalogue.load(out).places.values()} <= {"museums", "bridges"}


async def test_an_unknown_kind_is_answered_with_those_there_are(
    kazan: Imitation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("build-city", "Казань", "--out", tmp_path / "k", "--kinds", "castles") == 1
    said = capsys.readouterr().err
    assert "no kind of place called castles" in said
    assert "museums" in said
    assert not kazan.log.requests


async def test_a_copy_of_the_bundled_catalogue_is_enriched(
    kazan: Imitation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("enrich", bundled.CATALOGUE) == 1
    assert "stays as it is; name a folder for the copy by --out" in capsys.readouterr().err
    out = tmp_path / "copy"
    assert await run("enrich", bundled.CATALOGUE, "--out", out) == 0
    said = capsys.readouterr().out
    assert "0 of them on Wikidata" in said
    assert "Their Wikidata item does not exist" in said
    assert Catalogue.load(out).places.keys() == Catalogue.load(bundled.CATALOGUE).places.keys()


async def test_an_owners_catalogue_is_enriched_where_it_lies(
    kazan: Imitation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    item = kazan.world.places[0]
    columns = ("id", "name", "category", "city", "wikidata")
    write_table(folder / "places.csv", columns, ("a", "Мой музей", "museums", "Казань", item))
    shutil.copy(bundled.CATALOGUE / "categories.csv", folder)
    assert await run("enrich", folder, "--photos", "3", "--download", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["identified"], document["photos"]) == (1, 3)
    photos = Catalogue.load(folder).photos["a"]
    assert all(photo.path and photo.path.is_file() and photo.author for photo in photos)


async def test_a_folder_that_is_no_catalogue_is_one_sentence(
    kazan: Imitation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run("enrich", tmp_path) == 1
    assert "categories.csv is missing" in capsys.readouterr().err


async def test_a_wrong_address_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMMONS_API_URL", "commons")
    assert await run("build-city", "Казань", "--out", tmp_path / "kazan") == 1
    assert capsys.readouterr().err.startswith("COMMONS_API_URL cannot be used")
