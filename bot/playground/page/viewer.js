// Photos at full size: an album's one after another, with the caption, by mouse, keys or fingers.

import { $, element, iconButton } from "./dom.js";
import { formatted } from "./format.js";
import { words } from "./words.js";

// items: [{ address, width, height, caption: { text, entities } | null }]
export function openViewer(items, index) {
  const dialog = $("viewer");
  const picture = element("img", { alt: "" });
  const caption = element("div", { class: "viewer-caption" });
  const counter = element("span", { class: "viewer-counter" });
  const download = element("a", { class: "round", title: words().download, "aria-label": words().download, download: "photo.jpg" });
  download.append(iconButton("download", words().download).firstChild);
  const previous = iconButton("left", words().previous, () => show(index - 1), "round viewer-previous");
  const next = iconButton("right", words().next, () => show(index + 1), "round viewer-next");

  function show(wanted) {
    index = (wanted + items.length) % items.length;
    const item = items[index];
    picture.src = item.address;
    picture.classList.remove("zoomed");
    picture.style.transform = "";
    download.href = `${item.address}?download`;
    const text = item.caption ?? items.find((other) => other.caption)?.caption;
    caption.replaceChildren(text ? formatted(text.text, text.entities) : "");
    caption.hidden = !text;
    counter.textContent = items.length > 1 ? words().of(index + 1, items.length) : "";
    previous.hidden = next.hidden = items.length < 2;
  }

  picture.onclick = (event) => {
    event.stopPropagation();
    const zoomed = picture.classList.toggle("zoomed");
    const box = picture.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 100, y = ((event.clientY - box.top) / box.height) * 100;
    picture.style.transformOrigin = `${x}% ${y}%`;
    picture.style.transform = zoomed ? "scale(2.2)" : "";
  };
  let touched = null;
  dialog.ontouchstart = (event) => (touched = event.touches.length === 1 ? event.touches[0].clientX : null);
  dialog.ontouchend = (event) => {
    if (touched === null || items.length < 2) return;
    const moved = event.changedTouches[0].clientX - touched;
    if (Math.abs(moved) > 60) show(index + (moved < 0 ? 1 : -1));
  };
  dialog.onkeydown = (event) => {
    if (event.key === "ArrowLeft" && items.length > 1) show(index - 1);
    if (event.key === "ArrowRight" && items.length > 1) show(index + 1);
  };

  show(index);
  const stage = element("div", { class: "viewer-stage", onclick: () => dialog.close() }, picture);
  const bar = element("div", { class: "viewer-bar" }, counter, element("span", { class: "spring" }), download, iconButton("close", words().close, () => dialog.close()));
  dialog.replaceChildren(bar, stage, previous, next, caption);
  dialog.showModal();
}
