// The header: with whom one talks, what they do, and the menus.

import { changePerson, setBotStatus } from "./acts.js";
import { openChats, refreshChat } from "./chats.js";
import { $, element } from "./dom.js";
import { drawAll, draws } from "./drawing.js";
import { groupSheet, newGroup } from "./groups.js";
import { openMenu } from "./menu.js";
import { newPerson, writeAs } from "./people.js";
import { botName, group, initial, state } from "./state.js";
import { attempt } from "./trouble.js";
import { chat } from "./view.js";
import { currentLanguage, setLanguage, words } from "./words.js";

const OFFLINE_AFTER_MS = 4000;
const ACTION_MS = 5500;

let actionTimer;
export function setAction(action) {
  state.action = action;
  clearTimeout(actionTimer);
  if (action) actionTimer = setTimeout(() => setAction(null), ACTION_MS);
  $("typing").hidden = !action;
  if (action && chat.stuck) chat.toBottom();
  drawAll();
}

function draw() {
  const text = words(), { bot } = state, here = group();
  const name = here?.title ?? (bot ? botName(bot) : "…");
  $("name").textContent = name;
  $("avatar").textContent = initial(name);
  document.title = name;
  if (bot?.connected && !state.lost) state.connectedAt = performance.now();
  const offline = performance.now() - state.connectedAt > OFFLINE_AFTER_MS;
  const doing = state.action ? (text.actions[state.action] ?? text.actions.typing) : null;
  const there = bot?.connected && !state.lost;
  const said = doing ?? (there ? (here ? groupStatus(here) : text.online) : offline ? text.offline : text.connecting);
  const parts = [said].flat();
  if ($("status").textContent !== parts.map((part) => part.textContent ?? part).join("")) $("status").replaceChildren(...parts);
  $("status").className = doing ? "doing" : there ? "online" : "";
  $("typing").hidden = !state.action;
  $("banner").hidden = !state.lost && !(bot && offline);
  $("banner").textContent = state.lost ? text.lost : text.banner;
  for (const [id, label] of [["menu", text.commands], ["attach", text.attach], ["send", text.send], ["more", text.more], ["to-bottom", text.toBottom], ["keyboard-toggle", text.keyboard], ["language", text.language]]) {
    $(id).setAttribute("aria-label", label);
    $(id).title = label;
  }
  document.querySelectorAll("#language button").forEach((button) => button.setAttribute("aria-checked", String(button.dataset.language === currentLanguage())));
}

function groupStatus(here) {
  const kind = words().groupKinds[here.is_forum ? "forum" : here.type] ?? words().group;
  const role = words().botIs(words().roles[state.status] ?? words().roles.left);
  return [element("span", { class: "kind" }, `${kind}, `), role]; // a phone has no room for the kind
}

async function block(status) {
  await setBotStatus(status);
  await refreshChat();
}

function openMore() {
  const blocked = state.status === "kicked";
  openMenu($("more"), [
    ...(group() ? [[words().groupSettings, groupSheet, false, "people"]] : []),
    [words().newGroup, () => attempt(newGroup), false, "plus"],
    [words().newPerson, () => attempt(async () => {
      const person = await newPerson();
      if (person) await writeAs(person);
    }), false, "plus"],
    ...(!group() && state.status ? [[blocked ? words().unblock : words().block, () => attempt(() => block(blocked ? "member" : "kicked")), false, "close"]] : []),
  ]);
}

async function chooseLanguage(code) {
  setLanguage(code);
  localStorage.setItem("language", code);
  const changed = await changePerson(state.user.id, { language_code: code });
  state.people = state.people.map((person) => (person.id === changed.id ? changed : person));
  state.user = changed;
  chat.redraw();
  await refreshChat();
}

export function wireHeader() {
  draws(draw);
  $("chat-title").onclick = () => openChats();
  $("more").onclick = openMore;
  $("language").onclick = (event) => event.target.dataset.language && attempt(() => chooseLanguage(event.target.dataset.language));
  $("to-bottom").onclick = () => chat.toBottom();
}

export const unblock = () => block("member");
