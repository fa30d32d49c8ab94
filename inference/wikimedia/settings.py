"""Settings of what is read from Wikidata and Wikimedia Commons."""

from __future__ import annotations

import logging
import re
from importlib.metadata import version
from pathlib import Path

import aiohttp
from pydantic import field_validator
from yarl import URL

from inference.settings import InferenceSettings

log = logging.getLogger(__name__)

_CONTACT = re.compile(r"[ -~]{0,200}")


class WikimediaSettings(InferenceSettings):
    """`.env.example` explains each in a line."""

    wikidata_api_url: str = "https://www.wikidata.org/w/api.php"
    wikidata_sparql_url: str = "https://query.wikidata.org/sparql"
    commons_api_url: str = "https://commons.wikimedia.org/w/api.php"
    wikimedia_contact: str = ""

    @field_validator("wikidata_api_url", "wikidata_sparql_url", "commons_api_url")
    @classmethod
    def _is_a_web_address(cls, address: str) -> str:
        try:
            url = URL(address.strip())
        except ValueError:
            url = URL()
        if url.scheme not in ("http", "https") or not url.host:
            raise ValueError("it is a web address such as https://www.wikidata.org/w/api.php")
        return address.strip()

    @field_validator("wikimedia_contact")
    @classmethod
    def _fits_a_header(cls, contact: str) -> str:
        if not _CONTACT.fullmatch(contact):
            raise ValueError(
                "it is a mail or web address of at most 200 printable ASCII characters on one line"
            )
        return contact.strip()

    @property
    def wikimedia_cache(self) -> Path:
        """The folder of the HTTP cache; it may be deleted at any time."""
        return self.data_dir / "wikimedia"


def user_agent(contact: str) -> str:
    """How the program names itself; without a contact, a warning in the log says to set one.

    https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy
    """
    if not contact:
        log.warning(
            "Wikimedia asks programs to name a contact, and may refuse one without: set "
            "WIKIMEDIA_CONTACT to a mail or web address of yours."
        )
    named = f" ({contact})" if contact else ""
    return f"Orientir/{version('orientir')}{named} aiohttp/{aiohttp.__version__}"
