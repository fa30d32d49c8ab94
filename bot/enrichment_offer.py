"""Tells the owner once, in the log, how photos of the places can be had from Wikimedia Commons."""

from __future__ import annotations

import asyncio
import logging
import shlex
import sys
from importlib.metadata import version
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout

from inference import Catalogue, UserError, bundled
from inference.settings import read_settings
from inference.wikimedia.settings import WikimediaSettings, user_agent
from inference.writing import whole_file

log = logging.getLogger(__name__)

SECONDS = 3.0
_QUESTION = {"action": "query", "meta": "siteinfo", "format": "json", "maxlag": "5"}
_MARKER = "enrichment-offered"


async def offer_enrichment(catalogue: Catalogue, folder: Path, data_dir: Path) -> None:
    """Log one line where places of the catalogue (in `folder`) lack photos and Commons answers.

    Once for each `data_dir`, and never an error: nothing depends on it.
    """
    marker = data_dir / _MARKER
    lacking = sum(
        place.wikidata is not None and not catalogue.photos.get(place.id)
        for place in catalogue.places.values()
    )
    try:
        if not lacking or marker.exists() or not await _answers(read_settings(WikimediaSettings)):
            return
        with whole_file(marker) as part:
            part.touch()
    except (OSError, UserError) as error:
        log.debug("Photos from Wikimedia Commons are not offered: %s", error)
        return
    log.info(
        "%d places have no photo. Free ones, with their authors, come from Wikimedia Commons by: "
        "%s -m inference enrich %s%s",
        lacking,
        shlex.quote(sys.executable),
        shlex.quote(str(folder)),
        " --out FOLDER, and CATALOGUE=FOLDER" if folder == bundled.CATALOGUE else "",
    )


async def _answers(settings: WikimediaSettings) -> bool:
    contact = settings.wikimedia_contact
    # Without a contact `user_agent` warns, which is for the one who fetches photos to read.
    agent = user_agent(contact) if contact else f"Orientir/{version('orientir')}"
    try:
        async with (
            asyncio.timeout(SECONDS),
            ClientSession(headers={"User-Agent": agent}, timeout=ClientTimeout(SECONDS)) as http,
            http.get(settings.commons_api_url, params=_QUESTION) as response,
        ):
            return response.status == 200 and response.content_type == "application/json"
    except (ClientError, TimeoutError, ValueError):
        return False
