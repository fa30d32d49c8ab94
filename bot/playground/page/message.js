// One message, or one album, as an element of the chat.

import { element, icon, iconButton, imageOrSign } from "./dom.js";
import { formatted, safeUrl } from "./format.js";
import { mosaic } from "./mosaic.js";
import { placeElement } from "./place.js";
import { senderId, senderName, summary } from "./summary.js";
import { openViewer } from "./viewer.js";
import { sizeOf, timeOf, words } from "./words.js";

const WIDEST = 430, TALLEST = 480, NARROWEST = 0.56;

// group: messages that are shown as one, an album or a single one.
// context: { me, inGroup, onReply, onCommand, onMention, onButton, onMenu, onJump, … }
export function messageElement(group, context) {
  const [first] = group;
  const service = serviceText(first);
  if (service) return element("div", { class: "service" }, service);

  const own = senderId(first) === context.me || first.author === context.me;
  const captioned = group.filter((message) => message.caption);
  const shown = first.text ? first : captioned.length === 1 ? captioned[0] : null;
  const visual = Boolean(first.photo);
  const bubble = element("div", { class: "bubble" });
  if (context.inGroup && !own) bubble.append(element("div", { class: "sender" }, senderName(first)));
  if (first.via_bot) bubble.append(element("button", { class: "via", type: "button", onclick: () => context.onMention(`@${first.via_bot.username}`) }, words().viaBot(first.via_bot.username)));
  if (first.reply_to_message && !first.reply_to_message.forum_topic_created) bubble.append(quote(first.reply_to_message, context));
  const above = group.some((message) => message.show_caption_above_media);
  const media = mediaElement(group, context);
  const text = shown ? textElement(shown, context) : null;
  bubble.append(...[above ? text : media, above ? media : text].filter(Boolean));
  bubble.append(stamp(group, own));

  const column = element("div", { class: "column" }, bubble);
  if (visual) column.style.setProperty("--wide", `${photoWidth(group)}px`);
  if (first.reply_markup) column.append(buttonsElement(first, context));
  const menu = iconButton("more", words().actionsOfMessage, (event) => context.onMenu(shown ?? first, event.currentTarget), "round message-menu");
  const classes = ["message", own ? "own" : "other", visual && "visual", group.some((message) => message.edit_date) && "edited", visual && !shown && "bare", first.sticker && "bare sticker-message"];
  const node = element("article", { class: classes.filter(Boolean).join(" "), ondblclick: () => context.onReply(first) }, column, menu);
  node.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, img") || String(getSelection())) return;
    event.preventDefault();
    context.onMenu(shown ?? first, pointBox(event));
  });
  // Where there is no pointer to hover with, a tap on the bubble opens the menu, as in the messenger.
  bubble.addEventListener("click", (event) => {
    if (matchMedia("(hover: none)").matches && !event.target.closest("a, button, audio, .spoiler, .expandable") && !String(getSelection())) context.onMenu(shown ?? first, pointBox(event));
  });
  node.dataset.id = first.message_id;
  return node;
}

const pointBox = ({ clientX, clientY }) => ({ left: clientX, top: clientY, bottom: clientY });

function textElement(message, context) {
  const text = message.text ?? message.caption;
  const entities = message.entities ?? message.caption_entities;
  const large = message.text && !entities && /^(\p{Extended_Pictographic}\uFE0F?){1,3}$/u.test(text);
  return element("div", { class: large ? "text large" : "text", dir: "auto" }, formatted(text, entities, context));
}

function stamp(group, own) {
  const edited = group.some((message) => message.edit_date);
  const last = group.at(-1);
  return element("span", { class: "stamp" }, edited ? `${words().edited} ` : null, element("time", {}, timeOf(last.date)), own ? icon("check") : null);
}

function mediaElement(group, context) {
  const [first] = group;
  if (first.photo) return photosElement(group);
  if (first.document) return element("div", { class: "files" }, ...group.map((message) => fileElement(message.document)));
  if (first.venue || first.location) return placeElement(first, context);
  if (first.sticker) return element("div", { class: "sticker" }, first.sticker.emoji);
  if (first.voice) return element("audio", { controls: true, preload: "none", src: first.voice.address });
  return null;
}

// How wide a photo or an album stands in the chat: tall photos are narrower, small ones not enlarged.
function photoWidth(group) {
  const { width, height } = group[0].photo.at(-1);
  if (group.length > 1) return WIDEST;
  return Math.round(Math.max(200, Math.min(WIDEST, width, TALLEST * Math.max(width / height, NARROWEST))));
}

function photosElement(group) {
  const photos = group.map((message) => message.photo.at(-1));
  const items = group.map((message) => ({
    ...message.photo.at(-1),
    caption: message.caption ? { text: message.caption, entities: message.caption_entities } : null,
  }));
  const box = element("div", { class: "photos" });
  const layout = mosaic(photos.map((photo) => photo.width / photo.height));
  const single = group.length === 1;
  const ratio = single ? Math.min(Math.max(photos[0].width / photos[0].height, NARROWEST), 2.4) : 1 / layout.height;
  box.style.aspectRatio = String(ratio);
  group.forEach((message, index) => {
    const size = message.photo.find((photo) => photo.width >= (single ? 800 : 320)) ?? message.photo.at(-1);
    const image = imageOrSign({ src: size.address, alt: message.caption ?? words().photo, loading: "lazy", decoding: "async", draggable: "false" });
    const open = () => openViewer(items, index);
    const tile = element("button", { class: message.has_media_spoiler ? "tile covered" : "tile", type: "button" }, image);
    tile.onclick = () => (tile.classList.contains("covered") ? tile.classList.remove("covered") : open());
    const place = single ? { left: 0, top: 0, width: 1, height: 1 } : layout.tiles[index];
    const whole = single ? 1 : layout.height;
    tile.style.left = `${place.left * 100}%`;
    tile.style.top = `${(place.top / whole) * 100}%`;
    tile.style.width = `${place.width * 100}%`;
    tile.style.height = `${(place.height / whole) * 100}%`;
    box.append(tile);
  });
  return box;
}

function fileElement(file) {
  const thumbnail = file.thumbnail ? element("img", { src: file.thumbnail.address, alt: "" }) : icon("file");
  return element(
    "a",
    { class: "file", href: `${file.address}?download`, download: file.file_name ?? "file" },
    element("span", { class: "file-picture" }, thumbnail),
    element("span", { class: "file-facts" }, element("span", { class: "file-name" }, file.file_name ?? words().document), element("span", { class: "muted" }, sizeOf(file.file_size))),
  );
}

function quote(message, context) {
  const photo = message.photo?.[0];
  return element(
    "button",
    { class: "quote", type: "button", onclick: () => context.onJump(message.message_id) },
    photo ? element("img", { src: photo.address, alt: "" }) : null,
    element("span", { class: "quote-facts" }, element("span", { class: "quote-name" }, context.nameOf(message)), element("span", { class: "quote-text" }, summary(message))),
  );
}

function buttonsElement(message, context) {
  const rows = message.reply_markup.inline_keyboard.map((row) =>
    element(
      "div",
      { class: "button-row" },
      ...row.map((button) => {
        const href = button.url ? safeUrl(button.url.includes("://") ? button.url : `http://${button.url}`) : null;
        if (href) return element("a", { class: "inline-button", href, target: "_blank", rel: "noopener noreferrer" }, button.text, icon("link"));
        return element("button", { class: "inline-button", type: "button", onclick: (event) => context.onButton(message, button, event.currentTarget) }, button.text);
      }),
    ),
  );
  return element("div", { class: "buttons" }, ...rows);
}

function serviceText(message) {
  if (message.new_chat_members) return words().joined(message.new_chat_members.map((member) => member.first_name).join(", "));
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return words().migrated;
  if (message.forum_topic_created) return words().topicMade(message.forum_topic_created.name);
  if (message.group_chat_created || message.supergroup_chat_created || message.channel_chat_created) return words().groupMade;
  if (message.left_chat_member) return words().leftGroup(message.left_chat_member.first_name);
  return null;
}
