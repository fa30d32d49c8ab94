inline-open = Открыть Ориентир: узнать место по фото
inline-nothing = Ничего не нашлось. Спросить в чате с ботом
inline-away = Поиск ненадолго отключился. Открыть чат с ботом
inline-busy = Слишком много запросов. Спросить в чате с ботом
inline-more = Подробнее в боте
inline-metres = { $metres } м
inline-kilometres = { $kilometres } км
