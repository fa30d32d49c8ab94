// Choosing files to send, with a preview and a caption; and seeing them go.

import { $, element, icon, iconButton, openDialog } from "./dom.js";
import { upload } from "./api.js";
import { chatPath } from "./state.js";
import { sizeOf, words } from "./words.js";

const MAX_FILES = 10;
const MAX_BYTES = 50 * 1024 * 1024 - 65_536;

export const isPicture = (file) => /^image\/(jpeg|png|webp|gif|bmp)$/.test(file.type);

// Shows the chosen files; resolves to { files, kind, caption }, or null when called off.
// What could not be sent comes back as such a choice, with the sentence that says why.
export async function chooseHow(choice, problem = "") {
  let files = [...choice.files];
  let kind = choice.kind ?? (files.every(isPicture) ? "photo" : "document");
  let result = null;
  const dialog = $("sheet");
  const title = element("h2", {});
  const error = element("p", { class: "error", role: "alert", hidden: true });
  const previews = element("div", { class: "previews" });
  const text = element("textarea", { rows: "1", maxlength: "1024", placeholder: words().caption, "aria-label": words().caption });
  text.value = choice.caption;
  const kinds = element("div", { class: "segments", role: "radiogroup" });
  const send = element("button", { class: "primary", type: "button", onclick: finish }, words().send);
  const addresses = new Map();

  function draw() {
    title.textContent = kind === "photo" ? words().chosenPhotos(files.length) : words().chosen(files.length);
    const sentence = files.length > MAX_FILES ? words().tooMany : files.some((file) => file.size > MAX_BYTES) ? words().tooLarge : kind === "photo" && !files.every(isPicture) ? words().notPicture : "";
    error.textContent = sentence || problem;
    error.hidden = !error.textContent;
    send.disabled = Boolean(sentence);
    kinds.replaceChildren(
      ...["photo", "document"].map((value) =>
        element("button", { type: "button", role: "radio", "aria-checked": String(value === kind), "data-kind": value, onclick: () => ((kind = value), (problem = ""), draw()) }, value === "photo" ? words().asPhoto : words().asFile),
      ),
    );
    previews.className = `previews ${kind} n${Math.min(files.length, 4)}`;
    previews.replaceChildren(...files.map(preview));
  }

  function preview(file) {
    if (isPicture(file) && !addresses.has(file)) addresses.set(file, URL.createObjectURL(file));
    const picture = addresses.has(file) ? element("img", { src: addresses.get(file), alt: file.name }) : icon("file");
    const remove = iconButton("close", words().remove, () => {
      files = files.filter((other) => other !== file);
      problem = "";
      if (files.length) draw();
      else dialog.close();
    }, "round small");
    const facts = element("span", { class: "file-facts" }, element("span", { class: "file-name" }, file.name), element("span", { class: "muted" }, sizeOf(file.size)));
    return element("div", { class: "preview" }, element("span", { class: "file-picture" }, picture), facts, remove);
  }

  function finish() {
    if (send.disabled) return;
    result = { files, kind, caption: text.value };
    dialog.close();
  }

  text.onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      finish();
    }
  };
  draw();
  const more = element("button", { class: "quiet", type: "button", onclick: () => pickFiles((added) => { files.push(...added); problem = ""; draw(); }) }, icon("plus"), words().addMore);
  const bar = element("div", { class: "sheet-bar" }, more, element("span", { class: "spring" }), element("button", { class: "quiet", type: "button", onclick: () => dialog.close() }, words().cancel), send);
  const closed = openDialog(dialog, title, kinds, previews, error, text, bar);
  text.focus();
  await closed;
  addresses.forEach((address) => URL.revokeObjectURL(address));
  return result;
}

export function pickFiles(onFiles, accept = "") {
  const picker = $("picker");
  picker.value = "";
  picker.accept = accept;
  picker.onchange = () => picker.files.length && onFiles([...picker.files]);
  picker.click();
}

// Sends files with a bubble that shows how far the upload has come.
export async function sendFiles(chat, fields, choice) {
  const form = new FormData();
  Object.entries({ ...fields, kind: choice.kind, caption: choice.caption }).forEach(([name, value]) => form.append(name, value));
  choice.files.forEach((file, index) => form.append(`file${index}`, file, file.name));
  const progress = element("progress", { max: "1", value: "0" });
  const addresses = choice.kind === "photo" ? choice.files.slice(0, 4).map((file) => URL.createObjectURL(file)) : [];
  const pictures = addresses.map((src) => element("img", { src, alt: "" }));
  const names = choice.kind === "photo" ? [] : choice.files.map((file) => element("div", { class: "file-name" }, file.name));
  const bubble = element("div", { class: "bubble" }, element("div", { class: "going" }, ...pictures, ...names), progress);
  const done = chat.addPending(element("article", { class: "message own pending" }, element("div", { class: "column" }, bubble)));
  try {
    return await upload(chatPath("/messages"), form, (part) => (progress.value = part));
  } finally {
    done();
    addresses.forEach((address) => URL.revokeObjectURL(address));
  }
}
