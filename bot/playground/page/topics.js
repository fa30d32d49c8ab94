// The topics of a forum: a row of them under the header, one of them open.

import * as acts from "./acts.js";
import { openChat, refreshChat } from "./chats.js";
import { $, element, icon } from "./dom.js";
import { draws } from "./drawing.js";
import { askWord } from "./asking.js";
import { inForum, state } from "./state.js";
import { attempt } from "./trouble.js";
import { words } from "./words.js";

const open = (thread) => attempt(() => openChat(state.chatId, thread));

async function newTopic() {
  const title = await askWord(words().newTopic, words().topicName);
  if (!title) return;
  await attempt(async () => {
    const { thread } = await acts.addTopic(title);
    await openChat(state.chatId, thread);
  });
}

// A message in a topic that is not open marks it.
export function noteTopic(message) {
  const thread = message.message_thread_id ?? 0;
  if (message.forum_topic_created) refreshChat();
  if (!inForum() || thread === state.thread) return;
  state.unreadTopics.add(thread);
  draw();
}

function draw() {
  const bar = $("topics");
  bar.hidden = !inForum();
  if (bar.hidden) return;
  const topics = [{ thread: 0, title: words().general }, ...state.topics];
  const signature = JSON.stringify([state.chatId, state.thread, topics, [...state.unreadTopics]]);
  if (bar.dataset.signature === signature) return;
  bar.dataset.signature = signature;
  const tab = ({ thread, title }) =>
    element("button", { type: "button", role: "tab", "aria-selected": String(thread === state.thread), class: state.unreadTopics.has(thread) ? "chip unread" : "chip", onclick: () => open(thread) }, title);
  const add = element("button", { type: "button", class: "chip", "aria-label": words().newTopic, title: words().newTopic, onclick: newTopic }, icon("plus"));
  bar.setAttribute("aria-label", words().topics);
  bar.replaceChildren(...topics.map(tab), add);
  bar.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

export const wireTopics = () => draws(draw);
