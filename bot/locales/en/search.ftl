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
