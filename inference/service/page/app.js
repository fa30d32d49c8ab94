// The page: a photo or words in, places as cards and on a map out.

import { ask, Refused } from "./api.js";
import { showPlaces } from "./cards.js";
import { $, bar, element } from "./dom.js";
import { classify, MOST_PHOTOS } from "./photos.js";
import { summaryOf } from "./summary.js";
import { currentLanguage, languageSwitch, percent, words } from "./words.js";

let photos = []; // those that are sent
let chosen = 0; // how many were chosen
let cities = [];
let last = null; // what was asked last, to ask again in another language
let turn = 0;

const cityTitle = (name) => (currentLanguage() === "en" ? cities.find((city) => city.name === name)?.en : null) ?? name;

function redraw() {
  const says = words();
  $("title").textContent = says.title;
  $("text-label").textContent = says.text;
  $("text").placeholder = says.example;
  $("city-label").textContent = says.city;
  $("ask").textContent = says.ask;
  $("drop-title").textContent = photos.length ? says.photos(photos.length, chosen) : says.photoTitle;
  $("drop-hint").textContent = photos.length ? says.otherPhotos : says.photoHint;
  const city = $("city").value;
  const options = cities.map(({ name }) => element("option", { value: name }, cityTitle(name)));
  $("city").replaceChildren(element("option", { value: "" }, says.everywhere), ...options);
  $("city").value = city;
  if (last) last();
}

function say(text, error = false) {
  $("status").hidden = !text;
  $("status").textContent = text;
  $("status").classList.toggle("error", error);
}

// Runs one question at a time: what an older one still brings is not shown.
async function answering(doing, question) {
  const mine = ++turn;
  const current = () => mine === turn;
  say(doing);
  $("ask").disabled = true;
  try {
    await question(current);
    if (current()) say("");
  } catch (error) {
    if (!current()) return;
    $("answer").hidden = true;
    say(error instanceof Refused ? error.message : words().failed, true);
    if (!(error instanceof Refused)) throw error;
  } finally {
    if (current()) $("ask").disabled = false;
  }
}

const waiting = () => say(words().starting);

function reveal(headline, remark = "", leftOut = []) {
  $("summary").textContent = headline;
  $("remark").textContent = remark;
  $("left-out").replaceChildren(...leftOut.map((line) => element("p", {}, line)));
  $("answer").hidden = false;
  $("summary").focus({ preventScroll: true });
  $("answer").scrollIntoView({ block: "nearest" });
}

function askPhotos() {
  const city = $("city").value;
  return answering(words().looking, async (current) => {
    const { answer, leftOut } = await classify(photos, chosen, { lang: currentLanguage(), city }, waiting);
    const shown = current() && (await showPlaces(answer.places, cityTitle, current));
    if (!shown) return;
    $("categories").replaceChildren(...answer.categories.map(guess));
    const { headline, remark } = summaryOf(answer, city, cityTitle);
    reveal(headline, remark, leftOut);
  });
}

const guess = ({ label, probability }) => element("div", { class: "guess" }, element("span", { class: "name" }, label), bar(probability), element("span", { class: "percent" }, percent(probability)));

function askWords(text) {
  const query = new URLSearchParams({ q: text, lang: currentLanguage() });
  if ($("city").value) query.set("city", $("city").value);
  return answering(words().searching, async (current) => {
    const [answer] = await ask(`/v1/search?${query}`, {}, waiting);
    const shown = current() && (await showPlaces(answer.hits, cityTitle, current));
    if (!shown) return;
    $("categories").replaceChildren();
    reveal(shown.length ? words().found(text) : words().nothing(text));
  });
}

function choosePhotos(files) {
  if (!files.length) return;
  chosen = files.length;
  photos = [...files].slice(0, MOST_PHOTOS);
  $("text").value = "";
  $("thumbnails").replaceChildren(...photos.map((photo) => {
    const address = URL.createObjectURL(photo);
    const done = () => URL.revokeObjectURL(address);
    const image = element("img", { alt: photo.name, onload: done, onerror: (event) => { done(); event.target.remove(); } });
    image.src = address;
    return image;
  }));
  last = askPhotos;
  redraw();
}

function submit(event) {
  event.preventDefault();
  const text = $("text").value.trim();
  if (text) {
    forgetPhotos();
    last = () => askWords(text);
    redraw();
  } else if (photos.length) askPhotos();
  else {
    last = askForMore;
    last();
  }
}

function askForMore() {
  $("answer").hidden = true;
  say(words().ask_first, true);
}

function forgetPhotos() {
  photos = [];
  $("picker").value = "";
  $("thumbnails").replaceChildren();
}

$("form").addEventListener("submit", submit);
$("picker").addEventListener("change", () => choosePhotos($("picker").files));
$("city").addEventListener("change", () => last?.());
for (const name of ["dragover", "dragleave", "drop"])
  document.addEventListener(name, (event) => {
    event.preventDefault();
    $("drop").classList.toggle("over", name === "dragover");
    if (name === "drop") choosePhotos(event.dataTransfer.files);
  });
languageSwitch($("language"), redraw);
answering("", async () => {
  cities = await ask("/v1/cities", {}, waiting);
  redraw();
});
