// The page's own words in both languages.

const WORDS = {
  ru: {
    title: "Ориентир", photoTitle: "Выберите фото", photoHint: "или перетащите сюда; несколько фото — одно место",
    photos: (n, chosen) => (n === chosen ? `Фото: ${n}` : `Фото: ${n} из ${chosen}`), otherPhotos: "Нажмите, чтобы выбрать другие", text: "или опишите словами",
    example: "храм на крови", city: "Город", everywhere: "Все города", ask: "Найти", language: "Язык",
    looking: "Смотрю…", searching: "Ищу…", starting: "Модели загружаются, ещё несколько секунд…",
    known: (name, p) => `Похоже, это ${name} · уверенность ${p}`, candidates: (name, p) => `Похоже на одно из этих мест, вероятнее других — ${name} · ${p}`,
    unknown: "Я не знаю этого места, но вот на что оно похоже", unknownEmpty: "Я не знаю этого места", emptyCity: (city) => `В городе ${city} я пока не узнаю места по фото.`,
    nearest: (city, name, p) => `В городе ${city} такого места не вижу; больше всего там похоже на это: ${name} · ${p}`,
    taken: (n, chosen) => `По ${n} фото из ${chosen}:`, tooMany: (n, chosen) => `Взяты первые ${n} фото из ${chosen}: больше за раз не беру.`,
    found: (query) => `По запросу «${query}»`, nothing: (query) => `По запросу «${query}» ничего не нашлось`,
    photo: "Фото", photoElsewhere: "Фото по ссылке", source: "источник", openMap: "На карте OpenStreetMap", article: (language) => (language === "ru" ? "Статья в Википедии" : "Статья в Википедии (на английском)"), ask_first: "Выберите фото или напишите, что ищете.",
    map: "Места на карте", m: "м", km: "км",
    failed: "Сервис не отвечает. Попробуйте ещё раз.", keyTitle: "Нужен ключ", keyHint: "Этот сервис отвечает только с ключом (API_KEY). Он останется в этой вкладке.",
    keySave: "Продолжить", keyCancel: "Отмена", keyNeeded: "Без ключа сервис не отвечает.", keyRefused: "Этот ключ не подошёл. Проверьте его и введите ещё раз.",
    refusals: {
      empty: "Файл пустой. Выберите другое фото.",
      too_large: "Файл слишком большой. Уменьшите снимок или выберите другой.",
      unsupported_format: "Это не похоже на фотографию. Я понимаю JPEG, PNG, WebP и HEIC.",
      too_many_pixels: "В картинке слишком много пикселей. Уменьшите её или выберите другую.",
      too_much_memory: "Такую большую картинку этого формата мне не открыть. Уменьшите её или выберите другую.",
      side_too_long: "Картинка слишком длинная. Обрежьте её и выберите ещё раз.",
      too_small: "Картинка слишком маленькая, на ней ничего не разглядеть.",
      animated: "Анимацию я не понимаю. Выберите один кадр — обычную фотографию.",
      truncated: "Файл обрывается на середине. Выберите другую его копию или другое фото.",
      broken: "Файл повреждён и не открывается. Выберите другое фото.",
    },
    problems: {
      too_large: "Всё вместе слишком велико. Выберите меньше фото или снимки поменьше.",
      unknown_city: "Этого города больше нет в каталоге. Обновите страницу.",
      unknown_place: "Этого места больше нет в каталоге. Попробуйте ещё раз.",
      busy: "Сейчас слишком много запросов. Попробуйте ещё раз через минуту.",
      timeout: "Ответ не успел за отведённое время. Попробуйте ещё раз.",
      internal_error: "Что-то пошло не так, и в журнале сервиса записано, что именно. Попробуйте ещё раз чуть позже.",
    },
    why: { name: "по названию", alias: "по другому названию", about: "по описанию", typo: "с опечаткой", kind: "по виду места", "kind in city": "по виду места в городе", meaning: "по смыслу", photo: "по фото", city: "по городу", similar: "похожее" },
    tryIt: "Попробовать", send: "Отправить", answer: "Ответ", parameters: "Параметры", body: "Тело запроса", answers: "Ответы", schemas: "Схемы", docsTitle: "HTTP API", required: "обязательно", page: "Страница", field: "поле",
  },
  en: {
    title: "Orientir", photoTitle: "Choose a photo", photoHint: "or drop it here; several photos show one place",
    photos: (n, chosen) => (n !== chosen ? `${n} photos of ${chosen}` : n === 1 ? "1 photo" : `${n} photos`), otherPhotos: "Click to choose others", text: "or describe it in words",
    example: "church on the blood", city: "City", everywhere: "All cities", ask: "Find", language: "Language",
    looking: "Looking…", searching: "Searching…", starting: "The models are loading, a few seconds more…",
    known: (name, p) => `This looks like ${name} · confidence ${p}`, candidates: (name, p) => `It looks like one of these places; the likeliest is ${name} · ${p}`,
    unknown: "I do not know this place, but it looks like these", unknownEmpty: "I do not know this place", emptyCity: (city) => `I cannot recognise places in ${city} yet.`,
    nearest: (city, name, p) => `I found no match in ${city}; what looks most like it there is ${name} · ${p}`,
    taken: (n, chosen) => `From ${n} ${n === 1 ? "photo" : "photos"} of ${chosen}:`, tooMany: (n, chosen) => `The first ${n} photos of ${chosen} were taken: I take no more at once.`,
    found: (query) => `For “${query}”`, nothing: (query) => `Nothing fits “${query}”`,
    photo: "Photo", photoElsewhere: "Photo elsewhere", source: "source", openMap: "On OpenStreetMap", article: (language) => (language === "en" ? "Wikipedia article" : "Wikipedia article (in Russian)"), ask_first: "Choose a photo or write what you are looking for.",
    map: "The places on a map", m: "m", km: "km",
    failed: "The service does not answer. Try again.", keyTitle: "A key is needed", keyHint: "This service answers only with its API_KEY. It stays in this tab.",
    keySave: "Continue", keyCancel: "Cancel", keyNeeded: "Without the key the service does not answer.", keyRefused: "This key was not accepted. Check it and enter it again.",
    refusals: {
      empty: "The file is empty. Choose another photo.",
      too_large: "The file is too large. Make the picture smaller or choose another.",
      unsupported_format: "That does not look like a photo. I understand JPEG, PNG, WebP and HEIC.",
      too_many_pixels: "The picture has too many pixels. Make it smaller or choose another.",
      too_much_memory: "A picture this large in this format is too much for me. Make it smaller or choose another.",
      side_too_long: "The picture is too long. Crop it and choose it again.",
      too_small: "The picture is too small to see anything in it.",
      animated: "I do not understand animations. Choose a single frame, an ordinary photo.",
      truncated: "The file breaks off in the middle. Choose another copy of it or another photo.",
      broken: "The file is damaged and does not open. Choose another photo.",
    },
    problems: {
      too_large: "All of it together is too large. Choose fewer or smaller photos.",
      unknown_city: "This city is no longer in the catalogue. Reload the page.",
      unknown_place: "That place is no longer in the catalogue. Try again.",
      busy: "There are too many requests right now. Try again in a minute.",
      timeout: "The answer was not ready in time. Try again.",
      internal_error: "Something went wrong, and the service has logged what. Try again a little later.",
    },
    why: { name: "by name", alias: "by another name", about: "by description", typo: "despite a typing mistake", kind: "by kind", "kind in city": "by kind in the city", meaning: "by meaning", photo: "by its photo", city: "by city", similar: "similar" },
    tryIt: "Try it", send: "Send", answer: "Answer", parameters: "Parameters", body: "Request body", answers: "Answers", schemas: "Schemas", docsTitle: "HTTP API", required: "required", page: "Page", field: "field",
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

// The sentence for an error of the service, by its `code`; undefined for a code that has none here.
export const refusal = (code) => words().refusals[code]; // of one photo
export const problem = (code) => words().problems[code]; // of a request

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

// 99.6 % is not certainty.
export const percent = (value) => Math.min(value, 0.99).toLocaleString(language, { style: "percent", maximumFractionDigits: value < 0.1 && value > 0 ? 1 : 0 });
