// What the field suggests while one types: commands after "/", bots after "@".

import { sendText, whenTyped, write } from "./composer.js";
import { $, element } from "./dom.js";
import { draws } from "./drawing.js";
import { botName, state } from "./state.js";
import { words } from "./words.js";

function suggest(text) {
  if (/^\/\w*$/.test(text)) return show(commands(text.slice(1)));
  const name = /^@(\w*)$/.exec(text);
  show(name && !state.editing ? bots(name[1].toLowerCase()) : []);
}

function commands(prefix) {
  // In a group a command names the bot it is for.
  const suffix = state.chatId < 0 ? `@${state.bot.username}` : "";
  return state.commands
    .filter((command) => command.command.startsWith(prefix))
    .map((command) => [`/${command.command}`, command.description, () => (write(""), sendText(`/${command.command}${suffix}`))]);
}

function bots(prefix) {
  return state.bots
    .filter((bot) => bot.username.toLowerCase().startsWith(prefix))
    .map((bot) => [`@${bot.username}`, `${botName(bot)} · ${words().inlineHint}`, () => write(`@${bot.username} `)]);
}

function show(entries) {
  const box = $("commands");
  box.hidden = entries.length === 0;
  box.replaceChildren(
    ...entries.map(([name, told, act]) =>
      element("button", { type: "button", role: "menuitem", onclick: act }, element("span", { class: "command-name" }, name), element("span", { class: "muted" }, told)),
    ),
  );
}

export function wireSuggestions() {
  whenTyped(suggest);
  draws(() => ($("menu").hidden = state.commands.length === 0));
  $("menu").onclick = () => show($("commands").hidden ? commands("") : []);
  $("text").addEventListener("keydown", (event) => {
    if (event.key === "Escape") show([]);
    if (event.key !== "ArrowDown" || $("commands").hidden) return;
    event.preventDefault();
    $("commands").firstElementChild.focus();
  });
  document.addEventListener("pointerdown", (event) => !$("composer").contains(event.target) && show([]));
}
