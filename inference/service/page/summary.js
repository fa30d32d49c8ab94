// What the answer to photos comes to in a sentence or two.

import { percent, words } from "./words.js";

const LIKELY = 0.5; // of one place: it is likelier than all the others together

// `answer` of /v1/classify; `city` is the one asked for, "" for all of them; `cityTitle(name)` names
// a city. The headline, and a remark on it or "".
export function summaryOf(answer, city, cityTitle) {
  const says = words(), [first] = answer.places, other = answer.elsewhere;
  if (other) {
    const inCity = first ? says.nearest(cityTitle(city), nameOf(first), percent(first.probability)) : says.emptyCity(cityTitle(city));
    return { headline: says.known(`${nameOf(other)}, ${cityTitle(other.city)}`, percent(other.probability)), remark: inCity };
  }
  if (!first) return { headline: city ? says.emptyCity(cityTitle(city)) : says.unknownEmpty, remark: "" };
  if (!answer.known) return { headline: says.unknown, remark: "" };
  const sentence = first.probability < LIKELY ? says.candidates : says.known;
  return { headline: sentence(nameOf(first), percent(first.probability)), remark: "" };
}

export const nameOf = (place) => place.title ?? place.name;
