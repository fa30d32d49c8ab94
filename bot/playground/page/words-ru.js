// The interface's words in Russian.

export const WORDS = {
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

  // Inline mode
  viaBot: (name) => `через @${name}`, nothing: "Ничего не нашлось", noInline: "Бот не ответил на запрос.",
  inlineHint: "результаты из любого чата", sharePlace: "Показать, где я", hidePlace: "Скрыть, где я",
  results: "Результаты", chooseChat: "В какой чат?",
  // Messages
  edit: "Изменить", editing: "Изменение", copy: "Скопировать текст", delete: "Удалить",
  actionsOfMessage: "Действия с сообщением", anyText: "Сообщение",
  // Groups
  leftGroup: (name) => `${name} больше не в группе`,
  groupKinds: { channel: "канал", group: "группа", supergroup: "супергруппа", forum: "с темами" },
  kinds: { group: "Обычная", supergroup: "Супергруппа", forum: "С темами", channel: "Канал" },
  kind: "Вид группы", title: "Название", create: "Создать", groupSettings: "О группе",
  botHere: "Бот в группе", roles: { member: "участник", administrator: "админ", left: "удалён", kicked: "удалён", restricted: "ограничен" },
  botIs: (role) => `бот: ${role}`, botReads: "Бот читает",
  reads: { addressed: "Обращения к нему", all: "Все сообщения" },
  privacyNote: "Режим приватности (/setprivacy у BotFather). Админ читает всё и так. Действует на все группы бота.",
  botMay: "Боту можно", may: { can_send_messages: "писать", can_send_photos: "слать фото" },
  people: "Люди", addPerson: "Добавить человека", newPerson: "Новый человек", personName: "Имя",
  personNames: ["Борис", "Вера", "Глеб", "Дарья", "Егор", "Жанна"], writeAs: "Писать от лица", add: "Добавить",
  admin: "админ", makeAdmin: "Сделать админом", makeMember: "Сделать участником",
  toSupergroup: "Превратить в супергруппу", botRemoved: "Бота нет в этой группе.", movedGroup: "Группа стала супергруппой, она продолжается в новом чате.",
  topics: "Темы", general: "Общее", newTopic: "Новая тема", topicName: "Название темы", topicMade: (name) => `Тема «${name}» создана`,
  chatNumber: "Номер чата", groupMade: "Группа создана",
  // Places
  here: "Точка", minutes: (n) => `${n}\u00a0мин`, hour: "1\u00a0час", liveFor: "Транслировать", liveLocation: "Живая геопозиция",
  liveLeft: (n) => `ещё ${n} мин`, liveEnded: "Трансляция завершена", stopLive: "Остановить",
  moveTo: { north: "На север", south: "На юг", west: "На запад", east: "На восток" }, pointTo: "Указать точку",
  pad: "Схема: нажмите, чтобы переместить точку", seenPlaces: "Места из чата", move: "Переместить",
};

function plural(n, one, few, many) {
  const tens = n % 100, units = n % 10;
  if (tens > 10 && tens < 20) return many;
  if (units === 1) return one;
  return units > 1 && units < 5 ? few : many;
}
