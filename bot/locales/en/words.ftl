words-title-more = { $city ->
        [none] More:
       *[other] More in { $city }:
    }
words-buttons = Tap a number to see more of the place.
words-buttons-cities = Tap a number to see more of the place, or a city to search there only.
words-buttons-correcting = Tap a number to open the place. If it is the one in your photo, say so on its card.
words-more = More →
words-previous = ← Back
words-in-city = { $city } · { $count }
words-everywhere = 🌍 Search all cities
words-gone = These results can no longer be opened. Send your words again.
words-city-gone = This city is gone. Send your words again.
words-no-more = Nothing more was found.
words-near-title = <b>Near this point</b>
words-near-live = Walk on: I will tell you when something of interest is near.
words-near-nothing = I know no place within 50 km of this point. Send a name or a city, and I will search by words.
words-near-line =
    { $number }. <b>{ $name }</b>
    { $emoji } { $where }
words-near-hint = A number tells more of the place, 🗺 shows it on the map.
words-near-map = 🗺 { $number }
words-here = you are there
words-way = { $arrow } { $distance } { $direction ->
        [n] to the north
        [ne] to the north-east
        [e] to the east
        [se] to the south-east
        [s] to the south
        [sw] to the south-west
        [w] to the west
       *[nw] to the north-west
    }
words-passing = 👀 Near you: { $where }
