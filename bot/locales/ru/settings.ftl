settings-title = ⚙️ <b>Настройки</b>
settings-title-group = ⚙️ <b>Настройки этой группы</b>
settings-city =
    🏙 Город: { $city ->
        [none] все города
       *[other] { $city }
    }
settings-language =
    🌐 Язык: { $language ->
        [ru] русский
        [en] английский
       *[none] как в Telegram у того, кто спрашивает
    }
settings-every-photo =
    📷 Узнавать каждое фото: { $on ->
        [yes] да
       *[no] нет, только когда попросят
    }
settings-admins-note = Менять настройки могут администраторы группы.
settings-admins-only = Настройки группы меняют её администраторы. Попросите кого-нибудь из них.
settings-change-city = 🏙 Город
settings-change-language = 🌐 Язык
settings-every-photo-on = 📷 Узнавать каждое фото
settings-every-photo-off = 📷 Узнавать только по просьбе
settings-back = ← К настройкам
settings-saved = Сохранено
settings-language-choose = На каком языке отвечать?
settings-language-set = Готово: отвечаю по-русски. Изменить: /lang
settings-language-ru = Русский
settings-language-en = English
settings-language-telegram = Как в Telegram
settings-random-none = Мест пока нет.
settings-privacy =
    <b>Что я храню</b>

    📷 <b>Фото</b> — нет: смотрю в памяти, отвечаю и забываю, вместе с координатами внутри файла. { $photos ->
        [asked] Исключение одно: если вы оценили ответ и сами разрешили, фото (без координат) остаётся для обучения — пока не напишете /forget.
       *[never] Исключений нет.
    }
    ✉️ <b>Сообщения</b> — пока на них не отвечено, чтобы ничего не потерялось при сбое.
    🔘 <b>Кнопки под ответами</b> — ваш запрос или варианты ответа{ $photos ->
        [asked] , ссылка на фото в Telegram
       *[never] {""}
    } и ваш номер, чтобы кнопка работала: { $buttons ->
        [one] { $buttons } день
        [few] { $buttons } дня
       *[other] { $buttons } дней
    } или пока не напишете /forget.
    👍 <b>Оценки</b> — ваш номер в Telegram, чат, выбранное место и вероятности, пока не напишете /forget.
    ⚙️ <b>Настройки чата</b> — город и язык, пока не измените их или не напишете /forget.
    📊 <b>Статистика</b> — ваш номер и день, когда вы писали последний раз: { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    }. Сколько было запросов за день, я считаю без имён и храню дальше.

    Имён, телефонов и мест, где вы находитесь, я не записываю. Удалить всё о себе сразу: /forget
settings-forget-ask =
    Удалить всё, что я о вас храню: оценки, отданные фото, настройки личного чата и запись о том, что вы здесь были?

    Вернуть это будет нельзя. Настройки групп останутся.
settings-forget-yes = 🗑 Удалить всё
settings-forget-no = Оставить
settings-forget-done = Готово: о вас ничего не осталось.
settings-forget-kept = Хорошо, всё осталось как было.
settings-forget-other = Эта кнопка для того, кто спросил. Ваши данные: /forget
settings-forget-nobody = Вы пишете от имени чата, и о вас самих здесь ничего нет. Напишите /forget от своего имени.
settings-stats-title = 📊 <b>Статистика</b>
settings-stats-users = Пользователи: { $users } (сегодня { $today }, за неделю { $week })
settings-stats-photo = Фото: { $total } (сегодня { $today })
settings-stats-search = Поиски: { $total } (сегодня { $today })
settings-stats-inline = Встроенные запросы: { $total } (сегодня { $today })
settings-stats-chosen-inline = Выбрано из них: { $total } (сегодня { $today })
settings-stats-callback = Нажатия кнопок: { $total } (сегодня { $today })
settings-stats-latency = Время ответа за 7 дней, медиана и 95 %:
settings-stats-of-photo = фото
settings-stats-of-search = поиск
settings-stats-of-inline = встроенный запрос
settings-stats-time = • { $name }: { $median } мс, { $p95 } мс
settings-stats-no-time = • { $name }: ещё не измерено
settings-stats-feedback = Верных ответов по оценкам: { $percent } % (👍 { $right }, 👎 { $wrong })
settings-stats-no-feedback = Оценок ответов ещё нет.
settings-stats-uptime = Работает: { $days } д { $hours } ч { $minutes } мин
settings-errors-title =
    ⚠️ { $count ->
        [one] { $count } ошибка
        [few] { $count } ошибки
       *[other] { $count } ошибок
    }, подробности в журнале:
settings-errors-more =
    и ещё { $count ->
        [one] { $count } вид
        [few] { $count } вида
       *[other] { $count } видов
    }
command-settings = Настройки чата
command-lang = Язык ответов
command-random = Случайное место
command-privacy = Что я храню
command-forget = Удалить всё о себе
command-stats = Статистика
