start =
    👋 <b>I recognise landmarks.</b>

    📷 Send a photo and I will say which place it is and what kind of place it looks like.
    🔎 Write words, such as “Church on Blood” or “bridge in Porto”, and I will send an album of the five best places.
    🏙 /city to search in one city only.

    I keep no photos.
help =
    <b>What I can do</b>

    📷 <b>A photo</b> (or an image as a file: JPEG, PNG, WebP, HEIC): the five likeliest categories and the name of the place if I know it. Buildings and views from outside, by daylight and upright, work best.

    🔎 <b>Words</b>: an album of five matching places. Typing mistakes are fine; add a city (“theatre in Yaroslavl”) or just name a kind of place (“fountain”).

    🏙 /city to choose a city, /city Vladimir to name it at once.

    🎲 /random for any place, ⚙️ /settings for city and language, 🔒 /privacy for what I keep.

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
       *[other] , and tell { $recognizable } of them by their photos
    }.
fallback =
    I understand photos and words. Send a photo of a place, or write its name. More: /help
button-gone = This button no longer works. Please send your request again.
busy = There are too many requests right now. Please try again in a minute.
away = Recognition and search are away for a moment. Please try again shortly.
apology = 😔 Something went wrong, and I have made a note of it. Please try again a little later.
command-start = Say hello
command-help = What I can do
command-city = Choose a city
bot-description = Send a photo of a landmark and I will say what it is. Write words and I will find the five best places.
bot-short-description = Recognises landmarks in photos and finds them by words.
