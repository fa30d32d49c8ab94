// The field one writes in: texts, answers to a message, edits of one's own, files.

import * as acts from "./acts.js";
import { put } from "./chats.js";
import { $, element, icon } from "./dom.js";
import { draws, whenOpened } from "./drawing.js";
import { chooseHow, sendFiles } from "./sending.js";
import { state } from "./state.js";
import { attempt, reason } from "./trouble.js";
import { chat, context } from "./view.js";
import { activeKeyboard } from "./keyboard.js";
import { summary } from "./summary.js";
import { words } from "./words.js";

const typed = [];
export const whenTyped = (act) => typed.push(act);

export function fit() {
  const box = $("text");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 180)}px`;
  $("form").classList.toggle("filled", Boolean(box.value.trim()));
  typed.forEach((act) => act(box.value));
}

export function write(text) {
  $("text").value = text;
  fit();
  $("text").focus();
}

export function setReply(message) {
  state.replyTo = message;
  if (message) state.editing = null;
  drawBar();
  if (message) $("text").focus();
}

export function setEditing(message) {
  if (state.editing && !message) write("");
  state.editing = message;
  state.replyTo = null;
  drawBar();
  if (message) write(message.text ?? message.caption ?? "");
}

function drawBar() {
  const bar = $("reply-bar"), message = state.editing ?? state.replyTo;
  bar.hidden = !message;
  if (!message) return;
  const name = state.editing ? words().editing : context.nameOf(message);
  const cancel = () => (state.editing ? setEditing(null) : setReply(null));
  const close = element("button", { class: "round small", type: "button", "aria-label": words().cancel, onclick: cancel }, icon("close"));
  bar.replaceChildren(icon(state.editing ? "pencil" : "reply"), element("span", { class: "quote-facts" }, element("span", { class: "quote-name" }, name), element("span", { class: "quote-text" }, summary(message))), close);
}

// Answers with the chosen message; where that fails, the choice comes back.
export async function replying(act) {
  const { replyTo, chatId } = state;
  setReply(null);
  try {
    await act(replyTo?.message_id ?? 0);
  } catch (error) {
    if (replyTo && !state.replyTo && state.chatId === chatId) setReply(replyTo);
    throw error;
  }
}

// Whether the text went.
export async function sendText(text) {
  if (!text.trim()) return true;
  return attempt(() => replying(async (replyTo) => put(await acts.sendText(text, replyTo))));
}

async function changeText(message, text) {
  const changed = await attempt(async () => chat.put(await acts.editText(message.message_id, text)));
  if (!changed && !state.editing) setEditing(message), write(text);
}

function submit() {
  const text = $("text").value, { editing } = state;
  $("text").value = "";
  state.editing = null;
  drawBar();
  fit();
  if (editing) changeText(editing, text);
  else sendText(text).then((sent) => sent || giveBack(text));
  $("text").focus();
}

// What could not be sent stands in the field again, before what has been typed since.
function giveBack(text) {
  const box = $("text");
  box.value = [text, box.value].filter(Boolean).join("\n");
  fit();
}

export async function send(choice) {
  await replying(async (replyTo) => put(await sendFiles(chat, acts.filesFields(replyTo), choice)));
}

export async function offer(files) {
  if (!files.length || $("sheet").open) return;
  const choice = await chooseHow({ files, caption: state.editing ? "" : $("text").value });
  if (!choice) return;
  write("");
  await sendChoice(choice);
}

// Files that could not be sent are offered again, as they were chosen.
async function sendChoice(choice) {
  try {
    await send(choice);
  } catch (error) {
    const sheet = $("sheet");
    while (sheet.open) await new Promise((resolve) => sheet.addEventListener("close", resolve, { once: true }));
    const again = await chooseHow(choice, reason(error));
    if (again) await sendChoice(again);
    else giveBack(choice.caption);
  }
}

function onKey(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("form").requestSubmit();
  }
  if (event.key === "Escape") state.editing ? setEditing(null) : setReply(null);
  if (event.key === "ArrowUp" && !$("text").value) {
    const own = chat.visible.findLast((message) => message.from?.id === context.me && (message.text || message.caption) && !message.via_bot);
    if (own) event.preventDefault(), setEditing(own);
  }
}

export function wireComposer() {
  context.onReply = setReply;
  context.onCommand = sendText;
  context.onMention = (name) => write(`${name} `);
  $("form").onsubmit = (event) => (event.preventDefault(), submit());
  $("text").oninput = fit;
  $("text").onkeydown = onKey;
  whenOpened(() => (setEditing(null), setReply(null)));
  draws(() => {
    const blocked = state.status === "kicked" && state.chatId > 0;
    $("form").hidden = blocked;
    $("text").placeholder = activeKeyboard()?.input_field_placeholder ?? words().placeholder;
  });
}
