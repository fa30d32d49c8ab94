// The interface's own words in the chosen language; dates, times and sizes as it writes them.

import { WORDS as en } from "./words-en.js";
import { WORDS as ru } from "./words-ru.js";

const WORDS = { ru, en };

let language = "ru";
export const words = () => WORDS[language];
export const currentLanguage = () => language;

export function setLanguage(code) {
  language = code in WORDS ? code : "en";
  document.documentElement.lang = language;
}

export function firstLanguage() {
  const saved = localStorage.getItem("language");
  if (saved in WORDS) return saved;
  return /^(ru|be|uk|kk)\b/i.test(navigator.language) ? "ru" : "en";
}

export function timeOf(seconds) {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(seconds * 1000);
}

export function dayOf(seconds) {
  const day = new Date(seconds * 1000), now = new Date();
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const distance = Math.round((midnight(now) - midnight(day)) / 86_400_000);
  if (distance === 0) return words().today;
  if (distance === 1) return words().yesterday;
  const year = day.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year }).format(day);
}

export function sizeOf(bytes) {
  const units = words().bytes;
  if (bytes < 1024) return `${bytes} ${units[0]}`;
  if (bytes < 1_048_576) return `${Math.round(bytes / 1024)} ${units[1]}`;
  return `${(bytes / 1_048_576).toLocaleString(language, { maximumFractionDigits: 1 })} ${units[2]}`;
}
