// The chat page: its parts are wired, the state is read, and what happens is told to them.

import { follow } from "./api.js";
import { load, openChat, refreshChat, refreshState, takeOver } from "./chats.js";
import { offer, sendText, setReply, wireComposer } from "./composer.js";
import { $, icon } from "./dom.js";
import { drawAll } from "./drawing.js";
import { wireDropping } from "./dropping.js";
import { setAction, wireHeader } from "./header.js";
import { wireInline } from "./inline.js";
import { wireKeyboard } from "./keyboard.js";
import { wireLinks } from "./links.js";
import { sendPlace, wireLocation } from "./location.js";
import { openMenu } from "./menu.js";
import { wireMessages } from "./message-menu.js";
import { wireOpening } from "./opening.js";
import { wirePeople } from "./people.js";
import { pickFiles } from "./sending.js";
import { group, state } from "./state.js";
import { senderId } from "./summary.js";
import { wireSuggestions } from "./suggestions.js";
import { noteTopic, wireTopics } from "./topics.js";
import { attempt } from "./trouble.js";
import { chat, context } from "./view.js";
import { firstLanguage, setLanguage, words } from "./words.js";

const ICONS = { menu: "menu", attach: "attach", send: "send", more: "more", "to-bottom": "down", "keyboard-toggle": "keyboard" };

async function begin() {
  setLanguage(firstLanguage());
  Object.entries(ICONS).forEach(([id, name]) => $(id).prepend(icon(name)));
  for (const wire of [wireHeader, wireTopics, wireOpening, wireComposer, wireSuggestions, wireInline, wirePeople, wireMessages, wireLocation, wireLinks]) wire();
  wireKeyboard(sendText, sendPlace);
  wireDropping(offer);
  $("attach").onclick = () => openMenu($("attach"), [[words().photoOrFile, () => pickFiles(offer), false, "picture"], [words().place, sendPlace, false, "pin"]]);
  try {
    await load();
  } catch {
    state.lost = true;
  }
  drawAll();
  follow(onEvent, () => { state.lost = false; load().then(drawAll); }, () => { state.lost = true; drawAll(); });
  setInterval(drawAll, 1000);
}

function onEvent(event) {
  if (event.event === "bots") return onBots(event.bots);
  if (event.event === "bot" && event.bot === state.bot?.id) refreshState().then(refreshChat);
  if (event.event === "chat") refreshState().then(refreshChat);
  if (event.chat !== state.chatId || (event.bot !== state.bot?.id && state.chatId > 0)) return;
  if (event.event === "message") onMessage(event.message);
  if (event.event === "edit") chat.put(event.message);
  if (event.event === "delete") chat.remove(event.message_id), drawAll();
  if (event.event === "action") setAction(event.action);
}

function onBots(bots) {
  for (const { id, connected } of bots) {
    const bot = state.bots.find((other) => other.id === id);
    if (bot) bot.connected = connected;
    else refreshState().then(takeOver);
  }
  takeOver();
  drawAll();
}

function onMessage(message) {
  if (senderId(message) !== state.user.id) setAction(null);
  chat.put(message);
  noteTopic(message);
  if (message.new_chat_members || message.left_chat_member) refreshChat();
  // A group that has become a supergroup goes on in the new chat.
  if (message.migrate_to_chat_id && group()) attempt(async () => (await refreshState(), await openChat(message.migrate_to_chat_id)));
  if (message.keyboard?.force_reply && context.shows(message) && !state.replyTo && !state.editing) setReply(message);
  drawAll();
}

begin();
