// A place in a message: a plan with a pin, name, address and a link; a live one with its controls.

import { element, icon } from "./dom.js";
import { METRES_PER_PIXEL, moved, planElement } from "./plan.js";
import { words } from "./words.js";

const STEP_METRES = 100;
const STEPS = [["west", "left", -1, 0], ["north", "up", 0, 1], ["south", "down", 0, -1], ["east", "right", 1, 0]];

export function placeElement(message, context) {
  const { latitude, longitude } = message.location;
  const until = liveUntil(message);
  const live = until > Date.now() / 1000;
  const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  const plan = element("span", { class: live ? "plan live" : "plan" }, planElement(message.location), live ? element("span", { class: "live-dot" }) : icon("pin"));
  const title = message.venue?.title ?? (until ? words().liveLocation : words().location);
  const told = message.venue?.address ?? `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  const left = live ? element("span", { class: "live-left" }, words().liveLeft(Math.ceil((until - Date.now() / 1000) / 60))) : null;
  const card = element(
    "a",
    { class: "place", href: map, target: "_blank", rel: "noopener noreferrer" },
    plan,
    element("span", { class: "place-facts" }, element("strong", {}, title), element("span", { class: "muted" }, told), left, element("span", { class: "place-link" }, `${words().onMap} · OpenStreetMap`)),
  );
  if (!live || message.from?.id !== context.me) return card;
  return element("div", { class: "live-place" }, card, controls(message, context));
}

export const liveUntil = (message) => (message.location?.live_period ? message.date + message.location.live_period : 0);

function controls(message, context) {
  const step = ([name, picture, east, north]) => {
    const label = words().moveTo[name];
    const act = () => context.onMove(message, moved(message.location, east * STEP_METRES, north * STEP_METRES));
    return element("button", { type: "button", class: "round", "aria-label": label, title: label, onclick: act }, icon(picture));
  };
  const point = element("button", { type: "button", class: "round", "aria-label": words().pointTo, title: words().pointTo, onclick: () => context.onPoint(message) }, icon("target"));
  const stop = element("button", { type: "button", class: "quiet", onclick: () => context.onStop(message) }, words().stopLive);
  return element("div", { class: "live-controls" }, ...STEPS.map(step), point, stop);
}

// A plan on which a press or the arrow keys move the point. onMove: called with the new point.
export function padElement(point, onMove) {
  const pad = element("div", { class: "plan pad", tabindex: "0", role: "group", "aria-label": words().pad });
  const show = (place) => {
    point = place;
    pad.replaceChildren(planElement(place, 420, 190), icon("pin"));
  };
  const go = (east, north) => (show(moved(point, east, north)), onMove(point));
  pad.onpointerdown = (event) => {
    const box = pad.getBoundingClientRect();
    const scale = Math.min(420 / box.width, 190 / box.height) * METRES_PER_PIXEL;
    go((event.clientX - box.left - box.width / 2) * scale, -(event.clientY - box.top - box.height / 2) * scale);
  };
  pad.onkeydown = (event) => {
    const [east, north] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] ?? [];
    if (east === undefined) return;
    event.preventDefault();
    go(east * STEP_METRES, north * STEP_METRES);
  };
  show(point);
  return { pad, show };
}
