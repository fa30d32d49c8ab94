// Which chat is open: the private one with a bot, or a group; and going from one to another.

import * as acts from "./acts.js";
import { Refusal } from "./api.js";
import { $ } from "./dom.js";
import { drawAll, tellOpened } from "./drawing.js";
import { openMenu } from "./menu.js";
import { botName, state } from "./state.js";
import { attempt } from "./trouble.js";
import { chat } from "./view.js";
import { currentLanguage } from "./words.js";

export async function load() {
  const known = await acts.readState();
  Object.assign(state, { bots: known.bots, groups: groupsOf(known), sample: known.sample });
  await loadPeople();
  const wanted = Number(localStorage.getItem("bot"));
  state.bot = known.bots.find((bot) => bot.connected) ?? known.bots.find((bot) => bot.id === wanted) ?? known.bots[0];
  if (!state.chatId || (state.chatId < 0 && !state.groups.some((other) => other.id === state.chatId))) state.chatId = state.user.id;
  await openChat(state.chatId, state.thread);
}

const groupsOf = (known) => [...known.groups, ...(known.channels ?? [])];

// The people this browser writes as: the one of before, and those added beside.
async function loadPeople() {
  const language_code = currentLanguage();
  const saved = JSON.parse(localStorage.getItem("people") ?? "[]");
  const current = Number(localStorage.getItem("user"));
  const people = [];
  for (const id of [...new Set([current, ...saved])].filter(Boolean).sort()) {
    try {
      people.push(await acts.changePerson(id, id === current ? { language_code } : {}));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  const first_name = language_code === "ru" ? "Гость" : "Guest";
  state.user = people.find((person) => person.id === current) ?? people[0] ?? (await acts.addPerson({ first_name, language_code }));
  state.people = people.length ? people : [state.user];
  rememberPeople();
}

export function rememberPeople() {
  localStorage.setItem("user", state.user.id);
  localStorage.setItem("people", JSON.stringify(state.people.map((person) => person.id)));
}

export async function openChat(id, thread = 0) {
  state.chatId = id > 0 ? state.user.id : id;
  state.thread = thread;
  state.unreadTopics.clear();
  const found = await readChat();
  if (state.chatId !== found.of.chat || state.bot.id !== found.of.bot) return; // another was opened meanwhile
  state.action = null;
  tellOpened();
  chat.reset(found.messages);
  drawAll();
}

export async function refreshChat() {
  let last = readChat();
  await last;
  // Asked again meanwhile, the older answer is dropped: what counts is the newest, not yet here.
  while (last !== newest) await (last = newest);
  drawAll();
}

// Answers come in any order: what an older question found is no news about the chat open now.
let asked = 0, newest = null;

function readChat() {
  newest = read(++asked);
  return newest;
}

async function read(turn) {
  const of = { chat: state.chatId, bot: state.bot.id };
  const found = await acts.readChat();
  const { status, commands, topics = [], members = [], restrictions = null } = found;
  if (turn === asked) Object.assign(state, { status, commands, topics, members, restrictions });
  return { ...found, of };
}

export async function refreshState() {
  const known = await acts.readState();
  state.bots = known.bots;
  state.groups = groupsOf(known);
  state.bot = known.bots.find((bot) => bot.id === state.bot?.id) ?? state.bot;
}

export async function openBot(bot) {
  state.bot = bot;
  localStorage.setItem("bot", bot.id);
  await openChat(state.user.id);
}

// Before anything is said, the chat is with whichever bot has connected.
export function takeOver() {
  const connected = state.bots.find((bot) => bot.connected);
  if (!connected || !state.bot || state.bot.id === connected.id || state.bot.connected || chat.messages.size) return;
  state.bot = connected;
  openChat(state.user.id);
}

// What has been sent, shown at once; the news of it comes a moment later.
export function put(messages) {
  if (messages.length) state.status ??= "member"; // to write to a bot is to start it
  messages.forEach((message) => message.chat.id === state.chatId && !chat.get(message.message_id) && chat.put(message));
  drawAll();
}

// A menu of all chats; `then` runs once the chosen one is open.
export function openChats(anchor = $("chat-title"), then = () => {}) {
  const opened = (act) => () => attempt(async () => { await act(); then(); });
  const bots = state.bots.map((bot) => [botName(bot), opened(() => openBot(bot)), bot.id === state.bot.id && state.chatId > 0]);
  const groups = state.groups.map((group) => [group.title, opened(() => openChat(group.id)), group.id === state.chatId, "people"]);
  openMenu(anchor, [...bots, ...groups]);
}

