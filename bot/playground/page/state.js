// Who talks to whom: what the page knows, and what every part of it asks.

import { currentLanguage } from "./words.js";

export const state = {
  bots: [], groups: [], people: [], sample: null,
  bot: null, user: null, chatId: 0, thread: 0,
  status: null, commands: [], topics: [], members: [], restrictions: null, unreadTopics: new Set(),
  replyTo: null, editing: null, lost: false, connectedAt: performance.now(), action: null,
};

export const group = () => state.groups.find((other) => other.id === state.chatId) ?? null;
export const inForum = () => Boolean(group()?.is_forum);
export const chatPath = (rest = "") => `/chats/${state.chatId}${rest}`;
export const who = () => ({ bot: state.bot.id, user: state.user.id });
export const botName = (bot) => bot.names[currentLanguage()] ?? bot.names[""] ?? bot.first_name;
export const botOf = (username) => state.bots.find((bot) => bot.username.toLowerCase() === username.toLowerCase()) ?? null;
export const initial = (name) => [...name][0] ?? "";
