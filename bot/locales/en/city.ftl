city-choose =
    { $city ->
        [none] I am searching <b>in all cities</b>. Choose a city:
       *[other] I am searching in <b>{ $city }</b>. Choose another one:
    }
city-all = 🌍 All cities
city-set = Done: I now search in <b>{ $city }</b>. For all cities again: /city
city-cleared = Done: I now search <b>in all cities</b>.
city-unknown = I have no city called “{ $city }”. Choose from the list:
city-gone = That city is no longer in the list. Open /city again.
page-previous = ← Back
page-next = More →
