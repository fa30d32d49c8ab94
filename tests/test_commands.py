"""The commands as other programs call them: one JSON document, and an exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
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
    file = str(raw / "X_places.csv")
    assert (problem["file"], problem["row"], problem["reason"]) == (file, 1, "no_name")
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


def test_wrong_usage_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["search", "храм", "--city", "Атлантида"],
        ["search", "храм", "-k", "0"],
        ["classify"],
        ["no-such-command"],
    ):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 2
        assert capsys.readouterr().out == ""


def test_a_query_of_odd_bytes_is_answered(capsys: pytest.CaptureFixture[str]) -> None:
    status, (answer,) = run(capsys, "search", os.fsdecode("храм ".encode() + b"\xff"))
    assert (status, answer["query"]) == (0, "храм \ufffd")


def test_same_named_files_of_two_folders_are_counted_apart(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    header = "XID,Name,Kind,City,OSM,WikiData,Rate,Lon,Lat\n"
    for folder, names in (("one", ("А",)), ("two", ("Б", "В"))):
        (tmp_path / folder).mkdir()
        rows = "".join(f",{name},towers,Город,,,3,40,56\n" for name in names)
        (tmp_path / folder / "X_places.csv").write_text(header + rows, encoding="utf-8")
    folders = [str(tmp_path / "one"), str(tmp_path / "two")]
    status, (report,) = run(capsys, "catalogue", *folders, "--out", str(tmp_path / "out"))
    assert status == 0
    assert [(Path(f["file"]).parent.name, f["read"]) for f in report["files"]] == [
        ("one", 1),
        ("two", 2),
    ]


@pytest.mark.parametrize("command", ["train", "evaluate", "reproduce"])
def test_a_command_whose_packages_are_missing_says_how_to_get_them(command: str) -> None:
    code = (
        "import sys; sys.modules['matplotlib'] = None; from inference.__main__ import main; "
        f"main(['{command}', 'x', '--out', 'y'])"
    )
    ended = subprocess.run(  # noqa: S603  # our own interpreter and code
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.strip().endswith("`make setup` installs it.")


def test_training_refuses_to_replace_what_is_no_model(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert main(["train", "/no/such/dataset", "--out", str(tmp_path)]) == 1
    assert "holds something else" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc and /dev/full are Linux's")
def test_a_settings_file_that_cannot_be_read_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").symlink_to("/proc/self/mem")  # even root cannot read its beginning
    monkeypatch.chdir(tmp_path)
    assert main(["search", "храм"]) == 1
    assert capsys.readouterr().err == ".env cannot be read: Input/output error.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="/proc and /dev/full are Linux's")
def test_output_that_cannot_be_written_is_one_sentence() -> None:
    command = [sys.executable, "-m", "inference", "search", "храм"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "No space left on device."


def test_the_index_is_kept_and_told_about(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for _ in range(2):
        assert main(["index", "--json"]) == 0
        (report,) = json.loads(capsys.readouterr().out)
        assert report["places"] == 431
        assert report["texts"] > 4 * report["places"]
        assert Path(report["folder"]).is_dir()
    assert main(["index"]) == 0
    assert "up to date" in capsys.readouterr().out


def test_search_is_evaluated_by_slice_with_the_worth_of_each_stage(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    queries = tmp_path / "queries.jsonl"
    rows = [
        {"query": "храм на крови", "slice": "exact", "relevant": ["Храм на Крови"]},
        {"query": "[hfv yf rhjdb", "slice": "layout", "relevant": ["Храм на Крови"]},
        {"query": "рецепт борща", "slice": "nothing", "relevant": []},
    ]
    queries.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main(["evaluate-search", str(queries), "--json"]) == 0
    (report,) = json.loads(capsys.readouterr().out)
    assert report["overall"]["ndcg"] == 1.0
    assert report["overall"]["silent"] == 1.0
    assert report["slices"].keys() == {"exact", "layout", "nothing"}
    assert report["stages"]["layout"]["better"] == 1
    assert report["stages"]["layout"]["change"] == pytest.approx(1 / 3)
    assert report["milliseconds"].keys() == {"median", "p95", "p99"}
    assert main(["evaluate-search", str(queries), "--no-stages"]) == 0
    assert "layout" in capsys.readouterr().out
