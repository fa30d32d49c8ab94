// One inline result: a picture of the grid, or a row with title and description.

import { element, icon, imageOrSign } from "./dom.js";
import { initial } from "./state.js";

const PICTURE = /photo|gif|video|sticker/;

// Pictures alone stand in a grid, as in the messenger.
export const isGallery = (results) => results.length > 0 && results.every((result) => PICTURE.test(result.type));

export function resultElement(result, gallery, onclick) {
  const title = result.title ?? result.caption?.split("\n")[0] ?? "";
  const told = result.description ?? (result.type === "venue" ? result.address : "") ?? "";
  const facts = element("span", { class: "result-facts" }, title ? element("span", { class: "result-title" }, title) : null, told ? element("span", { class: "result-told" }, told) : null);
  return element("button", { type: "button", role: "option", class: gallery ? "result tile-result" : "result", onclick }, picture(result, title), facts);
}

function picture(result, title) {
  const address = addressOf(result);
  if (address) return element("span", { class: "result-picture" }, imageOrSign({ src: address, alt: "", loading: "lazy", decoding: "async", draggable: "false" }));
  const place = ["venue", "location"].includes(result.type) || result.input_message_content?.latitude !== undefined;
  return element("span", { class: "result-picture drawn", "aria-hidden": "true" }, place ? icon("pin") : PICTURE.test(result.type) ? icon("picture") : initial(title).toUpperCase());
}

function addressOf(result) {
  const sizes = result.photo?.findLast?.((size) => size.width <= 800) ?? result.photo?.[0];
  return sizes?.address?.startsWith("/") ? sizes.address : null;
}
