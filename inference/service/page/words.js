// The page's own words in both languages.

const WORDS = {
  ru: {
    title: "Ориентир", photoTitle: "Выберите фото", photoHint: "или перетащите сюда; несколько фото — одно место",
    photos: (n) => `Фото: ${n}`, otherPhotos: "Нажмите, чтобы выбрать другие", text: "или опишите словами",
    example: "храм на крови", city: "Город", everywhere: "Все города", ask: "Найти", language: "Язык",
    looking: "Смотрю…", searching: "Ищу…", starting: "Модели загружаются, ещё несколько секунд…",
    known: (name, p) => `Похоже, это ${name} · уверенность ${p}`, unknown: "Не узнаю это место, но вот на что оно похоже",
    unknownEmpty: "Не узнаю это место", elsewhere: (name, city, p) => ` · возможно, это ${name}, ${city} (${p})`,
    found: (query) => `По запросу «${query}»`, nothing: (query) => `По запросу «${query}» ничего не нашлось`,
    photo: "Фото", photoElsewhere: "Фото по ссылке", source: "источник", openMap: "На карте OpenStreetMap", article: (language) => (language === "ru" ? "Статья в Википедии" : "Статья в Википедии (на английском)"), ask_first: "Выберите фото или напишите, что ищете.",
    map: "Места на карте", m: "м", km: "км",
    failed: "Сервис не отвечает. Попробуйте ещё раз.", keyTitle: "Нужен ключ", keyHint: "Этот сервис отвечает только с ключом (API_KEY). Он останется в этой вкладке.",
    keySave: "Продолжить", keyCancel: "Отмена", keyNeeded: "Без ключа сервис не отвечает.",
    why: { name: "по названию", alias: "по другому названию", about: "по описанию", typo: "с опечаткой", kind: "по виду места", "kind in city": "по виду места в городе", meaning: "по смыслу", photo: "по фото", city: "по городу", similar: "похожее" },
    tryIt: "Попробовать", send: "Отправить", answer: "Ответ", parameters: "Параметры", body: "Тело запроса", answers: "Ответы", schemas: "Схемы", docsTitle: "Ориентир: HTTP", required: "обязательно", page: "Страница", field: "поле",
  },
  en: {
    title: "Orientir", photoTitle: "Choose a photo", photoHint: "or drop it here; several photos show one place",
    photos: (n) => (n === 1 ? "1 photo" : `${n} photos`), otherPhotos: "Click to choose others", text: "or describe it in words",
    example: "church on the blood", city: "City", everywhere: "All cities", ask: "Find", language: "Language",
    looking: "Looking…", searching: "Searching…", starting: "The models are loading, a few seconds more…",
    known: (name, p) => `This looks like ${name} · confidence ${p}`, unknown: "I do not know this place, but it resembles these",
    unknownEmpty: "I do not know this place", elsewhere: (name, city, p) => ` · perhaps it is ${name}, ${city} (${p})`,
    found: (query) => `For “${query}”`, nothing: (query) => `Nothing fits “${query}”`,
    photo: "Photo", photoElsewhere: "Photo elsewhere", source: "source", openMap: "On OpenStreetMap", article: (language) => (language === "en" ? "Wikipedia article" : "Wikipedia article (in Russian)"), ask_first: "Choose a photo or write what you are looking for.",
    map: "The places on a map", m: "m", km: "km",
    failed: "The service does not answer. Try again.", keyTitle: "A key is needed", keyHint: "This service answers only with its API_KEY. It stays in this tab.",
    keySave: "Continue", keyCancel: "Cancel", keyNeeded: "Without the key the service does not answer.",
    why: { name: "by name", alias: "by another name", about: "by description", typo: "despite a typing mistake", kind: "by kind", "kind in city": "by kind in the city", meaning: "by meaning", photo: "by its photo", city: "by city", similar: "similar" },
    tryIt: "Try it", send: "Send", answer: "Answer", parameters: "Parameters", body: "Request body", answers: "Answers", schemas: "Schemas", docsTitle: "Orientir: HTTP", required: "required", page: "Page", field: "field",
  },
};

let language = document.documentElement.lang;
try {
  const saved = localStorage.getItem("language");
  if (saved in WORDS) language = saved;
} catch {
  // A browser without storage keeps to the language that it asked for.
}

export const words = () => WORDS[language];
export const currentLanguage = () => language;

export function setLanguage(code) {
  language = code;
  document.documentElement.lang = code;
  try {
    localStorage.setItem("language", code);
  } catch {
    // Then it lasts until the page is left.
  }
}

// The switch between the languages; `redraw` is called after each change, and once now.
export function languageSwitch(node, redraw) {
  const show = () => {
    document.documentElement.lang = language;
    node.setAttribute("aria-label", words().language);
    for (const button of node.children) button.setAttribute("aria-pressed", button.dataset.language === language);
    redraw();
  };
  node.addEventListener("click", (event) => {
    const code = event.target.dataset.language;
    if (!code || code === language) return;
    setLanguage(code);
    show();
  });
  show();
}

export const percent = (value) => value.toLocaleString(language, { style: "percent", maximumFractionDigits: value < 0.1 && value > 0 ? 1 : 0 });
