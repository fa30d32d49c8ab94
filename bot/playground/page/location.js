// Choosing a place to share: on a plan, by degrees, or one the chat has named; and live locations.

import * as acts from "./acts.js";
import { put } from "./chats.js";
import { $, element, openDialog } from "./dom.js";
import { liveUntil, padElement } from "./place.js";
import { attempt } from "./trouble.js";
import { chat, context } from "./view.js";
import { words } from "./words.js";

const MOST_SEEN = 6;
const REDRAW_MS = 30_000;
let last = { latitude: 56.8444, longitude: 60.6089 };

// Resolves to { latitude, longitude, live_period? }, or null when called off.
export async function choosePlace({ live = true, from = last, title = words().place } = {}) {
  let result = null, seconds = 0;
  const dialog = $("sheet");
  const error = element("p", { class: "error", role: "alert", hidden: true }, words().wrongPlace);
  const input = (value) => element("input", { inputmode: "decimal", value, required: true });
  const latitude = input(from.latitude), longitude = input(from.longitude);
  const fields = element("div", { class: "fields" }, element("label", {}, words().latitude, latitude), element("label", {}, words().longitude, longitude));
  const number = (field) => Number(field.value.trim().replace(",", ".").replace("−", "-") || NaN);
  const read = () => ({ latitude: number(latitude), longitude: number(longitude) });
  const onEarth = (place) => Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180;
  const write = (place) => ((latitude.value = place.latitude), (longitude.value = place.longitude), (error.hidden = true));
  const { pad, show } = padElement(from, write);
  latitude.oninput = longitude.oninput = () => onEarth(read()) && show(read());

  const seen = seenPlaces().map((place) =>
    element("button", { type: "button", class: "chip", onclick: () => (write(place.location), show(place.location)) }, place.title),
  );
  const kinds = element("div", { class: "segments", role: "radiogroup", "aria-label": words().liveFor });
  const choices = [[0, words().here], [900, `${words().liveFor} ${words().minutes(15)}`], [3600, words().hour]];
  const drawKinds = () =>
    kinds.replaceChildren(...choices.map(([value, text]) => element("button", { type: "button", role: "radio", "aria-checked": String(value === seconds), onclick: () => ((seconds = value), drawKinds()) }, text)));
  drawKinds();

  const finish = () => {
    const place = read();
    error.hidden = onEarth(place);
    if (!error.hidden) return;
    last = place;
    result = seconds ? { ...place, live_period: seconds } : place;
    dialog.close();
  };
  const bar = element("div", { class: "sheet-bar" }, element("span", { class: "spring" }), element("button", { class: "quiet", type: "button", onclick: () => dialog.close() }, words().cancel), element("button", { class: "primary", type: "button", onclick: finish }, words().send));
  const chips = seen.length ? element("div", { class: "chips", role: "group", "aria-label": words().seenPlaces }, ...seen) : null;
  await openDialog(dialog, element("h2", {}, title), pad, ...(chips ? [chips] : []), fields, ...(live ? [kinds] : []), error, bar);
  return result;
}

// The newest venues of the open chat: where one might be.
function seenPlaces() {
  const places = new Map();
  for (const message of chat.all.toReversed()) if (message.venue) places.set(message.venue.title, { title: message.venue.title, location: message.location });
  return [...places.values()].slice(0, MOST_SEEN);
}

export async function sendPlace() {
  const place = await choosePlace();
  if (place) await attempt(async () => put(await acts.sendPlace(place)));
}

const change = (act) => attempt(async () => chat.put(await act()));

export function wireLocation() {
  context.onMove = (message, place) => change(() => acts.moveLive(message.message_id, place));
  context.onStop = (message) => change(() => acts.stopLive(message.message_id));
  context.onPoint = async (message) => {
    const place = await choosePlace({ live: false, from: message.location, title: words().move });
    if (place) await context.onMove(message, place);
  };
  // The minutes left pass without any news.
  setInterval(() => chat.redraw((message) => liveUntil(message) > Date.now() / 1000 - 2 * REDRAW_MS), REDRAW_MS);
}
