// The interface's own words, Russian and English.

const WORDS = {
  ru: {
    online: "на связи", offline: "не подключён", connecting: "подключение…", group: "группа",
    banner: "Бот не подключён. Сообщения дождутся его: он ответит, когда запустится.",
    lost: "Нет связи с площадкой. Проверьте, что она запущена; страница подключится сама.",
    placeholder: "Сообщение", send: "Отправить", attach: "Прикрепить", commands: "Команды",
    more: "Ещё", chats: "Чаты", keyboard: "Клавиатура бота", language: "Язык собеседника",
    start: "Начать", about: "Что умеет этот бот?", hello: "Здесь пока пусто",
    helloText: "Нажмите «Начать», напишите что-нибудь или перетащите сюда фотографию.",
    sample: "Нет фото под рукой?", sampleSend: "Отправить это", photoBy: "Фото",
    today: "Сегодня", yesterday: "Вчера", edited: "изменено", you: "Вы",
    actions: { typing: "печатает", upload_photo: "отправляет фото", upload_document: "отправляет файл", find_location: "ищет место", choose_sticker: "выбирает стикер", record_voice: "записывает голосовое", upload_voice: "отправляет голосовое" },
    asPhoto: "Как фото", asFile: "Как файл", caption: "Подпись", cancel: "Отмена", remove: "Убрать",
    addMore: "Добавить", chosen: (n) => `${n} ${plural(n, "файл", "файла", "файлов")}`,
    chosenPhotos: (n) => `${n} ${plural(n, "фотография", "фотографии", "фотографий")}`,
    tooMany: "За один раз можно отправить не больше десяти файлов.",
    tooLarge: "Файл больше 50 МБ, такой не отправить.",
    notPicture: "Это не похоже на фотографию. Отправьте как файл.",
    badPicture: "Эту картинку нельзя отправить как фото: она слишком большая, слишком вытянутая или повреждена. Отправьте её как файл.",
    failed: "Не получилось отправить. Проверьте, что площадка запущена.",
    noAnswer: "Бот не ответил на нажатие.", copied: "Скопировано", ok: "Понятно",
    drop: "Отпустите, чтобы отправить", photoOrFile: "Фото или файл", place: "Место на карте",
    latitude: "Широта", longitude: "Долгота", wrongPlace: "Широта от −90 до 90, долгота от −180 до 180.",
    block: "Заблокировать бота", unblock: "Разблокировать бота", blocked: "Бот заблокирован",
    newGroup: "Новая группа", groupTitle: "Поездка", reply: "Ответить", photo: "Фотография",
    album: "Альбом", document: "Файл", sticker: "Стикер", voice: "Голосовое сообщение",
    location: "Геопозиция", venue: "Место", deletedReply: "Сообщение удалено", onMap: "Открыть на карте",
    next: "Дальше", previous: "Назад", close: "Закрыть", download: "Скачать", toBottom: "Вниз",
    joined: (name) => `${name} теперь в группе`, migrated: "Группа стала супергруппой",
    of: (i, n) => `${i} из ${n}`, bytes: ["Б", "КБ", "МБ"],
  },
  en: {
    online: "online", offline: "not connected", connecting: "connecting…", group: "group",
    banner: "The bot is not connected. Messages wait for it: it will answer once it runs.",
    lost: "No connection to the playground. Check that it runs; the page reconnects by itself.",
    placeholder: "Message", send: "Send", attach: "Attach", commands: "Commands",
    more: "More", chats: "Chats", keyboard: "Bot keyboard", language: "Language of this person",
    start: "Start", about: "What can this bot do?", hello: "Nothing here yet",
    helloText: "Press “Start”, write something or drop a photo here.",
    sample: "No photo at hand?", sampleSend: "Send this one", photoBy: "Photo",
    today: "Today", yesterday: "Yesterday", edited: "edited", you: "You",
    actions: { typing: "typing", upload_photo: "sending a photo", upload_document: "sending a file", find_location: "looking for a place", choose_sticker: "choosing a sticker", record_voice: "recording", upload_voice: "sending a voice message" },
    asPhoto: "As a photo", asFile: "As a file", caption: "Caption", cancel: "Cancel", remove: "Remove",
    addMore: "Add", chosen: (n) => `${n} ${n === 1 ? "file" : "files"}`,
    chosenPhotos: (n) => `${n} ${n === 1 ? "photo" : "photos"}`,
    tooMany: "At most ten files can be sent at once.",
    tooLarge: "The file is larger than 50 MB and cannot be sent.",
    notPicture: "This does not look like a photo. Send it as a file.",
    badPicture: "This picture cannot be sent as a photo: it is too large, too narrow or damaged. Send it as a file.",
    failed: "It could not be sent. Check that the playground runs.",
    noAnswer: "The bot did not answer the button.", copied: "Copied", ok: "OK",
    drop: "Drop to send", photoOrFile: "Photo or file", place: "Place on the map",
    latitude: "Latitude", longitude: "Longitude", wrongPlace: "Latitude from −90 to 90, longitude from −180 to 180.",
    block: "Block the bot", unblock: "Unblock the bot", blocked: "The bot is blocked",
    newGroup: "New group", groupTitle: "Trip", reply: "Reply", photo: "Photo",
    album: "Album", document: "File", sticker: "Sticker", voice: "Voice message",
    location: "Location", venue: "Venue", deletedReply: "Deleted message", onMap: "Open the map",
    next: "Next", previous: "Back", close: "Close", download: "Download", toBottom: "To the bottom",
    joined: (name) => `${name} joined the group`, migrated: "The group became a supergroup",
    of: (i, n) => `${i} of ${n}`, bytes: ["B", "KB", "MB"],
  },
};

function plural(n, one, few, many) {
  const tens = n % 100, units = n % 10;
  if (tens > 10 && tens < 20) return many;
  if (units === 1) return one;
  return units > 1 && units < 5 ? few : many;
}

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
