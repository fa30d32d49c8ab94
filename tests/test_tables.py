from __future__ import annotations

import csv
from pathlib import Path

import pytest

from inference.errors import UserError
from inference.tables import read_columns, read_rows


def test_a_row_tells_how_far_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n" + "1,2\n" * 10_000, encoding="utf-8")
    positions = [row.position for row in read_rows(path, ("a", "b"), UserError)]
    assert positions == sorted(positions)
    assert positions[0] < 20_000
    assert positions[-1] == path.stat().st_size


def test_the_header_is_read_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("\ufeffa,,b\n1,2", encoding="utf-8")
    assert read_columns(path, UserError) == ["a", "", "b"]
    path.write_text("")
    assert read_columns(path, UserError) == []
    with pytest.raises(UserError, match="is missing"):
        read_columns(tmp_path / "y.csv", UserError)


def test_tolerant_reading_goes_on_after_a_value_without_end(tmp_path: Path) -> None:
    limit = csv.field_size_limit(1000)
    try:
        path = tmp_path / "x.csv"
        path.write_text('a,b\n1,"' + "x" * 2000 + "\n2,y\n", encoding="utf-8")
        rows = list(read_rows(path, ("a", "b"), UserError, tolerant=True))
        assert [(row.number, row.fault) for row in rows] == [(0, "bad_quoting"), (1, None)]
        assert rows[1].values == {"a": "2", "b": "y"}
        with pytest.raises(UserError, match="line 2: a value goes on"):
            list(read_rows(path, ("a", "b"), UserError))
    finally:
        csv.field_size_limit(limit)


def test_tolerant_reading_replaces_what_is_no_utf8(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b\n\xff,2\n3,4\n")
    rows = list(read_rows(path, ("a", "b"), UserError, tolerant=True))
    assert [row.values["a"] for row in rows] == ["\ufffd", "3"]
    with pytest.raises(UserError, match="not a UTF-8 CSV file"):
        list(read_rows(path, ("a", "b"), UserError))
