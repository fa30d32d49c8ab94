"""`python -m inference credits` as people and programs call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inference.__main__ import main
from inference.catalogue import Place
from tests.browser import needs_chromium, phone
from tests.data.catalogues import LICENCE, LICENCE_URL, downloaded, row, write_listing

PLACES = (Place("b", "Мост", "towers", "Уфа"), Place("a", "Башня", "towers", "Казань"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    own = {"place_id": "a", "path": downloaded(folder, "a", "own", b"")["path"]}
    photos = [
        row("b", "far", author="", page_url="javascript:alert(1)"),
        own,
        downloaded(folder, "a", "near", b"") | {"author": "<b>Ада</b>\nЛавлейс"},
    ]
    return write_listing(folder, PLACES, photos)


def test_each_photo_has_a_line_with_place_author_licence_and_page(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["credits", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Башня, Казань (photos/a/near.jpg): <b>Ада</b> Лавлейс, CC BY-SA 4.0, "
        "https://commons.example/wiki/File:near.jpg",
        "Башня, Казань (photos/a/own.jpg): no author, no licence",
        "Мост, Уфа (https://upload.example/far.jpg): no author, CC BY-SA 4.0, javascript:alert(1)",
        "Photos: 3; without author and licence: 1; without one of the two: 1.",
    ]


def test_json_tells_the_same_as_one_document(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["credits", str(folder), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["catalogue"] == str(folder)
    assert (told["without_credit"], told["incomplete"]) == (1, 1)
    assert told["photos"][0] == {
        "place": "a",
        "name": "Башня",
        "city": "Казань",
        "photo": "photos/a/near.jpg",
        "author": "<b>Ада</b> Лавлейс",
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "page_url": "https://commons.example/wiki/File:near.jpg",
    }
    assert [photo["author"] for photo in told["photos"][1:]] == [None, None]


def test_the_catalogue_of_the_settings_is_meant_where_none_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATALOGUE", str(folder))
    assert main(["credits"]) == 0
    assert "Photos: 3" in capsys.readouterr().out
    monkeypatch.delenv("CATALOGUE")
    assert main(["credits"]) == 0
    assert capsys.readouterr().out == "Photos: 0; without author and licence: 0.\n"


def test_the_page_links_to_the_web_and_runs_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    html = tmp_path / "pages" / "credits.html"
    assert main(["credits", str(folder), "--html", str(html)]) == 0
    assert str(html) in capsys.readouterr().out
    page = html.read_text(encoding="utf-8")
    assert '<a href="https://commons.example/wiki/File:near.jpg">photos/a/near.jpg</a>' in page
    assert f'<a href="{LICENCE_URL}">{LICENCE}</a>' in page
    assert "&lt;b&gt;Ада&lt;/b&gt; Лавлейс" in page
    assert "javascript:" not in page
    assert "without author and licence: 1" in page


@needs_chromium
async def test_the_page_fits_a_phone(folder: Path, tmp_path: Path) -> None:
    html = tmp_path / "credits.html"
    assert main(["credits", str(folder), "--html", str(html), "--json"]) == 0
    async with phone(html.as_uri()) as window:
        assert await window.evaluate("document.documentElement.scrollWidth") <= 390
        assert await window.locator("tr").count() == 4


def test_a_folder_that_is_no_catalogue_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["credits", str(tmp_path)]) == 1
    assert capsys.readouterr().err.strip().endswith("categories.csv is missing.")
