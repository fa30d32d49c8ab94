// Links into Telegram that the page follows itself: to a bot, into a group, to share.

import * as acts from "./acts.js";
import { openBot, openChat, openChats, refreshState } from "./chats.js";
import { sendText, write } from "./composer.js";
import { $ } from "./dom.js";
import { safeUrl } from "./format.js";
import { botOf, state } from "./state.js";
import { attempt } from "./trouble.js";
import { words } from "./words.js";

// What a link asks for: { bot, start, startgroup } or { share }, or null where the browser follows it.
// https://core.telegram.org/api/links
function asked(url) {
  const link = safeUrl(url) ? new URL(url) : null;
  const parameters = link?.searchParams;
  const named = (name) => {
    const bot = name && botOf(name);
    return bot ? { bot, start: parameters.get("start"), startgroup: parameters.get("startgroup") } : null;
  };
  if (link?.protocol === "tg:") return /resolve/.test(link.href) ? named(parameters.get("domain")) : null;
  if (!["t.me", "telegram.me"].includes(link?.hostname)) return null;
  if (link.pathname === "/share/url" || link.pathname === "/share") return { share: [parameters.get("text"), parameters.get("url")].filter(Boolean).join("\n") };
  return named(link.pathname.slice(1));
}

// Whether the page has followed it.
function follow(url, anchor) {
  const wanted = asked(url);
  if (!wanted) return false;
  if ($("viewer").open) $("viewer").close();
  if (wanted.share !== undefined) openChats(anchor, () => write(wanted.share));
  else attempt(() => (wanted.startgroup === null ? toBot(wanted) : toGroup(wanted)));
  return true;
}

async function toBot({ bot, start }) {
  if (state.chatId < 0 || state.bot !== bot) await openBot(bot);
  if (start !== null || !state.status) await sendText(`/start ${start ?? ""}`.trim());
}

// A new group with the bot, which is told the link's word there.
async function toGroup({ bot, startgroup }) {
  const added = await acts.addGroup({ bot: bot.id, title: words().groupTitle, type: "supergroup", status: "member" });
  await refreshState();
  state.bot = bot;
  await openChat(added.id);
  await sendText(`/start@${bot.username} ${startgroup}`.trim());
}

export function followUrl(url) {
  if (!follow(url, $("chat-title")) && safeUrl(url)) window.open(safeUrl(url), "_blank", "noopener");
}

export function wireLinks() {
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest?.("a[href]");
    if (anchor && follow(anchor.href, anchor)) event.preventDefault();
  });
}
