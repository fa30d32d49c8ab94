// The answer's places as cards and as points on the map; the two point at each other.

import { ask, show } from "./api.js";
import { $, bar, element } from "./dom.js";
import { drawMap } from "./map.js";
import { nameOf } from "./summary.js";
import { currentLanguage, percent, words } from "./words.js";

let placed = [];
let mapped = null;
let titleOf = (name) => name;

// `places`: answers of the service, each with `probability` or `why`. `cityTitle(name)` names a city.
export async function showPlaces(places, cityTitle, current) {
  const language = currentLanguage();
  const details = await Promise.all(places.map(({ id }) => ask(`/v1/places/${encodeURIComponent(id)}?lang=${language}`)));
  if (!current()) return null;
  const shown = places.map((place, index) => ({ ...place, ...details[index], title: nameOf(details[index]), probability: place.probability, why: place.why, number: index + 1 }));
  $("cards").replaceChildren(...shown.map((place) => card(place, cityTitle, language)));
  placed = shown.filter(({ lat, lon }) => lat !== null && lon !== null);
  titleOf = cityTitle;
  $("map").hidden = placed.length === 0;
  $("answer").hidden = false; // the map is drawn as wide as it stands
  if (placed.length) showCity(placed[0].city);
  return shown;
}

// The map shows one city's places at a time: those of several would be a dot each.
function showCity(city) {
  mapped = city;
  const here = placed.filter((place) => place.city === city);
  const cities = [...new Set(placed.map((place) => place.city))];
  const drawing = drawMap(here, choose, $("map").clientWidth);
  const buttons = cities.map((name) => element("button", { class: "city", type: "button", "aria-pressed": String(name === city), onclick: () => showCity(name) }, titleOf(name)));
  $("map").replaceChildren(drawing, element("figcaption", {}, ...buttons));
}

window.addEventListener("resize", () => {
  if (!$("map").hidden) showCity(mapped);
});

function choose(number, scroll) {
  for (const node of document.querySelectorAll(".card, .map-point")) node.classList.toggle("chosen", node.dataset.number === String(number));
  if (scroll) $("cards").querySelector(`[data-number="${number}"]`)?.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

function chooseCard({ number, city }) {
  if (city !== mapped && placed.some((place) => place.number === number)) showCity(city);
  choose(number, false);
}

function card(place, cityTitle, language) {
  const image = element("img", { alt: "", loading: "lazy", decoding: "async" });
  show(image, `${place.picture}?lang=${language}`);
  const about = place.about[language];
  return element("li", { class: "card", "data-number": place.number, onmouseenter: () => choose(place.number, false), onfocusin: () => chooseCard(place), onclick: () => chooseCard(place) },
    element("div", { class: "picture" }, image, element("span", { class: "number", "aria-hidden": "true" }, String(place.number))),
    element("div", { class: "facts" },
      element("h3", {}, place.title),
      element("p", { class: "muted" }, `${capital(place.label)} · ${cityTitle(place.city)}`),
      about ? element("p", { class: "about" }, capital(about)) : null,
      credit(place.photos[0]),
      place.probability === undefined ? element("p", { class: "muted" }, capital(words().why[place.why] ?? place.why)) : score(place.probability),
      links(place)));
}

const score = (probability) => element("div", { class: "score" }, bar(probability), element("span", { class: "percent" }, percent(probability)));

function links(place) {
  const made = [];
  if (place.lat !== null && place.lon !== null) {
    const where = `${place.lat.toFixed(5)}`, along = `${place.lon.toFixed(5)}`;
    made.push(outside(`https://www.openstreetmap.org/?mlat=${where}&mlon=${along}#map=17/${where}/${along}`, words().openMap));
  }
  const language = place.articles[currentLanguage()] ? currentLanguage() : Object.keys(place.articles)[0];
  if (isWeb(place.articles[language])) made.push(outside(place.articles[language], words().article(language)));
  return element("div", { class: "links" }, ...made);
}

// Who made the photo, a link to its page, and its licence, a link to the text. A photo that stands
// elsewhere is not the picture of the card.
function credit(photo) {
  if (!photo) return null;
  const page = photo.page_url ?? photo.url;
  const named = [[photo.author ?? (photo.licence || isWeb(page) ? words().source : null), page], [photo.licence, photo.licence_url]];
  const parts = named.filter(([text]) => text).map(([text, address]) => (isWeb(address) ? outside(address, text) : text));
  if (!parts.length) return null;
  return element("p", { class: "credit muted" }, `${isWeb(photo.url) ? words().photoElsewhere : words().photo}: `, ...parts.flatMap((part, index) => (index ? [", ", part] : [part])));
}

const isWeb = (address) => /^https?:/.test(address ?? "");

const outside = (href, text) => element("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
