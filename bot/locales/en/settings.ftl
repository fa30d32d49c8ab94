settings-title = ⚙️ <b>Settings</b>
settings-title-group = ⚙️ <b>Settings of this group</b>
settings-city =
    🏙 City: { $city ->
        [none] all cities
       *[other] { $city }
    }
settings-language =
    🌐 Language: { $language ->
        [ru] Russian
        [en] English
       *[none] that of the asker’s Telegram
    }
settings-every-photo =
    📷 Recognise every photo: { $on ->
        [yes] yes
       *[no] no, only when asked
    }
settings-admins-note = The group’s administrators can change the settings.
settings-admins-only = Only administrators of the group change its settings. Please ask one of them.
settings-change-city = 🏙 City
settings-change-language = 🌐 Language
settings-every-photo-on = 📷 Recognise every photo
settings-every-photo-off = 📷 Only when asked
settings-back = ← Settings
settings-saved = Saved
settings-language-choose = Which language shall I answer in?
settings-language-set = Done: I answer in English. To change it: /lang
settings-language-ru = Russian
settings-language-en = English
settings-language-telegram = As in Telegram
settings-random-none = There are no places yet.
settings-privacy =
    <b>What I keep</b>

    📷 <b>Photos</b>: none. I look at them in memory, answer and forget them, together with any position stored in the file. { $photos ->
        [asked] One exception: if you rated an answer and agreed, the photo (without its position) is kept for training until you send /forget.
       *[never] No exceptions.
    }
    ✉️ <b>Messages</b>: until they are answered, so that a crash loses none.
    🔘 <b>Buttons below answers</b>: your request or the candidates{ $photos ->
        [asked] , a reference to the photo at Telegram
       *[never] {""}
    } and your number, so that the button works, for { $buttons ->
        [one] { $buttons } day
       *[other] { $buttons } days
    } or until you send /forget.
    👍 <b>Ratings</b>: your Telegram number, the chat, the chosen place and the probabilities, until you send /forget.
    ⚙️ <b>Settings of a chat</b>: city and language, until you change them or send /forget.
    📊 <b>Statistics</b>: your number and the last day you wrote, for { $days ->
        [one] { $days } day
       *[other] { $days } days
    }. The number of requests per day is kept longer, without names.

    I write down no names, phone numbers or whereabouts. To delete everything about you right away: /forget
settings-forget-ask =
    Delete everything I keep about you: ratings, photos you let me keep, the settings of our private chat and the note that you were here?

    This cannot be undone. Group settings stay.
settings-forget-yes = 🗑 Delete everything
settings-forget-no = Keep it
settings-forget-done = Done: nothing about you is left.
settings-forget-kept = All right, everything stays as it was.
settings-forget-other = This button is for the one who asked. For your own data: /forget
settings-forget-nobody = You are writing on behalf of a chat, so nothing about you is kept here. Send /forget from your own account.
settings-stats-title = 📊 <b>Statistics</b>
settings-stats-users = Users: { $users } ({ $today } today, { $week } in a week)
settings-stats-photo = Photos: { $total } ({ $today } today)
settings-stats-search = Searches: { $total } ({ $today } today)
settings-stats-inline = Inline queries: { $total } ({ $today } today)
settings-stats-chosen-inline = Chosen of those: { $total } ({ $today } today)
settings-stats-callback = Taps on buttons: { $total } ({ $today } today)
settings-stats-latency = Time to answer in 7 days, median and 95 %:
settings-stats-of-photo = photo
settings-stats-of-search = search
settings-stats-of-inline = inline query
settings-stats-time = • { $name }: { $median } ms, { $p95 } ms
settings-stats-no-time = • { $name }: not yet measured
settings-stats-feedback = Right answers by judgement: { $percent } % (👍 { $right }, 👎 { $wrong })
settings-stats-no-feedback = No answer has been judged yet.
settings-stats-uptime = Running for { $days } d { $hours } h { $minutes } min
settings-errors-title =
    ⚠️ { $count ->
        [one] { $count } error
       *[other] { $count } errors
    }, details are in the log:
settings-errors-more =
    and { $count ->
        [one] { $count } more kind
       *[other] { $count } more kinds
    }
command-settings = Settings of the chat
command-lang = Language of answers
command-random = A random place
command-privacy = What I keep
command-forget = Delete my data
command-stats = Statistics
