// Text with entities → DOM. Offsets count UTF-16 units, as JavaScript's strings do.

import { element } from "./dom.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote", hashtag: "span", cashtag: "span" };

// acts: { onCommand, onMention }, called with the words pressed.
export function formatted(text, entities = [], acts = {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fragment.append(...inside(text, 0, text.length, sorted, acts));
  return fragment;
}

function inside(text, begin, end, entities, acts) {
  const nodes = [];
  let position = begin;
  for (let index = 0; index < entities.length; ) {
    const entity = entities[index];
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < position || stop <= entity.offset) {
      index += 1; // it crosses one that has been drawn
      continue;
    }
    if (entity.offset > position) nodes.push(text.slice(position, entity.offset));
    let next = index + 1;
    while (next < entities.length && entities[next].offset < stop) next += 1;
    const children = inside(text, entity.offset, stop, entities.slice(index + 1, next), acts);
    nodes.push(wrapped(entity, text.slice(entity.offset, stop), children, acts));
    position = stop;
    if (nodes.at(-1).tagName === "BLOCKQUOTE" || nodes.at(-1).tagName === "PRE") {
      if (text[position] === "\n") position += 1; // a block breaks the line by itself
    }
    index = next;
  }
  if (position < end) nodes.push(text.slice(position, end));
  return nodes;
}

function wrapped(entity, source, children, acts) {
  switch (entity.type) {
    case "text_link":
      return link(entity.url, children);
    case "url":
      return link(/^[a-z]+:\/\//i.test(source) ? source : `http://${source}`, children);
    case "email":
      return link(`mailto:${source}`, children);
    case "spoiler":
      return element("span", { class: "spoiler", role: "button", tabindex: "0", onclick: reveal, onkeydown: (event) => event.key === "Enter" && reveal(event) }, ...children);
    case "bot_command":
      return element("button", { class: "command", type: "button", onclick: () => acts.onCommand?.(source) }, ...children);
    case "mention":
      return element("button", { class: "command mark", type: "button", onclick: () => acts.onMention?.(source) }, ...children);
    case "expandable_blockquote":
      return element("blockquote", { class: "expandable", onclick: (event) => event.currentTarget.classList.add("expanded") }, ...children);
    case "pre":
      return element("pre", { "data-language": entity.language ?? "" }, ...children);
    default:
      return element(TAGS[entity.type] ?? "span", { class: ["hashtag", "cashtag"].includes(entity.type) ? "mark" : undefined }, ...children);
  }
}

function reveal(event) {
  event.currentTarget.classList.add("revealed");
}

export function safeUrl(url) {
  try {
    const parsed = new URL(url);
    return ["http:", "https:", "mailto:", "tg:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

function link(url, children) {
  const href = safeUrl(url);
  return href ? element("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children) : element("span", {}, ...children);
}
