"""The documentation page on the narrowest phone, in both languages."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser import needs_chromium, phone
from tests.service.conftest import Running

pytestmark = needs_chromium

# Of texts, not of their elements: a word too long for its element stands out of it.
_OVERLAPS = """() => {
  const boxes = [...document.querySelector("#header").children].map((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return (node.matches("img, #language") ? node : range).getBoundingClientRect();
  });
  const cross = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return boxes.flatMap((box, index) => boxes.slice(index + 1).filter((other) => cross(box, other)));
}"""

_WIDE = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const wide = [];
  while (walk.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const box = range.getBoundingClientRect();
    if (box.width && (box.right > innerWidth || box.left < 0)) wide.push(walk.currentNode.data);
  }
  return wide;
}"""


@pytest.mark.parametrize("locale", ["ru-RU", "en-GB"])
@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_nothing_overlaps_or_is_wider_than_the_screen(
    running: Running, locale: str, path: str
) -> None:
    async with phone(running.url, locale, width=360) as page:
        await page.goto(running.url + path)
        await expect(page.locator("#title")).not_to_be_empty()
        await page.evaluate(
            "for (const each of document.querySelectorAll('details')) each.open = true"
        )
        await expect(page.locator(".operation > .inside:empty")).to_have_count(0)
        assert await page.evaluate(_OVERLAPS) == []
        assert await page.evaluate(_WIDE) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
