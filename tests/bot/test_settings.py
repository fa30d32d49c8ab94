from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from bot.settings import Settings
from inference.ray_settings import RaySettings
from inference.service.settings import ServeSettings
from inference.settings import SettingsError, read_settings
from inference.wikimedia.settings import WikimediaSettings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
PROGRAMS = (Settings, ServeSettings, RaySettings, WikimediaSettings)


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in {name for program in PROGRAMS for name in program.model_fields}:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def example() -> dict[str, str]:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", "\n".join(lines), re.MULTILINE))


def test_the_example_names_every_setting_and_no_other() -> None:
    fields = {name for program in PROGRAMS for name in program.model_fields}
    assert set(example()) == {name.upper() for name in fields}


def test_every_setting_of_the_example_is_explained_in_the_line_above() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for above, line in itertools.pairwise(lines):
        if "=" in line and not line.startswith("#"):
            assert above.startswith("# ")
            assert above.endswith(".")


def test_the_example_shows_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = [program() for program in PROGRAMS]
    for name, value in example().items():
        monkeypatch.setenv(name, value)
    assert [program() for program in PROGRAMS] == defaults


def test_a_token_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "12345:very-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://user:password@host/db")
    monkeypatch.setenv("API_KEY", "also-secret")
    settings = read_settings(Settings)
    assert "very-secret" not in f"{settings!r} {settings}"
    assert "password" not in f"{settings!r} {settings}"
    assert "also-secret" not in f"{settings!r} {settings}"


def test_settings_are_read_from_a_file_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PLAYGROUND_PORT=9000\nUNRELATED=1\n", encoding="utf-8")
    assert read_settings(Settings).playground_port == 9000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEVICE", "gpu"),
        ("QUEUE_SIZE", "many"),
        ("PLAYGROUND_PORT", "0"),
        ("BOT_API_URL", "no"),
        ("INFERENCE_URL", "gpu:8000"),
    ],
)
def test_a_wrong_value_is_named_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=rf"^{name} cannot be used: ") as caught:
        read_settings(Settings)
    assert "\n" not in str(caught.value)


def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "secret-thing")
    monkeypatch.setenv("QUEUE_SIZE", "x")
    with pytest.raises(SettingsError) as caught:
        read_settings(Settings)
    assert "secret-thing" not in str(caught.value)


@pytest.mark.parametrize("key", ["two words", "ключ", "line\nbreak", "a" * 257])
def test_a_key_that_no_header_can_hold_is_refused(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("API_KEY", key)
    with pytest.raises(SettingsError, match="API_KEY has 1 to 256 visible") as caught:
        read_settings(Settings)
    assert key not in str(caught.value)
