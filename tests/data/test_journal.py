from __future__ import annotations

from pathlib import Path

import pytest

from inference.data.journal import Journal

HEADER = {"format": 1, "inputs": "ab"}


def written(path: Path, *numbers: int) -> Path:
    with Journal(path, HEADER) as journal:
        assert list(journal.entries()) == []
        for number in numbers:
            journal.append({"row": number, "name": "Башня"})
    return path


def entries(path: Path) -> list[int]:
    with Journal(path, HEADER) as journal:
        assert not journal.stale
        return [entry["row"] for entry in journal.entries()]


def test_what_was_appended_is_read_again_and_goes_on(tmp_path: Path) -> None:
    path = written(tmp_path / "journal", 0, 1)
    with Journal(path, HEADER) as journal:
        assert [entry["row"] for entry in journal.entries()] == [0, 1]
        journal.append({"row": 2})
    assert entries(path) == [0, 1, 2]


@pytest.mark.parametrize("end", [b'{"row":2', b'{"row"\n', b"\0\0\0\0\n", b"7\n", b"\xff\n"])
def test_a_torn_end_is_dropped_and_written_over(tmp_path: Path, end: bytes) -> None:
    path = written(tmp_path / "journal", 0, 1)
    with path.open("ab") as file:
        file.write(end)
    with Journal(path, HEADER) as journal:
        assert [entry["row"] for entry in journal.entries()] == [0, 1]
        journal.append({"row": 2})
    assert entries(path) == [0, 1, 2]


@pytest.mark.parametrize("header", [{"format": 2, "inputs": "ab"}, {"format": 1}])
def test_the_journal_of_another_run_is_not_taken_over(
    tmp_path: Path, header: dict[str, object]
) -> None:
    path = written(tmp_path / "journal", 0, 1)
    with Journal(path, header) as journal:
        assert journal.stale
        assert list(journal.entries()) == []


def test_a_journal_torn_in_its_first_line_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(b'{"form')
    with Journal(path, HEADER) as journal:
        assert list(journal.entries()) == []
        journal.append({"row": 0})
    assert entries(path) == [0]
