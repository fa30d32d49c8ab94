from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import hostile_files
from tests.pictures import summer_palace

MIB = 1024 * 1024
COUNT = 200

# Runs in a process of its own, so that its peak is of these photos and of nothing before them.
CLASSIFY = """
import json, re, sys
from pathlib import Path
from inference.__main__ import main
status = main(["classify", "--json", *sys.argv[1:]])
peak = re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1]
print(json.dumps({"status": status, "peak_kib": int(peak)}), file=sys.stderr)
"""


def classify(*photos: Path) -> tuple[list[dict[str, object]], int, int]:
    """The answers, the exit status and the peak memory in bytes."""
    command = [sys.executable, "-c", CLASSIFY, *map(str, photos)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=110)  # noqa: S603
    told = json.loads(done.stderr.splitlines()[-1])
    return json.loads(done.stdout), told["status"], told["peak_kib"] * 1024


pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="peak memory is read as Linux tells it"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("hostile")
    paths = []
    for number, (name, data) in enumerate(hostile_files(COUNT)):
        path = folder / f"{number:03}-{name}"
        path.write_bytes(data)
        paths.append(path)
    return paths


def test_hostile_files_are_each_refused_within_bounded_memory(hostile: list[Path]) -> None:
    sound = summer_palace()
    (only,), status, sound_peak = classify(sound)
    assert status == 0
    assert only["known"] is True

    answers, status, hostile_peak = classify(*hostile, sound)
    assert status == 1
    assert len(answers) == COUNT + 1
    taken = [answer["photo"] for answer in answers[:-1] if "error" not in answer]
    assert taken == []
    for answer in answers[:-1]:
        error = answer["error"]
        assert isinstance(error, dict)
        assert error["code"]
        assert error["message"].endswith(".")
    # The service still answers, and as before.
    assert answers[-1] == only
    assert hostile_peak - sound_peak < 150 * MIB
