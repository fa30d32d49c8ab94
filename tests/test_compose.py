"""compose.yaml as Docker would read it: there is no daemon where the tests run."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
DOCUMENT: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = DOCUMENT["services"]
INFERENCE = ("inference", "inference-gpu")


def documented() -> set[str]:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))


def test_it_runs_the_bot_and_the_service_on_the_processor_unless_the_gpu_is_asked_for() -> None:
    assert set(SERVICES) == {"bot", *INFERENCE}
    assert "profiles" not in SERVICES["bot"] | SERVICES["inference"]
    assert SERVICES["inference-gpu"]["profiles"] == ["gpu"]
    (device,) = SERVICES["inference-gpu"]["deploy"]["resources"]["reservations"]["devices"]
    assert device["capabilities"] == ["gpu"]
    assert SERVICES["inference-gpu"]["environment"]["DEVICE"] == "cuda"


@pytest.mark.parametrize("name", SERVICES)
def test_only_documented_settings_are_set(name: str) -> None:
    assert SERVICES[name]["environment"].keys() <= documented()


def test_what_it_asks_of_the_shell_is_documented_or_an_argument_of_the_image() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", TEXT))
    assert asked <= documented() | set(re.findall(r"^ARG ([A-Z_]+)", DOCKERFILE, re.MULTILINE))


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_built_from_a_target_of_the_image(name: str) -> None:
    targets = re.findall(r"^FROM \S+ AS (\w+)$", DOCKERFILE, re.MULTILINE)
    assert SERVICES[name]["build"]["target"] in targets


def test_the_bot_asks_the_service_under_the_name_that_both_kinds_have() -> None:
    address = SERVICES["bot"]["environment"]["INFERENCE_URL"]
    port = SERVICES["inference"]["environment"]["SERVE_PORT"]
    assert address == f"http://inference:{port}"
    assert SERVICES["inference-gpu"]["networks"]["default"]["aliases"] == ["inference"]
    assert SERVICES["bot"]["depends_on"]["inference"]["condition"] == "service_healthy"


def test_the_service_is_not_told_the_secrets_of_the_bot() -> None:
    for name in INFERENCE:
        environment = SERVICES[name]["environment"]
        for secret in ("BOT_TOKEN", "DATABASE_URL", "WEBHOOK_SECRET"):
            assert environment[secret] == ""


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_confined_and_shares_the_data(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["restart"] == "unless-stopped"
    assert service["volumes"] == ["data:/app/data"]
    assert "VOLUME /app/data" in DOCKERFILE
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_every_service_is_looked_after() -> None:
    for name in INFERENCE:
        *start, code = SERVICES[name]["healthcheck"]["test"]
        assert start == ["CMD", "python", "-c"]
        ast.parse(code)
        assert f":{SERVICES[name]['environment']['SERVE_PORT']}/readyz" in code
    assert SERVICES["bot"]["healthcheck"]["test"] == ["CMD", "python", "-m", "bot.health"]
