// Building blocks: elements, icons and dialogs. Text only ever becomes text nodes.

export const $ = (id) => document.getElementById(id);

export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const PATHS = {
  send: "M3.4 20.6 21 12 3.4 3.4 5.2 10.6 14 12 5.2 13.4Z",
  attach: "M16.5 6.5v9.8a4.5 4.5 0 0 1-9 0V6a3 3 0 0 1 6 0v9.6a1.5 1.5 0 0 1-3 0V7",
  menu: "M4 7h16M4 12h16M4 17h10",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  down: "m6 9 6 6 6-6",
  close: "M6 6l12 12M18 6 6 18",
  left: "m15 5-7 7 7 7",
  right: "m9 5 7 7-7 7",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  reply: "M10 8 5 13l5 5M5 13h9a5 5 0 0 0 5-5V6",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  link: "M8 16 16 8M9 8h7v7",
  pin: "M12 21s7-6.2 7-11.5a7 7 0 1 0-14 0C5 14.8 12 21 12 21Z",
  keyboard: "M4 7h16v11H4zM7.5 10.5v.01M11 10.5v.01M14.5 10.5v.01M17 10.5v.01M8 14.5h8",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5v.01",
  check: "m5 13 4.5 4.5L19 8",
  plus: "M12 5v14M5 12h14",
  up: "m6 15 6-6 6 6",
  target: "M12 3v4M12 17v4M3 12h4M17 12h4M12 12v.01M12 6.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11",
  pencil: "M5 19h3.5L19 8.5 15.5 5 5 15.5zM13 7.5 16.5 11",
  copy: "M9 9h10v10H9zM15 9V5H5v10h4",
  bin: "M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7",
  people: "M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11M3 19c.4-3.4 2.7-5 6-5s5.6 1.6 6 5M15.5 11a2.8 2.8 0 1 0-.5-5.5M17 14.2c2.3.5 3.7 2.1 4 4.8",
  forward: "M14 8l5 5-5 5M19 13h-9a5 5 0 0 0-5 5",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.classList.add("icon", `icon-${name}`);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  drawing.append(path);
  return drawing;
}

// An image, or a sign in its place where it cannot be had.
export function imageOrSign(properties) {
  const image = element("img", properties);
  image.onerror = () => image.replaceWith(element("span", { class: "elsewhere" }, icon("picture")));
  return image;
}

export function iconButton(name, label, onclick, kind = "round") {
  return element("button", { class: kind, type: "button", "aria-label": label, title: label, onclick }, icon(name));
}

let toastTimer;
export function toast(text) {
  const node = $("toast");
  node.textContent = text;
  node.hidden = false;
  node.hidePopover();
  node.showPopover(); // above an open dialog too
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (node.hidden = true), 4000);
}

// A sheet of choices or fields; resolves when it closes.
export function openDialog(dialog, ...children) {
  dialog.replaceChildren(...children);
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close(); // a handler that returns false would undo the click
  };
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
}
