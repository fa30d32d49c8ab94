places-name = 📍 <b><a href="{ $link }">{ $name }</a></b>
places-line = { $city } · { $category }
places-article = 📖 <a href="{ $link }">Статья в Википедии</a>{ $language ->
        [own] {""}
       *[en] {" "}(на английском)
    }
places-confidence = Уверенность: { $percent }
places-on-map = 🗺 На карте
places-near = 🚶 Рядом
places-similar = 🔎 Похожие
places-share = ↗️ Поделиться
places-right = ✓ Верно
places-wrong = ✗ Не то
places-this = ✓ Это оно
places-on-my-photo = ✓ Это на моём фото
places-none = ✗ Ничего из этого
places-views = По { $photos } фото вместе
places-views-of = По { $photos } фото из { $sent }: остальные не открылись
places-from-caption = Город из подписи: { $city }
places-from-position = Город по координатам из файла: { $city }
places-elsewhere = В городе { $city } такого места не вижу, но похоже на это:
places-choose = Нажмите на место, чтобы открыть его.
places-nearby = Вот что есть рядом с местом съёмки. Или напишите название — найду по словам.
places-which =
    Что же это? Откройте место из списка или { $how ->
        [reply] ответьте на это сообщение его названием
       *[message] напишите его название
    } — найду по словам.
places-search-instead =
    Жаль. { $how ->
        [reply] Ответьте на это сообщение названием места
       *[message] Напишите название места
    } или что это, например «храм в Ярославле», — поищу по словам.
places-thanks = Спасибо, запомню!
places-keep = Можно сохранить это фото и следующие, о которых вы скажете, что на них, чтобы я учился узнавать места? Данные о съёмке я удаляю. Передумать: /forget
places-keep-yes = Да, сохраняйте
places-keep-no = Нет
places-kept = Спасибо! Фото сохранено. Удалить всё: /forget
places-too-late = Спасибо! Именно это фото я сохранить уже не могу, а следующие сохраню. Передумать: /forget
places-not-kept = Хорошо, фото не сохраняю.
places-similar-title = 🔎 <b>Похожие места на «{ $name }»</b>
places-similar-none = Мест, похожих на «{ $name }», у меня нет.
places-near-title = 🚶 <b>Рядом с местом «{ $name }»</b>
places-near-none = Рядом с местом «{ $name }» я других мест не знаю.
places-item =
    { $number }. <b>{ $name }</b>
    { $emoji } { $category } · { $note }
places-metres = { $metres } м
places-kilometres = { $kilometres } км
places-point = ,
places-no-position = Где это место на карте, я не знаю.
places-gone = Этого места больше нет в каталоге.
places-link-gone = Места по этой ссылке у меня больше нет. Напишите его название — поищу. Что я умею: /help
