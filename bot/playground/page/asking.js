// Small questions in the sheet: a word, one of a few choices.

import { $, element, openDialog } from "./dom.js";
import { words } from "./words.js";

export function segments(label, values, chosen, onChoose) {
  const box = element("div", { class: "segments", role: "radiogroup", "aria-label": label });
  const draw = () =>
    box.replaceChildren(...Object.entries(values).map(([value, text]) => element("button", { type: "button", role: "radio", "aria-checked": String(value === chosen), onclick: () => ((chosen = value), draw(), onChoose(value)) }, text)));
  draw();
  return box;
}

export const labelled = (label, node) => element("div", { class: "labelled" }, element("span", { class: "muted" }, label), node);

export function sheetBar(act, label) {
  const dialog = $("sheet");
  return element("div", { class: "sheet-bar" }, element("span", { class: "spring" }), element("button", { class: "quiet", type: "button", onclick: () => dialog.close() }, words().cancel), element("button", { class: "primary", type: "button", onclick: act }, label));
}

export function wordField(label, value, onEnter) {
  const input = element("input", { value, maxlength: "128", "aria-label": label });
  input.onkeydown = (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    onEnter();
  };
  return { input, field: element("div", { class: "fields one" }, element("label", {}, label, input)) };
}

// Resolves to the word, or "" when called off. `more`: further fields below it.
export async function askWord(title, label, value = "", more = []) {
  let result = "";
  const finish = () => {
    result = input.value.trim();
    if (result) $("sheet").close();
    else input.focus();
  };
  const { input, field } = wordField(label, value, finish);
  const closed = openDialog($("sheet"), element("h2", {}, title), field, ...more, sheetBar(finish, words().create));
  input.select();
  await closed;
  return result;
}
