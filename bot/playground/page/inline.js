// Inline mode: "@bot words" in the field of any chat shows the bot's results above it.

import * as acts from "./acts.js";
import { openBot, put } from "./chats.js";
import { replying, sendText, whenTyped, write } from "./composer.js";
import { $, element, icon } from "./dom.js";
import { whenOpened } from "./drawing.js";
import { isGallery, resultElement } from "./inline-results.js";
import { choosePlace } from "./location.js";
import { botOf, state } from "./state.js";
import { attempt } from "./trouble.js";
import { words } from "./words.js";

const TYPING_PAUSE_MS = 300, NEAR_END_PX = 160;

let asked = null; // { bot, query, results, offset, last: the last answer, busy, failed }
let place = null;
let timer;

function onTyped(text) {
  const call = state.editing ? null : /^@(\w+)\s([\s\S]*)$/.exec(text);
  const bot = call && botOf(call[1]);
  if (!bot || bot.supports_inline_queries === false) return close();
  const query = call[2].trim();
  if (asked?.bot === bot && asked.query === query) return;
  ask(bot, query);
}

function ask(bot, query) {
  clearTimeout(timer);
  asked = { bot, query, results: [], offset: "", last: null, busy: true, failed: false };
  draw();
  const mine = asked;
  timer = setTimeout(() => mine === asked && more(), TYPING_PAUSE_MS);
}

// The next page of results; a newer query makes this one's answer worthless.
async function more() {
  const mine = asked;
  mine.busy = true;
  let answer = null;
  try {
    answer = await acts.askInline(mine.bot.id, mine.query, mine.offset, place);
  } catch {
    // as where the bot gave no answer
  }
  if (mine !== asked) return;
  mine.busy = false;
  mine.failed = !answer && !mine.results.length;
  mine.last = answer ?? mine.last;
  mine.offset = answer?.next_offset ?? "";
  mine.results.push(...(answer?.results ?? []).map((result) => ({ result, answer: answer.id })));
  draw();
}

function close() {
  clearTimeout(timer);
  asked = null;
  $("inline").hidden = true;
}

async function choose({ result, answer }) {
  const { bot } = asked;
  const text = $("text").value;
  write("");
  const sent = await attempt(() => replying(async (replyTo) => put(await acts.chooseResult(bot.id, answer, result.id, replyTo))));
  if (!sent) write(text);
}

async function toBot(button) {
  const { bot } = asked;
  write("");
  await attempt(() => openBot(bot));
  await sendText(`/start ${button.start_parameter ?? ""}`.trim());
}

async function changePlace() {
  const chosen = place ? { place: null } : { place: await choosePlace({ live: false }) };
  if (!place && !chosen.place) return;
  place = chosen.place;
  if (asked) ask(asked.bot, asked.query);
}

function draw() {
  const box = $("inline");
  const { results, last, busy, failed } = asked;
  box.hidden = false;
  box.classList.toggle("busy", busy);
  const list = box.querySelector(".inline-results");
  const gallery = isGallery(results.map((item) => item.result));
  list.className = gallery ? "inline-results gallery" : "inline-results";
  const drawn = list.dataset.answer === String(results[0]?.answer) ? list.children.length : 0;
  if (!drawn) list.replaceChildren(), (list.scrollTop = 0);
  list.dataset.answer = String(results[0]?.answer);
  list.append(...results.slice(drawn).map((item) => resultElement(item.result, gallery, () => choose(item))));
  const button = last?.button;
  const top = button ? [element("button", { type: "button", class: "inline-top", onclick: () => toBot(button) }, button.text)] : [];
  box.querySelector(".inline-head").replaceChildren(...top);
  const note = box.querySelector(".inline-note");
  note.hidden = busy || results.length > 0;
  note.textContent = failed ? words().noInline : words().nothing;
  const where = place ? `${place.latitude.toFixed(3)}, ${place.longitude.toFixed(3)}` : words().sharePlace;
  const toggle = box.querySelector(".inline-place");
  toggle.replaceChildren(icon(place ? "close" : "pin"), where);
  toggle.setAttribute("aria-label", place ? `${words().hidePlace} (${where})` : words().sharePlace);
  onScroll();
}

function onScroll() {
  const list = $("inline").querySelector(".inline-results");
  const near = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
  if (asked && !asked.busy && asked.offset && near) more();
}

export function wireInline() {
  const list = element("div", { class: "inline-results", role: "listbox", "aria-label": words().results });
  list.addEventListener("scroll", onScroll, { passive: true });
  const foot = element("div", { class: "inline-foot" }, element("button", { type: "button", class: "inline-place", onclick: changePlace }));
  $("inline").replaceChildren(element("div", { class: "inline-head" }), list, element("p", { class: "inline-note muted", hidden: true }), foot);
  whenTyped(onTyped);
  whenOpened(() => onTyped($("text").value));
  $("text").addEventListener("keydown", (event) => {
    if (!asked) return;
    if (event.key === "Escape") close();
    if (event.key === "ArrowDown") event.preventDefault(), list.querySelector("button")?.focus();
  });
}
