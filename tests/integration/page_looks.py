"""How the page looks to someone with a phone: what is cut off, and what is too faint to read."""

from __future__ import annotations

from playwright.async_api import Page

LEAST_CONTRAST = 4.5
"""https://www.w3.org/TR/WCAG21/#contrast-minimum"""

_CLIPPED = """() => {
  const scrolled = "svg, #topics, .chips, .inline-results, pre";
  const shown = document.querySelectorAll("#messenger *, dialog[open] *, .menu *");
  const wide = [...shown].filter((node) => {
    const box = node.getBoundingClientRect();
    const outside = box.right > innerWidth + 1 || box.left < -1;
    return box.width && box.height && outside && !node.closest(scrolled);
  });
  return wide.map((node) => `${node.tagName} ${node.id} ${node.className}`);
}"""

_FAINT = """(least) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parse = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top, under) =>
    [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const luminance = (color) => {
    const linear = color.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ancestors = (node) => (node ? [node, ...ancestors(node.parentElement)] : []);
  const background = (node) => {
    const colors = ancestors(node).map((each) => parse(getComputedStyle(each).backgroundColor));
    const solid = colors.findIndex((color) => color[3] === 1);
    return colors.slice(0, solid + 1).reduceRight((under, color) => over(color, under));
  };
  const faint = new Set();
  const walk = document.createTreeWalker(
    document.querySelector("dialog[open]") ?? document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement, text = walk.currentNode.data.trim();
    const box = node.getBoundingClientRect();
    const unseen = !text || !box.width || box.bottom < 0 || box.top > innerHeight;
    if (unseen || node.closest("[disabled], #avatar, script, style")) continue;
    const under = background(node), color = parse(getComputedStyle(node).color);
    const shown = ancestors(node).reduce((all, each) => all * getComputedStyle(each).opacity, 1);
    if (!shown) continue;
    color[3] *= shown;
    const [a, b] = [luminance(over(color, under)), luminance(under)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < least) faint.add(`${contrast.toFixed(2)} ${node.className}: ${text}`);
  }
  return [...faint];
}"""


async def expect_readable(page: Page) -> None:
    """Nothing stands outside the window, and every text has enough contrast to its ground."""
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate(_CLIPPED) == []
    assert await page.evaluate(_FAINT, LEAST_CONTRAST) == []
