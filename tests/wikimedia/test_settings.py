from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from inference.settings import SettingsError, read_settings
from inference.wikimedia.settings import WikimediaSettings, user_agent


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in WikimediaSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_addresses_are_those_of_the_services_unless_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COMMONS_API_URL", "http://127.0.0.1:9/w/api.php")
    settings = read_settings(WikimediaSettings)
    assert settings.wikidata_api_url == "https://www.wikidata.org/w/api.php"
    assert settings.wikidata_sparql_url == "https://query.wikidata.org/sparql"
    assert settings.commons_api_url == "http://127.0.0.1:9/w/api.php"
    assert settings.wikimedia_cache == Path("data/wikimedia")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WIKIDATA_API_URL", "www.wikidata.org"),
        ("WIKIDATA_API_URL", "http://"),
        ("WIKIDATA_SPARQL_URL", "file:///etc/passwd"),
        ("COMMONS_API_URL", "http://[::1/"),
        ("WIKIMEDIA_CONTACT", "почта@example.org"),
        ("WIKIMEDIA_CONTACT", "me@example.org\nHost: other"),
        ("WIKIMEDIA_CONTACT", "m" * 201),
    ],
)
def test_a_wrong_value_is_named_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=rf"^{name} cannot be used: it is a .*\.$"):
        read_settings(WikimediaSettings)


def test_the_user_agent_names_program_contact_and_library(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert re.fullmatch(
        r"Orientir/\d[\w.]* \(me@example\.org\) aiohttp/\d[\w.]*", user_agent("me@example.org")
    )
    assert caplog.records == []


def test_without_a_contact_one_warning_says_what_to_set(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        assert re.fullmatch(r"Orientir/\d[\w.]* aiohttp/\d[\w.]*", user_agent(""))
    (record,) = caplog.records
    assert "WIKIMEDIA_CONTACT" in record.message
