"""`prepare` killed, interrupted, and started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from inference.__main__ import main
from tests.data.scenes import photo, write_city

COUNT = 60
COPIED = range(1, COUNT // 2, 4)
TELLING = ("photos.csv", "places.csv", "report.json", "report.html")


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    photos = [(f"Башня {i % 4}", photo(200 + i)) for i in range(COUNT)]
    copies = [("Башня 1", photo(200 + i, quality=50)) for i in COPIED]
    write_city(folder, "A", "Город", [*photos, *copies, ("Башня 2", b"")])
    return folder


@contextmanager
def running(raw: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "inference", "prepare", str(raw), "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        # On a busy machine the test must see it under way, and not only when it has ended.
        os.setpriority(os.PRIO_PROCESS, process.pid, 5)
        yield process


def wait_for_lines(out: Path, lines: int) -> None:
    journal = out.parent / f".{out.name}.partial" / "journal.jsonl"
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if journal.exists() and journal.read_bytes().count(b"\n") > lines:
            return
        time.sleep(0.005)
    raise AssertionError("the journal does not grow")


def told(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in TELLING}


def test_a_run_killed_again_and_again_ends_like_one_that_was_not(raw: Path, tmp_path: Path) -> None:
    assert main(["prepare", str(raw), "--out", str(tmp_path / "whole")]) == 0
    out = tmp_path / "killed"
    for lines in (0, 7, 30, 55):
        with running(raw, out) as process:
            wait_for_lines(out, lines)
            process.kill()
        assert not out.exists()
    # A kill may tear the last line.
    journal = tmp_path / ".killed.partial" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    with running(raw, out) as process:
        assert process.stderr is not None
        said = process.stderr.read()
    assert process.returncode == 0
    assert "Going on after" in said
    assert told(out) == told(tmp_path / "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["killed", "whole"]


def test_a_killed_run_leaves_no_process(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with running(raw, out) as process:
        wait_for_lines(out, 3)
        children = _children(process.pid)
        assert children
        process.kill()
    until = time.monotonic() + 10
    while any(map(_lives, children)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(_lives, children))


def test_an_interrupt_says_how_to_go_on(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with running(raw, out) as process:
        wait_for_lines(out, 5)
        for pid in [process.pid, *_children(process.pid)]:  # as a terminal sends it, to all
            os.kill(pid, signal.SIGINT)
        assert process.stderr is not None
        said = process.stderr.read()
    assert process.returncode == 130, said
    assert said.splitlines()[-1].endswith("Interrupted; run the same command again to go on.")
    assert "Traceback" not in said
    assert not out.exists()


def test_with_other_settings_or_input_it_starts_anew(
    raw: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    out = tmp_path / "out"
    with running(raw, out) as process:
        wait_for_lines(out, 20)
        process.kill()
    assert main(["prepare", str(raw), "--out", str(out), "--without", "near_duplicate"]) == 0
    assert "starting anew" in caplog.text
    report = json.loads((out / "report.json").read_text())
    assert report["filters"]["near_duplicate"]["would_have_dropped"] == len(COPIED)


def test_two_runs_never_write_one_dataset(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    with running(raw, out) as process:
        wait_for_lines(out, 0)
        assert main(["prepare", str(raw), "--out", str(out)]) == 1
        assert "Another process is writing" in capsys.readouterr().err
        process.kill()
    assert not out.exists()


def test_photos_gone_from_the_work_folder_are_made_again(raw: Path, tmp_path: Path) -> None:
    assert main(["prepare", str(raw), "--out", str(tmp_path / "whole")]) == 0
    out = tmp_path / "out"
    with running(raw, out) as process:
        wait_for_lines(out, 40)
        process.kill()
    stored = sorted((tmp_path / ".out.partial" / "whole" / "photos").glob("*/*"))
    stored[0].unlink()
    stored[1].write_bytes(b"torn")
    # What a kill in the middle of a file leaves.
    stored[2].with_name(f".{stored[2].name}.7").write_bytes(b"half")
    (tmp_path / ".out.partial" / "whole" / ".report.json.x7").write_text("{")
    assert main(["prepare", str(raw), "--out", str(out)]) == 0
    assert told(out) == told(tmp_path / "whole")
    assert contents(out) == contents(tmp_path / "whole")


def contents(folder: Path) -> dict[Path, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in files}


def _children(pid: int) -> list[int]:
    """The worker processes of a process."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    if not listed.exists():
        pytest.skip("processes are read as Linux tells them")
    return [int(child) for child in listed.read_text().split()]


def _lives(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
