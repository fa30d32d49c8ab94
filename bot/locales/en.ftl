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

    Now: { $city ->
        [none] searching in all cities
       *[other] searching in { $city }
    }. I know { $places ->
        [one] { $places } place
       *[other] { $places } places
    } in { $cities ->
        [one] { $cities } city
       *[other] { $cities } cities
    }, and tell { $recognizable } of them by their photos.
fallback =
    I understand photos and words. Send a photo of a place, or write its name. More: /help

city-choose =
    { $city ->
        [none] I am searching <b>in all cities</b>. Choose a city:
       *[other] I am searching in <b>{ $city }</b>. Choose another one:
    }
city-all = 🌍 All cities
city-set = Done: I now search in <b>{ $city }</b>. For all cities again: /city
city-cleared = Done: I now search <b>in all cities</b>.
city-unknown = I have no city called “{ $city }”. Choose from the list:
button-gone = This button no longer works. Please send your request again.
city-gone = That city is no longer in the list. Open /city again.
page-previous = ← Back
page-next = More →

recognition-sure = 📍 <b>{ $name }</b>
recognition-place-line = { $city } · { $category }
recognition-confidence = Confidence: { $percent }
recognition-candidates = 🤔 <b>It looks like one of these places:</b>
recognition-candidate = { $number }. <b>{ $name }</b>, { $city }: { $percent }
recognition-unknown = 🤷 <b>I do not know this place</b>, but it looks like: { $category }.
recognition-empty-city = 🤷 In { $city } I cannot tell places by their photos yet, but it looks like: { $category }.
recognition-elsewhere = I see no such place in { $city }, but it looks like this one (to search everywhere: /city):
recognition-categories = <b>What the picture shows</b>
recognition-hint = You can also find a place by words: write its name or “church in Yaroslavl”.
map-yandex = 🗺 Yandex Maps
map-osm = 🗺 OpenStreetMap
map-yandex-name = Yandex Maps
percent = { $value }%
percent-below-one = <1%

search-title = { $city ->
        [none] Here is what I found:
       *[other] Here is what I found in { $city }:
    }
search-line =
    { $number }. <b>{ $name }</b>
    { $emoji } { $city } · { $category }
search-similar = Similar places:
search-nothing = Nothing like that was found. Try a name (“Golden Gate”), a kind of place (“museum”) or a city (“churches of Yaroslavl”).
search-nothing-chosen = Nothing like that was found in { $city }. Try another name, or search in all cities: /city
search-nothing-named = Nothing like that was found in { $city }. Try another name, or leave out the city.
search-too-long = That is too long to search for. Write a name or a few words, up to { $limit } characters.

refusal-empty = The file is empty. Please send the photo again.
refusal-too_large = The file is too large: I take up to { $megabytes } MB. Send it as a photo, not as a file.
refusal-unsupported_format = That does not look like a photo. I understand JPEG, PNG, WebP and HEIC.
refusal-too_many_pixels = The picture has too many pixels: I take up to { $megapixels } MP. Send it as a photo, not as a file.
refusal-too_much_memory = A picture this large in this format is too much for me. Send it as a photo, not as a file.
refusal-side_too_long = The picture is too long. Crop it and send it again.
refusal-too_small = The picture is too small to see anything in it.
refusal-animated = I do not understand animations. Send a single frame, an ordinary photo.
refusal-truncated = The file breaks off in the middle. Please send the photo again.
refusal-broken = The file is damaged and does not open. Please send another photo.

busy = There are too many requests right now. Please try again in a minute.
apology = 😔 Something went wrong, and I have made a note of it. Please try again a little later.

command-start = Say hello
command-help = What I can do
command-city = Choose a city
bot-description = Send a photo of a landmark and I will say what it is. Write words and I will find the five best places.
bot-short-description = Recognises landmarks in photos and finds them by words.
