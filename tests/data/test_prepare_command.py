"""`python -m inference prepare` as people and programs call it."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from inference.__main__ import main
from inference.data.dataset import Dataset
from tests.browser import needs_chromium, phone
from tests.data.quirks import write_quirks
from tests.data.scenes import COLUMNS, photo, write_city, write_table


def test_json_is_the_report_and_nothing_else(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write_city(tmp_path / "raw", "A", "Город", [("Башня", photo(i)) for i in range(5)])
    out = tmp_path / "out"
    assert main(["prepare", str(tmp_path / "raw"), "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads((out / "report.json").read_text())
    assert told["cities"] == [{"city": "Город", "file": "A_images.csv", "read": 5, "kept": 5}]
    assert told["dropped"] == []


def test_the_table_tells_cities_reasons_splits_and_where_the_page_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write_quirks(tmp_path / "raw")
    assert main(["prepare", str(tmp_path / "raw"), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0].split()[:4] == ["city", "read", "kept", "no_name"]
    assert [line.split()[0] for line in lines[1:4]] == ["Альфа", "Бета", "all"]
    assert any(line.startswith("train: ") for line in lines)
    assert "ALFA_places.csv, row 4: no_category" in said.out
    assert "report.html" in lines[-1]
    assert "photos/s" in said.err


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    write_city(tmp_path / "one", "A", "Город", [("Башня", photo(1)), ("Башня", b"")])
    write_city(tmp_path / "two", "A", "Город", [("Башня", photo(2)), ("Башня", photo(1))])
    raw = [str(tmp_path / "one"), str(tmp_path / "two")]
    assert main(["prepare", *raw, "--out", str(tmp_path / "out")]) == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert [(c["file"], c["read"], c["kept"]) for c in report["cities"]] == [
        ("one/A_images.csv", 2, 1),
        ("two/A_images.csv", 2, 1),
    ]
    assert [(row["file"], row["row"], row["reason"]) for row in report["dropped"]] == [
        ("one/A_images.csv", 1, "empty_image"),
        ("two/A_images.csv", 1, "exact_duplicate"),
    ]
    assert report["copies"] == {"A0": 2}


def test_seed_and_shares_decide_the_split(tmp_path: Path) -> None:
    write_city(tmp_path / "raw", "A", "Город", [("Башня", photo(i)) for i in range(20)])
    found = []
    for seed in ("1", "1", "2"):
        shares = ["--val-share", "0.2", "--test-share", "0.3", "--seed", seed]
        assert (
            main(["prepare", str(tmp_path / "raw"), "--out", str(tmp_path / "out"), *shares]) == 0
        )
        photos = Dataset.load(tmp_path / "out").photos
        assert Counter(p.split for p in photos) == {"train": 10, "val": 4, "test": 6}
        found.append({p.sha256: p.split for p in photos})
    assert found[0] == found[1]
    assert found[0] != found[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--without", "blurry"], "no filter 'blurry'"),
        (["--val-share", "1.5"], "less than 1"),
        (["--val-share", "0.5", "--test-share", "0.5"], "leave a tenth for training"),
        (["--zero-shot-threshold", "0"], "more than 0"),
    ],
)
def test_wrong_usage_is_status_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], said: str
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["prepare", str(tmp_path), "--out", str(tmp_path / "out"), *arguments])
    assert left.value.code == 2
    assert said in capsys.readouterr().err


def refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> str:
    """What is said of the folder `raw`; nothing is left of the try."""
    assert main(["prepare", str(tmp_path / "raw"), "--out", str(tmp_path / "out")]) == 1
    assert not (tmp_path / ".out.partial").exists()
    said = capsys.readouterr().err.strip()
    assert len(said.splitlines()) == 1
    return said


def test_an_image_file_needs_its_places_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write_city(tmp_path / "raw", "A", "Город", [("Башня", photo(1))])
    (tmp_path / "raw" / "A_places.csv").rename(tmp_path / "raw" / "B_places.csv")
    assert "has no places file a_places.csv beside it" in refused(capsys, tmp_path)


def test_an_image_file_needs_its_columns(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write_city(tmp_path / "raw", "A", "Город", [("Башня", photo(1))])
    write_table(tmp_path / "raw" / "A_images.csv", [("name", "picture"), ("Башня", "")])
    assert "needs the columns name and image" in refused(capsys, tmp_path)


def test_raw_files_without_any_photo_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write_table(tmp_path / "raw" / "A_places.csv", [COLUMNS])
    assert "no file with photos" in refused(capsys, tmp_path)


def test_a_missing_folder_is_an_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "is not a folder" in refused(capsys, tmp_path)


def test_a_dataset_is_not_prepared_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write_city(tmp_path / "a", "A", "Город", [("Башня", photo(1))])
    assert main(["prepare", str(tmp_path / "a"), "--out", str(tmp_path / "raw")]) == 0
    capsys.readouterr()
    assert "is a dataset already" in refused(capsys, tmp_path)


def test_what_is_no_dataset_is_not_replaced(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert main(["prepare", "/no/such/raw", "--out", str(tmp_path)]) == 1
    assert "holds something else" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").exists()


def test_rows_none_of_which_can_be_kept_are_reported_all_the_same(tmp_path: Path) -> None:
    write_city(tmp_path / "raw", "A", "Город", [("Башня", b""), ("", photo(1))])
    assert main(["prepare", str(tmp_path / "raw"), "--out", str(tmp_path / "out")]) == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert [row["reason"] for row in report["dropped"]] == ["empty_image", "no_name"]


def test_a_places_file_without_photos_is_ordinary(tmp_path: Path) -> None:
    write_city(tmp_path / "raw", "A", "Город", [("Башня", photo(1))])
    row = ["B1", "Храм", "religion", "Другой", "", "", 3, 40, 56]
    write_table(tmp_path / "raw" / "B_places.csv", [COLUMNS, row])
    assert main(["prepare", str(tmp_path / "raw"), "--out", str(tmp_path / "out")]) == 0
    assert set(Dataset.load(tmp_path / "out").catalogue.places) == {"A0", "B1"}


def test_names_that_are_no_html_stay_text_on_the_page(tmp_path: Path) -> None:
    write_city(tmp_path / "raw", "A", "Город", [("<script>alert(1)</script>", b"")])
    assert main(["prepare", str(tmp_path / "raw"), "--out", str(tmp_path / "out")]) == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page


def test_the_page_counts_each_place_once_by_its_photos(tmp_path: Path) -> None:
    rows = [("Башня", photo(seed)) for seed in range(4)] + [("Храм", photo(9))]
    write_city(tmp_path / "raw", "A", "Город", rows)
    row = ["B1", "Музей", "museums", "Другой", "", "", 3, 40, 56]
    write_table(tmp_path / "raw" / "B_places.csv", [COLUMNS, row])
    assert main(["prepare", str(tmp_path / "raw"), "--out", str(tmp_path / "out")]) == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    bars = dict(re.findall(r"<tr><td>([\d–]+|\d+ and more)</td><td>(\d+)</td><td><div", page))
    assert {label: n for label, n in bars.items() if n != "0"} == {"0": "1", "1": "1", "3–5": "1"}


@needs_chromium
async def test_the_page_shows_what_was_dropped_and_fits_a_phone(tmp_path: Path) -> None:
    write_quirks(tmp_path / "raw")
    assert main(["prepare", str(tmp_path / "raw"), "--out", str(tmp_path / "out")]) == 0
    async with phone((tmp_path / "out" / "report.html").as_uri()) as window:
        assert await window.evaluate("document.documentElement.scrollWidth") <= 390
        headings = await window.locator("h2").all_inner_texts()
        assert "Black and white: 1" in headings
        pictures = await window.evaluate(
            "[...document.images].map(image => image.complete && image.naturalWidth > 0)"
        )
        assert len(pictures) > 10
        assert all(pictures)
        pairs = await window.locator(".pair").all_inner_texts()
        assert sum("stays" in pair for pair in pairs) == 4


def test_rows_of_real_files_are_all_accounted_for(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    data = Path(os.environ.get("ORIENTIR_SHARED", root.parent / "shared")) / "data"
    if not data.is_dir():
        pytest.skip("the shared data is not here")
    some = tmp_path / "some"
    some.mkdir()
    for path in (data / "raw-world").iterdir():
        if path.name.startswith(("Hanoi", "Toulon")):
            (some / path.name).symlink_to(path)
    raw = [str(some), str(data / "raw-nto")]
    assert main(["prepare", *raw, "--out", str(tmp_path / "out")]) == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    dropped = Counter(row["file"] for row in report["dropped"])
    assert {c["file"]: c["read"] for c in report["cities"]} == {
        "Hanoi_images.csv": 43,
        "Toulon_images.csv": 160,
        "yaroslavl_images.csv": 53,
    }
    for city in report["cities"]:
        assert city["read"] == city["kept"] + dropped[city["file"]]
    reasons = Counter(row["reason"] for row in report["dropped"])
    found = {reason: reasons[reason] for reason in ("no_name", "empty_image", "broken_base64")}
    assert found == {"no_name": 1, "empty_image": 1, "broken_base64": 1}
    assert reasons["unknown_place"] == reasons["no_category"] == 0
