from __future__ import annotations

from pathlib import Path

import pytest

from inference.hub_cache import find_on_disk, how_to_get

SIGLIP2 = "google/siglip2-base-patch16-224"


def test_a_folder_with_a_configuration_is_a_model(tmp_path: Path, hub_cache: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    assert find_on_disk(str(tmp_path)) == tmp_path
    assert find_on_disk(str(tmp_path / "nowhere")) is None


def test_a_hub_name_is_found_in_the_cache(hub_cache: Path) -> None:
    repository = hub_cache / "models--google--siglip2-base-patch16-224"
    snapshot = repository / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("abc")
    assert find_on_disk(SIGLIP2) is None  # a download that was broken off
    (snapshot / "config.json").write_text("{}")
    assert find_on_disk(SIGLIP2) == snapshot


@pytest.mark.parametrize("name", ["", "no such/name at all", "a/b/c", "~/none", "\x7f"])
def test_what_is_no_name_is_not_found(hub_cache: Path, name: str) -> None:
    assert find_on_disk(name) is None


@pytest.mark.parametrize("name", ["/models/siglip", "./siglip", "~/siglip", "models/my/siglip"])
def test_a_folder_is_to_be_filled(name: str) -> None:
    assert how_to_get(name).endswith(f"into {name}")


def test_a_hub_name_is_to_be_downloaded() -> None:
    assert f"`hf download {SIGLIP2}`" in how_to_get(SIGLIP2)
