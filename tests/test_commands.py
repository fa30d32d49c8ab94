"""The commands as other programs call them: one JSON document, and an exit status."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from inference import bundled
from inference.__main__ import main
from tests.pictures import summer_palace


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    """The exit status, and what was printed on stdout, which has to be JSON alone."""
    status = main([*arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_classify_answers_in_the_agreed_shape(capsys: pytest.CaptureFixture[str]) -> None:
    status, (answer,) = run(capsys, "classify", str(summer_palace()))
    assert status == 0
    assert list(answer) == ["photo", "known", "confidence", "categories", "places"]
    assert answer["known"] is True
    assert 0 <= answer["confidence"] <= 1
    assert len(answer["categories"]) == len(answer["places"]) == 5
    assert list(answer["categories"][0]) == ["category", "label", "probability"]
    assert answer["categories"][0]["label"] == "парк или сад"
    place = answer["places"][0]
    assert list(place) == ["id", "name", "city", "category", "probability", "lat", "lon"]
    assert (place["id"], place["name"], place["city"]) == ("U900030", "Летний дворец", "Пекин")
    shares = [guess["probability"] for guess in answer["places"]]
    assert shares == sorted(shares, reverse=True)


def test_classify_keeps_the_order_and_refuses_files_one_by_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("no photo")
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.jpg")
    photos = [str(text), str(summer_palace()), str(tmp_path / "absent.jpg"), str(tmp_path), odd]
    status, answers = run(capsys, "classify", *photos)
    assert status == 1
    assert [answer["photo"] for answer in answers[:4]] == photos[:4]
    assert [answer.get("error", {}).get("code") for answer in answers] == [
        "unsupported_format",
        None,
        "unreadable",
        "unreadable",
        "unreadable",
    ]


def test_classify_within_a_city(capsys: pytest.CaptureFixture[str]) -> None:
    photo = str(summer_palace())
    _, (porto,) = run(capsys, "classify", photo, "--city", "Porto", "-k", "2", "--lang", "en")
    assert [place["city"] for place in porto["places"]] == ["Порту", "Порту"]
    assert porto["categories"][0]["label"] == "park or garden"
    _, (vladimir,) = run(capsys, "classify", photo, "--city", "владимир")
    assert (vladimir["known"], vladimir["places"]) == (False, [])


def test_search_answers_in_the_agreed_shape(capsys: pytest.CaptureFixture[str]) -> None:
    queries = ("Храм на Крови", "абракадабра щщщ", "фонтан в Тулоне")
    status, answers = run(capsys, "search", *queries)
    assert status == 0
    assert [answer["query"] for answer in answers] == list(queries)
    assert list(answers[0]) == ["query", "city", "hits"]
    hit = answers[0]["hits"][0]
    assert list(hit) == [
        *("id", "name", "city", "category", "score", "lat", "lon", "photo", "why"),
    ]
    assert (hit["name"], hit["photo"], hit["why"]) == ("Храм на Крови", None, "name")
    assert answers[1]["hits"] == []
    assert answers[2]["city"] == "Тулон"


def test_catalogue_reports_every_unusable_row(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    rows = "XID,Name,Kind,City,OSM,WikiData,Rate,Lon,Lat\nN1,Башня,towers,Город,,,3,40,56\n"
    (raw / "X_places.csv").write_text(rows + "N2,,towers,Город,,,3,40,56\n", encoding="utf-8")
    out = tmp_path / "out"
    status, (report,) = run(capsys, "catalogue", str(raw), "--out", str(out))
    assert status == 1
    assert report["places"] == 1
    (problem,) = report["unusable"]
    assert (problem["file"], problem["row"], problem["reason"]) == ("X_places.csv", 1, "no_name")
    assert (out / "places.csv").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["classify", "x.jpg", "--model", "/no/such/model"],
        ["classify", "x.jpg", "--catalogue", "/no/such/catalogue"],
        ["search", "храм", "--encoder", "nobody/no-such-encoder"],
        ["catalogue", "/no/such/raw", "--out", "out"],
        ["catalogue", str(bundled.CATALOGUE), "--out", "out"],
        ["evaluate-search", "/no/such/queries.jsonl"],
    ],
)
def test_what_is_missing_is_one_sentence_and_status_1(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(arguments) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip().splitlines()[-1].endswith(".")
    assert "Traceback" not in said.err


def test_a_place_where_one_may_not_write_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    rows = "XID,Name,Kind,City,OSM,WikiData,Rate,Lon,Lat\nN1,Башня,towers,Город,,,3,40,56\n"
    (raw / "X_places.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "file").touch()
    assert main(["catalogue", str(raw), "--out", str(tmp_path / "file" / "out")]) == 1
    assert "Traceback" not in capsys.readouterr().err
