places-name = 📍 <b><a href="{ $link }">{ $name }</a></b>
places-line = { $city } · { $category }
places-article = 📖 <a href="{ $link }">Wikipedia article</a>{ $language ->
        [own] {""}
       *[ru] {" "}(in Russian)
    }
places-confidence = Confidence: { $percent }
places-on-map = 🗺 On the map
places-near = 🚶 Near here
places-similar = 🔎 Similar
places-share = ↗️ Share
places-right = ✓ Right
places-wrong = ✗ Not it
places-this = ✓ That’s it
places-on-my-photo = ✓ This is in my photo
places-none = ✗ None of these
places-views = From { $photos } photos together
places-views-of = From { $photos } photos of { $sent }: the others did not open
places-from-caption = City from the caption: { $city }
places-from-position = City by the position in the file: { $city }
places-elsewhere = I found no match in { $city }, but it looks like this place:
places-choose = Tap a place to open it.
places-nearby = This is what lies near where the photo was taken. Or write a name and I will search by words.
places-which =
    What is it then? Open a place from the list, or { $how ->
        [reply] reply to this message with its name
       *[message] write its name
    } and I will search for it.
places-search-instead =
    What a pity. { $how ->
        [reply] Reply to this message with the name
       *[message] Write the name
    } or a description, such as “church in Yaroslavl”, and I will search for it.
places-thanks = Thank you, noted!
places-keep = May I keep this photo, and later ones you identify for me, to learn to recognise places? I remove the details stored in the file. To take it back: /forget
places-keep-yes = Yes, keep them
places-keep-no = No
places-kept = Thank you! The photo is kept. To delete everything: /forget
places-too-late = Thank you! It is too late to keep this photo, but I will keep the next ones. To take it back: /forget
places-not-kept = All right, I will not keep the photo.
places-similar-title = 🔎 <b>Places like “{ $name }”</b>
places-similar-none = I have no places like “{ $name }”.
places-near-title = 🚶 <b>Near “{ $name }”</b>
places-near-none = I know no other places near “{ $name }”.
places-item =
    { $number }. <b>{ $name }</b>
    { $emoji } { $category } · { $note }
places-metres = { $metres } m
places-kilometres = { $kilometres } km
places-point = .
places-no-position = I do not know where this place is on the map.
places-gone = That place is no longer in the catalogue.
places-link-gone = I no longer have the place behind this link. Write its name and I will search for it; /help says what I can do.
