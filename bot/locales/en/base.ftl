start =
    👋 <b>I recognise landmarks.</b>

    📷 Send a photo and I will tell you what place it is, or what kind of place it looks like.
    🔎 Write a few words, such as “Church on Blood” or “bridge in Porto”, and I will send an album of the five best matches.
    📍 Send your location to see what is nearby.
    🏙 /city limits the search to one city.
    👥 You can also add me to a group, or ask in any chat: @{ $bot } bridge. More: /help

    { $photos ->
        [asked] I keep a photo only if you say so: /privacy
       *[never] I keep no photos.
    }
help =
    <b>What I can do</b>

    📷 <b>A photo</b> (or an image file: JPEG, PNG, WebP, HEIC): the name of the place, if I know it, and what kind of place it looks like. Upright shots of the outside by daylight work best. Send several photos of one place as an album and I will use them all. A city in the caption narrows the search.

    🔎 <b>Words</b>: an album of five matching places. Typos are fine; add a city (“theatre in Yaroslavl”) or just name a kind of place (“fountain”). Edit your message and I will search again.

    📍 <b>Your location</b>: the nearest places; if you share it live, I will tell you when you are close to one.

    👥 <b>In a group</b>: /where in reply to a photo, or /find and your words. <b>In any chat</b>: @{ $bot } and your words.

    🏙 /city to choose a city, or /city Vladimir to set it at once.

    🎲 /random for a random place, ⚙️ /settings for city and language, 🔒 /privacy for what I keep.

    Now: { $city ->
        [none] searching in all cities
       *[other] searching in { $city }
    }. I know { $places ->
        [one] { $places } place
       *[other] { $places } places
    } in { $cities ->
        [one] { $cities } city
       *[other] { $cities } cities
    }{ $recognizable ->
        [unknown] {""}
       *[other] , and can recognise { $recognizable } of them in photos
    }.
fallback =
    I understand photos and words. Send a photo of a place, or write its name. More: /help
button-gone = This button no longer works. Please send your request again.
busy = There are too many requests right now. Please try again in a minute.
away = Recognition and search are unavailable for a moment. Please try again shortly.
unconfirmed = Telegram did not confirm that my answer arrived. If you do not see it, please send your request again.
apology = 😔 Something went wrong, and I have made a note of it. Please try again a little later.
command-start = Say hello
command-help = What I can do
command-city = Choose a city
bot-description = Send a photo of a landmark and I will tell you what it is. Write a few words and I will find the five best matches.
bot-short-description = Recognises landmarks in photos and finds them by description.
