"""The chat page in Debian's Chromium."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, async_playwright

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@asynccontextmanager
async def phone(
    url: str, locale: str = "ru-RU", width: int = 390, *, dark: bool = False
) -> AsyncIterator[Page]:
    """A phone's window on the page; whatever it logs as an error or asks elsewhere fails."""
    complaints: list[str] = []
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        context = await browser.new_context(
            viewport={"width": width, "height": 800},
            locale=locale,
            reduced_motion="reduce",
            color_scheme="dark" if dark else "light",
        )
        window = await context.new_page()
        window.set_default_timeout(10_000)
        window.on("pageerror", lambda error: complaints.append(str(error)))
        window.on("console", lambda line: complaints.extend(_errors(line.type, line.text)))
        window.on("request", lambda sent: complaints.extend(_foreign(sent.url, url)))
        await window.goto(url)
        yield window
        await browser.close()
    assert complaints == []


def _errors(kind: str, text: str) -> list[str]:
    refused = "status of 400" in text  # the browser logs what the page explains
    return [text] if kind == "error" and not refused else []


def _foreign(address: str, url: str) -> list[str]:
    own = address.startswith((url, url.replace("http", "ws"), "blob:", "data:"))
    return [] if own else [f"asked {address}"]
