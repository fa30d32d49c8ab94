words-title-more = { $city ->
        [none] Ещё нашлось:
       *[other] Ещё нашлось в городе { $city }:
    }
words-buttons = Нажмите номер, чтобы узнать больше о месте.
words-buttons-cities = Нажмите номер, чтобы узнать больше о месте, или город, чтобы искать только в нём.
words-buttons-correcting = Нажмите номер, чтобы открыть место. Если на фото оно, отметьте это на его карточке.
words-more = Ещё →
words-previous = ← Назад
words-in-city = { $city } · { $count }
words-everywhere = 🌍 Искать во всех городах
words-gone = Эти результаты уже не открыть. Напишите запрос ещё раз.
words-city-gone = Этого города больше нет. Напишите запрос ещё раз.
words-no-more = Больше ничего не нашлось.
words-near-title = <b>Рядом с этой точкой</b>
words-near-live = Идите — я скажу, когда рядом окажется что-нибудь интересное.
words-near-nothing = В 50 км от этой точки я не знаю ни одного места. Напишите название или город — поищу словами.
words-near-line =
    { $number }. <b>{ $name }</b>
    { $emoji } { $where }
words-near-hint = Номер — подробнее о месте, 🗺 — точка на карте.
words-near-map = 🗺 { $number }
words-here = вы на месте
words-way = { $arrow } { $distance } { $direction ->
        [n] на север
        [ne] на северо-восток
        [e] на восток
        [se] на юго-восток
        [s] на юг
        [sw] на юго-запад
        [w] на запад
       *[nw] на северо-запад
    }
words-passing = 👀 Рядом с вами: { $where }
