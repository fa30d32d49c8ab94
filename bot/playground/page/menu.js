// A small menu at a button or at a point.

import { element, icon } from "./dom.js";

// entries: [text, act, chosen?, icon?]; `anchor`: an element, or { left, right, top, bottom }.
export function openMenu(anchor, entries) {
  const close = () => { menu.remove(); document.removeEventListener("pointerdown", outside, true); };
  const outside = (event) => !menu.contains(event.target) && close();
  const onkeydown = (event) => {
    if (event.key === "Escape") close(), anchor.focus?.();
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!step) return;
    event.preventDefault();
    document.activeElement[step]?.focus();
  };
  const entry = ([text, act, chosen, picture]) =>
    element("button", { type: "button", role: "menuitem", class: chosen ? "chosen" : undefined, onclick: () => { close(); act(); } }, picture ? icon(picture) : null, element("span", {}, text));
  const menu = element("div", { class: "menu", role: "menu", onkeydown }, ...entries.map(entry));
  document.body.append(menu);
  const box = anchor.getBoundingClientRect?.() ?? anchor, size = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - size.width - 8))}px`;
  const below = box.bottom + size.height + 8 <= innerHeight;
  menu.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - size.height - 6)}px`;
  setTimeout(() => document.addEventListener("pointerdown", outside, true));
  menu.querySelector("button")?.focus();
}
