// The reply keyboard that the bot brought, under the field.

import { $, element } from "./dom.js";
import { draws } from "./drawing.js";
import { state } from "./state.js";
import { chat } from "./view.js";

export function activeKeyboard() {
  const last = chat.visible.findLast((message) => message.keyboard && !message.keyboard.force_reply);
  return last?.keyboard.keyboard ? { ...last.keyboard, message: last } : null;
}

// onText: sends a key's text; onPlace: shares a place.
export function wireKeyboard(onText, onPlace) {
  function use(markup, button) {
    if (markup.one_time_keyboard) sessionStorage.setItem("used-keyboard", markup.message.message_id);
    return button.request_location ? onPlace() : onText(button.text);
  }

  function draw() {
    const markup = activeKeyboard();
    const used = markup?.one_time_keyboard && Number(sessionStorage.getItem("used-keyboard")) === markup.message.message_id;
    const box = $("keyboard");
    $("keyboard-toggle").hidden = !markup;
    const shown = markup && !used && sessionStorage.getItem("keyboard-hidden") !== String(markup.message.message_id) && state.status !== "kicked";
    box.hidden = !shown;
    const signature = JSON.stringify(markup?.keyboard ?? null);
    if (!shown || box.dataset.signature === signature) return;
    box.dataset.signature = signature;
    const key = (button) => element("button", { type: "button", onclick: () => use(activeKeyboard() ?? markup, button) }, button.text);
    box.replaceChildren(...markup.keyboard.map((row) => element("div", { class: "button-row" }, ...row.map(key))));
  }

  draws(draw);
  $("keyboard-toggle").onclick = () => {
    const markup = activeKeyboard();
    if (!markup) return;
    sessionStorage.removeItem("used-keyboard");
    if ($("keyboard").hidden) sessionStorage.removeItem("keyboard-hidden");
    else sessionStorage.setItem("keyboard-hidden", markup.message.message_id);
    draw();
  };
}
