// What stands in a chat before anything is said: what the bot does, a start button, a photo to try.

import { send, sendText } from "./composer.js";
import { $, element, icon } from "./dom.js";
import { draws } from "./drawing.js";
import { unblock } from "./header.js";
import { state } from "./state.js";
import { attempt } from "./trouble.js";
import { chat } from "./view.js";
import { currentLanguage, words } from "./words.js";

function drawEmpty() {
  const box = $("empty");
  const shown = chat.visible.length === 0 && chat.pending.size === 0;
  box.hidden = !shown;
  if (!shown || !state.bot) return;
  const described = state.bot.descriptions[currentLanguage()] ?? state.bot.descriptions[""];
  const description = state.chatId > 0 ? described : "";
  const signature = JSON.stringify([description, currentLanguage()]);
  if (box.dataset.signature === signature) return;
  box.dataset.signature = signature;
  box.replaceChildren(element("img", { src: "/playground/page/icon.svg", alt: "" }), element("h2", {}, description ? words().about : words().hello), element("p", {}, description || words().helloText));
}

function drawStart() {
  const blocked = state.status === "kicked" && state.chatId > 0;
  $("start").hidden = !blocked && !(state.chatId > 0 && chat.messages.size === 0);
  $("start").textContent = blocked ? words().unblock : words().start;
}

function drawSample() {
  const box = $("sample");
  const sent = chat.all.some((message) => message.photo && message.from?.id === state.user?.id);
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

export function wireOpening() {
  draws(() => (drawEmpty(), drawStart(), drawSample()));
  $("start").onclick = () => (state.status === "kicked" ? attempt(unblock) : sendText("/start"));
}
