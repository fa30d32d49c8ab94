// The chat page: who talks to whom, what happens, and the controls around the messages.

import { Refusal, call, follow } from "./api.js";
import { Chat } from "./chat.js";
import { $, element, icon, openDialog, toast } from "./dom.js";
import { safeUrl } from "./format.js";
import { summary } from "./message.js";
import { chooseHow, choosePlace, pickFiles, reason, sendFiles } from "./sending.js";
import { currentLanguage, firstLanguage, setLanguage, words } from "./words.js";

const OFFLINE_AFTER_MS = 4000;
const ANSWER_SECONDS = 20;
const ACTION_MS = 5500;

const state = { bots: [], groups: [], sample: null, bot: null, user: null, chatId: 0, status: null, commands: [], replyTo: null, lost: false, connectedAt: performance.now(), action: null };
const context = {
  get me() { return state.user?.id; },
  get inGroup() { return state.chatId < 0; },
  onReply: setReply,
  onCommand: (command) => sendText(command),
  onButton: pressButton,
  onJump: (id) => chat.jump(id),
};
const chat = new Chat(context);
const path = (rest = "") => `/chats/${state.chatId}${rest}`;
const who = () => ({ bot: state.bot.id, user: state.user.id });

async function begin() {
  setLanguage(firstLanguage());
  for (const [id, name] of [["menu", "menu"], ["attach", "attach"], ["send", "send"], ["more", "more"], ["to-bottom", "down"], ["keyboard-toggle", "keyboard"]]) $(id).prepend(icon(name));
  wire();
  try {
    await load();
  } catch {
    state.lost = true;
  }
  label();
  follow(onEvent, () => { state.lost = false; load().then(label); }, () => { state.lost = true; label(); });
  setInterval(label, 1000);
}

async function load() {
  const known = await call("GET", "/state");
  Object.assign(state, { bots: known.bots, groups: known.groups, sample: known.sample });
  state.user = await thisUser();
  const wanted = Number(localStorage.getItem("bot"));
  state.bot = known.bots.find((bot) => bot.connected) ?? known.bots.find((bot) => bot.id === wanted) ?? known.bots[0];
  if (!state.chatId || (state.chatId < 0 && !state.groups.some((group) => group.id === state.chatId))) state.chatId = state.user.id;
  await openChat(state.chatId);
}

async function thisUser() {
  const saved = Number(localStorage.getItem("user"));
  const language_code = currentLanguage();
  if (saved) {
    try {
      return await call("POST", `/users/${saved}`, { language_code });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  const first_name = language_code === "ru" ? "Гость" : "Guest";
  const user = await call("POST", "/users", { first_name, language_code });
  localStorage.setItem("user", user.id);
  return user;
}

async function openChat(id) {
  state.chatId = id === state.user.id || id > 0 ? state.user.id : id;
  const found = await call("GET", `${path()}?bot=${state.bot.id}&language=${currentLanguage()}`);
  state.status = found.status;
  state.commands = found.commands;
  setReply(null);
  setAction(null);
  chat.reset(found.messages);
  label();
}

async function refreshChat() {
  const found = await call("GET", `${path()}?bot=${state.bot.id}&language=${currentLanguage()}`);
  state.status = found.status;
  state.commands = found.commands;
  label();
}

function onEvent(event) {
  if (event.event === "bots") {
    event.bots.forEach(({ id, connected }) => {
      const bot = state.bots.find((other) => other.id === id);
      if (bot) bot.connected = connected;
      else call("GET", "/state").then((known) => ((state.bots = known.bots), takeOver()));
    });
    takeOver();
    return label();
  }
  if (event.event === "bot" && event.bot === state.bot?.id) {
    call("GET", "/state").then((known) => {
      state.bots = known.bots;
      state.bot = known.bots.find((bot) => bot.id === state.bot.id) ?? state.bot;
      refreshChat();
    });
  }
  if (event.event === "chat") call("GET", "/state").then((known) => ((state.groups = known.groups), refreshChat()));
  if (event.chat !== state.chatId || (event.bot !== state.bot?.id && state.chatId > 0)) return;
  if (event.event === "message") {
    if (event.message.from.id !== state.user.id) setAction(null);
    chat.put(event.message);
    label();
  }
  if (event.event === "edit") chat.put(event.message);
  if (event.event === "delete") chat.remove(event.message_id), label();
  if (event.event === "action") setAction(event.action);
}

// Before anything is said, the chat is with whichever bot has connected.
function takeOver() {
  const connected = state.bots.find((bot) => bot.connected);
  if (!connected || !state.bot || state.bot.id === connected.id || state.bot.connected || chat.messages.size) return;
  state.bot = connected;
  openChat(state.user.id);
}

let actionTimer;
function setAction(action) {
  state.action = action;
  clearTimeout(actionTimer);
  if (action) actionTimer = setTimeout(() => setAction(null), ACTION_MS);
  $("typing").hidden = !action;
  if (action && chat.stuck) chat.toBottom();
  label();
}

// Everything around the messages that follows from the state.
function label() {
  const text = words();
  const { bot } = state;
  const group = state.groups.find((other) => other.id === state.chatId);
  const name = group?.title ?? (bot ? botName(bot) : "…");
  $("name").textContent = name;
  $("avatar").textContent = [...name][0] ?? "";
  document.title = name;
  if (bot?.connected && !state.lost) state.connectedAt = performance.now();
  const offline = performance.now() - state.connectedAt > OFFLINE_AFTER_MS;
  const doing = state.action ? (text.actions[state.action] ?? text.actions.typing) : null;
  $("status").textContent = doing ?? (bot?.connected && !state.lost ? (group ? text.group : text.online) : offline ? text.offline : text.connecting);
  $("status").className = doing ? "doing" : bot?.connected && !state.lost ? "online" : "";
  $("banner").hidden = !state.lost && !(bot && offline);
  $("banner").textContent = state.lost ? text.lost : text.banner;
  for (const [id, words] of [["menu", text.commands], ["attach", text.attach], ["send", text.send], ["more", text.more], ["to-bottom", text.toBottom], ["keyboard-toggle", text.keyboard], ["language", text.language]]) {
    $(id).setAttribute("aria-label", words);
    $(id).title = words;
  }
  document.querySelectorAll("#language button").forEach((button) => button.setAttribute("aria-checked", String(button.dataset.language === currentLanguage())));
  $("text").placeholder = activeKeyboard()?.input_field_placeholder ?? text.placeholder;
  $("drop").firstElementChild.textContent = text.drop;
  drawEmpty();
  drawSample();
  drawKeyboard();
  const blocked = state.status === "kicked";
  const fresh = state.chatId > 0 && chat.messages.size === 0;
  $("start").hidden = !blocked && !fresh;
  $("start").textContent = blocked ? text.unblock : text.start;
  $("form").hidden = blocked;
  $("menu").hidden = state.commands.length === 0;
}

const botName = (bot) => bot.names[currentLanguage()] ?? bot.names[""] ?? bot.first_name;

function drawEmpty() {
  const box = $("empty");
  const shown = chat.messages.size === 0 && chat.pending.size === 0;
  box.hidden = !shown;
  if (!shown || !state.bot) return;
  const description = state.bot.descriptions[currentLanguage()] ?? state.bot.descriptions[""];
  const signature = JSON.stringify([description, currentLanguage()]);
  if (box.dataset.signature === signature) return;
  box.dataset.signature = signature;
  box.replaceChildren(element("img", { src: "/playground/page/icon.svg", alt: "" }), element("h2", {}, description ? words().about : words().hello), element("p", {}, description || words().helloText));
}

function drawSample() {
  const box = $("sample");
  const sent = chat.all.some((message) => message.photo && message.from.id === state.user?.id);
  box.hidden = !state.sample || sent || state.chatId < 0 || state.status === "kicked" || sessionStorage.getItem("no-sample") === "1";
  if (box.hidden || box.dataset.language === currentLanguage()) return;
  box.dataset.language = currentLanguage();
  const { author, licence, licence_url, page_url } = state.sample;
  const outside = (href, text) => element("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
  const credit = element("span", { class: "muted" }, `${words().photoBy}: `, outside(page_url, author), ", ", outside(licence_url, licence));
  const close = element("button", { class: "round small", type: "button", "aria-label": words().close, onclick: () => { sessionStorage.setItem("no-sample", "1"); drawSample(); } }, icon("close"));
  box.replaceChildren(
    element("img", { src: "/playground/sample.jpg", alt: "" }),
    element("span", { class: "sample-words" }, element("strong", {}, words().sample), credit),
    element("button", { class: "primary", type: "button", id: "send-sample", onclick: sendSample }, words().sampleSend),
    close,
  );
}

async function sendSample() {
  await attempt(async () => {
    const data = await (await fetch("/playground/sample.jpg")).blob();
    await send({ files: [new File([data], "china.jpg", { type: "image/jpeg" })], kind: "photo", caption: "" });
  });
}

function activeKeyboard() {
  const last = chat.all.findLast((message) => message.keyboard && !message.keyboard.force_reply);
  return last?.keyboard.keyboard ? { ...last.keyboard, message: last } : null;
}

function drawKeyboard() {
  const markup = activeKeyboard();
  const used = markup?.one_time_keyboard && Number(sessionStorage.getItem("used-keyboard")) === markup.message.message_id;
  const box = $("keyboard");
  $("keyboard-toggle").hidden = !markup;
  const shown = markup && !used && sessionStorage.getItem("keyboard-hidden") !== String(markup.message.message_id) && state.status !== "kicked";
  box.hidden = !shown;
  const signature = JSON.stringify(markup?.keyboard ?? null);
  if (!shown || box.dataset.signature === signature) return;
  box.dataset.signature = signature;
  box.replaceChildren(...markup.keyboard.map((row) => element("div", { class: "button-row" }, ...row.map((button) => element("button", { type: "button", onclick: () => useKey(markup, button) }, button.text)))));
}

async function useKey(markup, button) {
  if (markup.one_time_keyboard) sessionStorage.setItem("used-keyboard", markup.message.message_id);
  if (button.request_location) return sendPlace();
  await sendText(button.text);
}

function setReply(message) {
  state.replyTo = message;
  const bar = $("reply-bar");
  bar.hidden = !message;
  if (!message) return;
  const close = element("button", { class: "round small", type: "button", "aria-label": words().cancel, onclick: () => setReply(null) }, icon("close"));
  bar.replaceChildren(icon("reply"), element("span", { class: "quote-facts" }, element("span", { class: "quote-name" }, message.from.id === context.me ? words().you : message.from.first_name), element("span", { class: "quote-text" }, summary(message))), close);
  $("text").focus();
}

// Answers with the chosen message; where that fails, the choice comes back.
async function replying(act) {
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
async function sendText(text) {
  if (!text.trim()) return true;
  return attempt(() => replying(async (reply_to) => put(await call("POST", path("/messages"), { ...who(), text, reply_to }))));
}

// What could not be sent stands in the field again, before what has been typed since.
function giveBack(text) {
  const box = $("text");
  box.value = [text, box.value].filter(Boolean).join("\n");
  fit();
}

async function sendPlace() {
  const place = await choosePlace();
  if (place) await attempt(async () => put(await call("POST", path("/messages"), { ...who(), ...place })));
}

async function send(choice) {
  await replying(async (replyTo) => put(await sendFiles(chat, path("/messages"), who(), choice, replyTo)));
}

function put(messages) {
  if (messages.length) state.status ??= "member"; // to write to a bot is to start it
  messages.forEach((message) => message.chat.id === state.chatId && !chat.get(message.message_id) && chat.put(message));
  label();
}

async function attempt(act) {
  try {
    await act();
    return true;
  } catch (error) {
    toast(reason(error));
    return false;
  }
}

async function offer(files) {
  if (!files.length || $("sheet").open) return;
  const choice = await chooseHow({ files, caption: $("text").value });
  if (!choice) return;
  $("text").value = "";
  fit();
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

async function pressButton(message, button, node) {
  if (button.copy_text) {
    await navigator.clipboard.writeText(button.copy_text.text);
    return toast(words().copied);
  }
  if (button.callback_data === undefined || node.classList.contains("waiting")) return;
  node.classList.add("waiting");
  await attempt(async () => {
    const query = await call("POST", path("/press"), { ...who(), message_id: message.message_id, button: button.callback_data });
    const answer = await call("GET", `/callbacks/${query.id}?timeout=${ANSWER_SECONDS}`);
    if (!answer) toast(words().noAnswer);
    else if (answer.show_alert) await openDialog($("notice"), element("p", {}, answer.text), element("div", { class: "sheet-bar" }, element("span", { class: "spring" }), element("button", { class: "primary", type: "button", onclick: () => $("notice").close() }, words().ok)));
    else if (answer.text) toast(answer.text);
    if (answer?.url && safeUrl(answer.url)) window.open(safeUrl(answer.url), "_blank", "noopener");
  });
  node.classList.remove("waiting");
}

function fit() {
  const box = $("text");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 180)}px`;
  $("form").classList.toggle("filled", Boolean(box.value.trim()));
  drawCommands(/^\/\w*$/.test(box.value) ? box.value.slice(1) : null);
}

function drawCommands(prefix) {
  const box = $("commands");
  const fitting = prefix === null ? [] : state.commands.filter((command) => command.command.startsWith(prefix));
  box.hidden = fitting.length === 0;
  box.replaceChildren(...fitting.map((command) => element("button", { type: "button", role: "menuitem", onclick: () => { $("text").value = ""; fit(); sendText(`/${command.command}`); } }, element("span", { class: "command-name" }, `/${command.command}`), element("span", { class: "muted" }, command.description))));
}

function openMenu(anchor, entries) {
  const close = () => { menu.remove(); document.removeEventListener("pointerdown", outside, true); };
  const outside = (event) => !menu.contains(event.target) && close();
  const menu = element("div", { class: "menu", role: "menu", onkeydown: (event) => event.key === "Escape" && (close(), anchor.focus()) }, ...entries.map(([text, act, chosen]) => element("button", { type: "button", role: "menuitem", class: chosen ? "chosen" : undefined, onclick: () => { close(); act(); } }, text)));
  document.body.append(menu);
  const box = anchor.getBoundingClientRect(), size = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - size.width - 8))}px`;
  menu.style.top = `${box.bottom + size.height + 8 > innerHeight ? box.top - size.height - 6 : box.bottom + 6}px`;
  setTimeout(() => document.addEventListener("pointerdown", outside, true));
  menu.querySelector("button")?.focus();
}

function openChats() {
  const bots = state.bots.map((bot) => [botName(bot), () => { state.bot = bot; localStorage.setItem("bot", bot.id); attempt(() => openChat(state.user.id)); }, bot.id === state.bot.id && state.chatId > 0]);
  const groups = state.groups.map((group) => [group.title, () => attempt(() => openChat(group.id)), group.id === state.chatId]);
  openMenu($("chat-title"), [...bots, ...groups]);
}

async function newGroup() {
  const group = await call("POST", "/groups", { ...who(), title: words().groupTitle });
  state.groups = (await call("GET", "/state")).groups;
  await openChat(group.id);
}

async function setStatus(status) {
  await call("POST", path("/membership"), { ...who(), status });
  await refreshChat();
}

async function chooseLanguage(code) {
  setLanguage(code);
  localStorage.setItem("language", code);
  state.user = await call("POST", `/users/${state.user.id}`, { language_code: code });
  chat.redraw();
  await refreshChat();
}

// A link to this bot, https://t.me/<its name>?start=<word>, opens the chat here, as it would there.
function followLink(event) {
  const anchor = event.target.closest?.("a[href]");
  const link = anchor && safeUrl(anchor.href) ? new URL(anchor.href) : null;
  if (!state.bot || link?.hostname !== "t.me" || link.pathname.slice(1).toLowerCase() !== state.bot.username.toLowerCase()) return;
  event.preventDefault();
  attempt(async () => {
    if (state.chatId < 0) await openChat(state.user.id);
    await sendText(`/start ${link.searchParams.get("start") ?? ""}`.trim());
  });
}

function wire() {
  document.addEventListener("click", followLink);
  $("form").onsubmit = (event) => {
    event.preventDefault();
    const text = $("text").value;
    $("text").value = "";
    fit();
    sendText(text).then((sent) => sent || giveBack(text));
    $("text").focus();
  };
  $("text").oninput = fit;
  $("text").onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      $("form").requestSubmit();
    }
    if (event.key === "Escape") setReply(null), drawCommands(null);
  };
  $("attach").onclick = () => openMenu($("attach"), [[words().photoOrFile, () => pickFiles(offer)], [words().place, sendPlace]]);
  $("menu").onclick = () => drawCommands($("commands").hidden ? "" : null);
  document.addEventListener("pointerdown", (event) => !$("composer").contains(event.target) && drawCommands(null));
  $("keyboard-toggle").onclick = () => {
    const markup = activeKeyboard();
    if (!markup) return;
    sessionStorage.removeItem("used-keyboard");
    if ($("keyboard").hidden) sessionStorage.removeItem("keyboard-hidden");
    else sessionStorage.setItem("keyboard-hidden", markup.message.message_id);
    drawKeyboard();
  };
  $("start").onclick = () => attempt(async () => {
    if (state.status === "kicked") await setStatus("member");
    else await sendText("/start");
  });
  $("chat-title").onclick = openChats;
  $("more").onclick = () => openMenu($("more"), [
    ...(state.chatId > 0 && state.status ? [[state.status === "kicked" ? words().unblock : words().block, () => attempt(() => setStatus(state.status === "kicked" ? "member" : "kicked"))]] : []),
    [words().newGroup, () => attempt(newGroup)],
  ]);
  $("to-bottom").onclick = () => chat.toBottom();
  $("language").onclick = (event) => event.target.dataset.language && attempt(() => chooseLanguage(event.target.dataset.language));
  document.onpaste = (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    offer(files);
  };
  let inside = 0;
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.ondragenter = (event) => carriesFiles(event) && ((inside += 1), ($("drop").hidden = false));
  document.ondragleave = (event) => carriesFiles(event) && (inside = Math.max(0, inside - 1)) === 0 && ($("drop").hidden = true);
  document.ondragover = (event) => carriesFiles(event) && event.preventDefault();
  document.ondrop = (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    inside = 0;
    $("drop").hidden = true;
    offer([...event.dataTransfer.files]);
  };
}

begin();
