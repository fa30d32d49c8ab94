from __future__ import annotations

from pathlib import Path

from inference.reproduction.networks import choose_network


def test_v2_stands_in_where_the_references_weights_are_missing(tmp_path: Path) -> None:
    choice = choose_network(None, tmp_path)
    assert choice.name == "mobilenet_v2"
    assert "MobileNetV3-large are not in the weights folder" in choice.why


def test_the_references_network_is_taken_where_its_weights_lie(tmp_path: Path) -> None:
    (tmp_path / "mobilenet_v3_large.safetensors").touch()
    choice = choose_network(None, tmp_path)
    assert choice.name == "mobilenet_v3_large"
    assert choice.why == "Both recipes use MobileNetV3-large, as the reference did."


def test_what_is_asked_for_is_taken(tmp_path: Path) -> None:
    (tmp_path / "mobilenet_v3_large.safetensors").touch()
    choice = choose_network("mobilenet_v2", tmp_path)
    assert choice.name == "mobilenet_v2"
    assert "as asked" in choice.why
    assert "reference used MobileNetV3-large" in choice.why
