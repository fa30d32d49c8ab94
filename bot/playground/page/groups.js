// Groups: making one, and what the bot and the people are in it.

import * as acts from "./acts.js";
import { labelled, segments, sheetBar, wordField } from "./asking.js";
import { openChat, refreshChat, refreshState } from "./chats.js";
import { $, element, icon, openDialog } from "./dom.js";
import { drawAll } from "./drawing.js";
import { isIn, newPerson, writeAs } from "./people.js";
import { botName, group, state } from "./state.js";
import { attempt } from "./trouble.js";
import { words } from "./words.js";

export async function newGroup() {
  let kind = "supergroup", status = "member", made = false;
  const finish = () => {
    made = Boolean(input.value.trim());
    if (made) $("sheet").close();
  };
  const { input, field } = wordField(words().title, words().groupTitle, finish);
  const kinds = labelled(words().kind, segments(words().kind, words().kinds, kind, (value) => (kind = value)));
  const { member, administrator } = words().roles;
  const roles = labelled(words().botHere, segments(words().botHere, { member, administrator }, status, (value) => (status = value)));
  await openDialog($("sheet"), element("h2", {}, words().newGroup), field, kinds, roles, sheetBar(finish, words().create));
  if (!made) return;
  const type = kind === "forum" ? "supergroup" : kind;
  if (type === "channel") status = "administrator"; // a bot is nothing else in a channel
  const added = await acts.addGroup({ title: input.value.trim(), type, is_forum: kind === "forum", status });
  await refreshState();
  await openChat(added.id);
}

// The sheet of the open group; every change holds at once.
export async function groupSheet() {
  const body = element("div", { class: "group-sheet" });
  const draw = () => body.replaceChildren(...parts(change));
  const change = (act) => attempt(async () => {
    await act();
    await refreshState();
    await refreshChat();
    draw();
  });
  draw();
  const close = element("button", { class: "primary", type: "button", onclick: () => $("sheet").close() }, words().ok);
  await openDialog($("sheet"), element("h2", {}, group().title), body, element("div", { class: "sheet-bar" }, element("span", { class: "spring" }), close));
}

function parts(change) {
  const { member, administrator, left } = words().roles;
  const status = isIn(state.status ?? "left") ? (state.status === "restricted" ? "member" : state.status) : "left";
  const role = segments(words().botHere, { member, administrator, left }, status, (value) => change(() => acts.setBotStatus(value)));
  return [
    labelled(`${words().botHere}: ${botName(state.bot)}`, role),
    labelled(words().chatNumber, element("code", {}, String(state.chatId))),
    ...(group().type === "channel" ? [] : ofGroup(status, change)),
  ];
}

function ofGroup(status, change) {
  const all = state.bot.can_read_all_group_messages ? "all" : "addressed";
  const privacy = segments(words().botReads, words().reads, all, (value) => change(() => acts.changeBot(state.bot.id, { can_read_all_group_messages: value === "all" })));
  const list = element("div", { class: "people" }, ...state.members.filter((other) => isIn(other.status)).map((other) => personRow(other, change)));
  const add = element("button", { class: "quiet", type: "button", onclick: () => attempt(addMember) }, icon("plus"), words().addPerson);
  return [
    ...(status === "member" ? [labelled(words().botMay, rights(change))] : []),
    labelled(words().botReads, privacy),
    element("p", { class: "muted note" }, words().privacyNote),
    labelled(words().people, list),
    add,
    ...(group().type === "group" ? [element("button", { class: "quiet", type: "button", onclick: () => attempt(toSupergroup) }, icon("up"), words().toSupergroup)] : []),
  ];
}

function rights(change) {
  const now = Object.fromEntries(Object.keys(words().may).map((name) => [name, state.restrictions?.[name] ?? true]));
  const box = ([name, text]) => {
    const input = element("input", { type: "checkbox", checked: now[name], onchange: () => change(() => acts.setRestrictions({ ...now, [name]: input.checked })) });
    return element("label", { class: "check" }, input, text);
  };
  return element("div", { class: "checks" }, ...Object.entries(words().may).map(box));
}

function personRow({ user, status }, change) {
  const me = user.id === state.user.id;
  const admin = ["creator", "administrator"].includes(status);
  const own = state.people.find((person) => person.id === user.id);
  const name = element("button", { class: "person", type: "button", disabled: !own || me, title: words().writeAs, onclick: () => change(() => writeAs(own)) }, element("span", {}, user.first_name), me ? element("span", { class: "muted" }, words().you) : null);
  const toggle = element("button", { class: "chip", type: "button", "aria-pressed": String(admin), onclick: () => change(() => acts.setMember(user.id, admin ? "member" : "administrator")) }, words().admin);
  return element("div", { class: "person-row" }, name, toggle);
}

async function addMember() {
  const person = await newPerson();
  if (person) await acts.setMember(person.id, "member");
  await refreshChat();
  await groupSheet();
}

async function toSupergroup() {
  const moved = await acts.migrate();
  $("sheet").close();
  await refreshState();
  await openChat(moved.id);
  drawAll();
}
