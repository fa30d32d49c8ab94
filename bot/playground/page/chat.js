// The open chat: its messages by number, drawn in order, only what changed drawn anew.

import { $, element } from "./dom.js";
import { messageElement } from "./message.js";
import { senderId } from "./summary.js";
import { dayOf } from "./words.js";

const GROUPING_SECONDS = 300;
const DATES_STAY_MS = 1200;

export class Chat {
  constructor(context) {
    this.context = context;
    this.messages = new Map();
    this.pending = new Map();
    this.drawn = new Map();
    this.unread = 0;
    $("scroller").addEventListener("scroll", () => this.#onScroll(), { passive: true });
    for (const id of ["messages", "scroller"]) new ResizeObserver(() => this.#onResize()).observe($(id));
    this.stuck = true;
  }

  reset(messages) {
    this.messages = new Map(messages.map((message) => [message.message_id, message]));
    this.drawn.clear();
    $("messages").replaceChildren();
    this.#read();
    this.draw();
    this.toBottom();
  }

  put(message) {
    const fresh = !this.messages.has(message.message_id);
    this.messages.set(message.message_id, message);
    if (!this.context.shows(message)) return;
    const own = senderId(message) === this.context.me;
    const stay = this.stuck || own;
    if (fresh && !own && (!this.stuck || document.hidden)) this.unread += 1;
    this.draw();
    if (stay) this.toBottom();
    this.#showButton();
  }

  remove(id) {
    this.messages.delete(id);
    this.draw();
  }

  get(id) {
    return this.messages.get(id);
  }

  get all() {
    return [...this.messages.values()].sort((a, b) => a.message_id - b.message_id);
  }

  // The messages of the open topic; elsewhere all of them.
  get visible() {
    return this.all.filter(this.context.shows);
  }

  // A bubble of something on its way; `finish` takes it away again.
  addPending(node) {
    const key = Symbol("pending");
    this.pending.set(key, node);
    this.draw();
    this.toBottom();
    return () => {
      this.pending.delete(key);
      this.draw();
    };
  }

  draw() {
    const nodes = [];
    const kept = new Map();
    let day = "", before = null;
    for (const group of grouped(this.visible)) {
      const [first] = group;
      const today = dayOf(first.date);
      if (today !== day) {
        nodes.push(this.#node(kept, `day ${today}`, today, () => element("div", { class: "day" }, element("span", {}, today))));
        day = today;
        before = null;
      }
      const follows = before && senderId(before) === senderId(first) && before.via_bot?.id === first.via_bot?.id && first.date - before.date < GROUPING_SECONDS;
      const node = this.#node(kept, first.message_id, JSON.stringify(group), () => messageElement(group, this.context));
      node.classList.toggle("follows", Boolean(follows));
      nodes.push(node);
      before = group.at(-1);
    }
    this.drawn = kept;
    nodes.push(...this.pending.values());
    const list = $("messages");
    nodes.forEach((node, index) => {
      if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
    });
    while (list.children.length > nodes.length) list.lastChild.remove();
    this.#floatDates();
  }

  #node(kept, key, signature, make) {
    const old = this.drawn.get(key);
    const entry = old?.signature === signature ? old : { signature, node: make() };
    kept.set(key, entry);
    return entry.node;
  }

  // Draws anew: everything, or the messages for which `changed` holds.
  redraw(changed = () => true) {
    for (const key of this.drawn.keys()) if (!this.messages.has(key) || changed(this.messages.get(key))) this.drawn.delete(key);
    this.draw();
  }

  jump(id) {
    const node = $("messages").querySelector(`[data-id="${Number(id)}"]`);
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.add("flash");
    setTimeout(() => node.classList.remove("flash"), 1500);
  }

  toBottom() {
    this.stuck = true;
    $("scroller").scrollTop = $("scroller").scrollHeight;
    this.#read();
  }

  #onScroll() {
    this.#floatDates();
    if (this.#atBottom()) return this.#read();
    $("messages").classList.add("scrolling");
    clearTimeout(this.still);
    this.still = setTimeout(() => $("messages").classList.remove("scrolling"), DATES_STAY_MS);
  }

  #onResize() {
    if (this.stuck) this.toBottom();
    this.#floatDates();
  }

  // A date floats where it stands over what follows it.
  #floatDates() {
    for (const day of $("messages").querySelectorAll(".day")) {
      const next = day.nextElementSibling;
      day.classList.toggle("floating", Boolean(next) && day.getBoundingClientRect().bottom > next.getBoundingClientRect().top);
    }
  }

  #atBottom() {
    const box = $("scroller");
    this.stuck = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
    this.#showButton();
    return this.stuck;
  }

  #read() {
    this.unread = 0;
    this.#showButton();
  }

  #showButton() {
    $("to-bottom").hidden = this.stuck;
    $("unread").textContent = this.unread || "";
    $("unread").hidden = !this.unread;
  }
}

function grouped(messages) {
  const groups = [];
  for (const message of messages) {
    const album = message.media_group_id;
    const last = groups.at(-1);
    if (album && last?.[0].media_group_id === album) last.push(message);
    else groups.push([message]);
  }
  return groups;
}
