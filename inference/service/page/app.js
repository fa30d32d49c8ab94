// The page: a photo or words in, places as cards and on a map out.

import { ask, Refused } from "./api.js";
import { showPlaces } from "./cards.js";
import { $, bar, element } from "./dom.js";
import { currentLanguage, languageSwitch, percent, words } from "./words.js";

const MOST_PHOTOS = 16;
let photos = [];
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
  $("drop-title").textContent = photos.length ? says.photos(photos.length) : says.photoTitle;
  $("drop-hint").textContent = photos.length ? says.otherPhotos : says.photoHint;
  const chosen = $("city").value;
  const options = cities.map(({ name }) => element("option", { value: name }, cityTitle(name)));
  $("city").replaceChildren(element("option", { value: "" }, says.everywhere), ...options);
  $("city").value = chosen;
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

function reveal(summary) {
  $("summary").textContent = summary;
  $("answer").hidden = false;
  $("summary").focus({ preventScroll: true });
  $("answer").scrollIntoView({ block: "nearest" });
}

function askPhotos() {
  const form = new FormData();
  for (const photo of photos) form.append("photo", photo);
  form.append("lang", currentLanguage());
  form.append("city", $("city").value);
  form.append("together", "true");
  return answering(words().looking, async (current) => {
    const [answer] = await ask("/v1/classify", { method: "POST", body: form }, waiting);
    const shown = current() && (await showPlaces(answer.places, cityTitle, current));
    if (!shown) return;
    $("categories").replaceChildren(...answer.categories.map(guess));
    reveal(photoSummary(answer, shown));
  });
}

function photoSummary(answer, shown) {
  const says = words(), first = shown[0];
  const known = answer.known && first;
  const summary = known ? says.known(first.title, percent(answer.confidence)) : first ? says.unknown : says.unknownEmpty;
  const other = answer.elsewhere;
  return summary + (other ? says.elsewhere(other.name, cityTitle(other.city), percent(other.probability)) : "");
}

const guess = ({ label, probability }) => element("div", { class: "guess" }, element("span", { class: "name" }, label), bar(probability), element("span", { class: "percent" }, percent(probability)));

function askWords(text) {
  const query = new URLSearchParams({ q: text });
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
  photos = [...files].slice(0, MOST_PHOTOS);
  if (!photos.length) return;
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
  else say(words().ask_first, true);
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
