// What can be done with a message, and what its buttons do.

import * as acts from "./acts.js";
import { openChats } from "./chats.js";
import { setEditing, setReply, write } from "./composer.js";
import { $, element, openDialog, toast } from "./dom.js";
import { followUrl } from "./links.js";
import { openMenu } from "./menu.js";
import { state } from "./state.js";
import { attempt } from "./trouble.js";
import { context } from "./view.js";
import { words } from "./words.js";

function openMessageMenu(message, anchor) {
  const own = message.from?.id === state.user.id;
  const text = message.text ?? message.caption;
  const editable = own && !message.via_bot && (text || message.photo || message.document);
  openMenu(anchor, [
    [words().reply, () => setReply(message), false, "reply"],
    ...(editable ? [[words().edit, () => setEditing(message), false, "pencil"]] : []),
    ...(text ? [[words().copy, () => copy(text), false, "copy"]] : []),
    ...(own || state.chatId > 0 ? [[words().delete, () => attempt(() => acts.deleteMessage(message.message_id)), false, "bin"]] : []),
  ]);
}

const copy = (text) => attempt(async () => (await navigator.clipboard.writeText(text), toast(words().copied)));

async function pressButton(message, button, node) {
  if (button.copy_text) return copy(button.copy_text.text);
  const inline = button.switch_inline_query_current_chat ?? button.switch_inline_query ?? button.switch_inline_query_chosen_chat?.query;
  if (inline !== undefined) {
    const text = `@${state.bot.username} ${inline}`;
    if (button.switch_inline_query_current_chat !== undefined) return write(text);
    return openChats(node, () => write(text));
  }
  if (button.callback_data === undefined || node.classList.contains("waiting")) return;
  node.classList.add("waiting");
  await attempt(async () => show(await acts.press(message.message_id, button.callback_data)));
  node.classList.remove("waiting");
}

function show(answer) {
  if (!answer) return toast(words().noAnswer);
  if (answer.url) return followUrl(answer.url);
  if (answer.show_alert) return openAlert(answer.text);
  if (answer.text) toast(answer.text);
}

function openAlert(text) {
  const ok = element("button", { class: "primary", type: "button", onclick: () => $("notice").close() }, words().ok);
  openDialog($("notice"), element("p", {}, text), element("div", { class: "sheet-bar" }, element("span", { class: "spring" }), ok));
}

export function wireMessages() {
  context.onMenu = openMessageMenu;
  context.onButton = pressButton;
}
