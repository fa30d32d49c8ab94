// Asks the service; shows the API key where one is needed, and asks the reader for it.

import { $ } from "./dom.js";
import { problem, words } from "./words.js";

const NAME = "orientir-key";
const PAUSE = 1500;
const KEY = /^[!-~]{1,256}$/; // what API_KEY may be, and a header hold

export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

// The answer as JSON. `waiting` is told while the service is still starting.
export async function ask(path, options = {}, waiting = () => {}) {
  for (;;) {
    const response = await asked(path, options);
    if (response.ok) return response.json();
    const { code, detail } = await response.json().catch(() => ({}));
    if (code !== "starting") throw new Refused(problem(code) ?? detail ?? words().failed, response.status);
    waiting();
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

// The answer itself, after the reader has been asked for a key where one is needed.
export async function asked(path, options = {}) {
  for (;;) {
    let response;
    const key = sessionStorage.getItem(NAME);
    const headers = { ...options.headers, ...(key ? { "X-API-Key": key } : {}) };
    try {
      response = await fetch(path, { ...options, headers });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Refused(words().failed);
    }
    if (response.status !== 401) return response;
    if (sessionStorage.getItem(NAME) !== key) continue; // another request has been given one since
    sessionStorage.removeItem(NAME);
    await askForKey(key !== null);
  }
}

// Sets the address of a picture; one behind a key has to be fetched with it.
export async function show(image, path) {
  if (!sessionStorage.getItem(NAME)) {
    image.src = path;
    return;
  }
  const response = await asked(path);
  if (!response.ok) return;
  const address = URL.createObjectURL(await response.blob());
  image.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
  image.src = address;
}

let asking;

function askForKey(refused) {
  asking ??= keyDialog(refused).finally(() => (asking = undefined));
  return asking;
}

function keyDialog(refused) {
  const dialog = $("key-dialog");
  $("key-title").textContent = words().keyTitle;
  $("key-hint").textContent = words().keyHint;
  $("key-error").textContent = words().keyRefused;
  $("key-error").hidden = !refused;
  $("key").setAttribute("aria-label", words().keyTitle);
  $("key-save").textContent = words().keySave;
  $("key-cancel").textContent = words().keyCancel;
  $("key").value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve, reject) => {
    $("key-cancel").onclick = () => dialog.close();
    $("key-form").onsubmit = (event) => {
      event.preventDefault(); // the page's policy lets no form be sent
      const key = $("key").value.trim();
      const fits = KEY.test(key);
      $("key-error").hidden = fits;
      if (!fits) return;
      sessionStorage.setItem(NAME, key);
      dialog.close("given");
    };
    dialog.addEventListener("close", () => {
      if (dialog.returnValue === "given") resolve();
      else reject(new Refused(words().keyNeeded));
    }, { once: true });
  });
}
