from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from inference.catalogue import Catalogue, Category, City, Photo, Place
from inference.errors import UserError
from inference.search import Hit, Searcher, TextEncoder
from inference.search.morphology import tokenize
from inference.search.photo_index import PhotoIndex
from inference.search.stages import Stage
from inference.search.words import CARRIERS
from tests.search.colours import ColourModel, coloured


def first(searcher: Searcher, text: str, city: str | None = None) -> Hit:
    return searcher.search(text, city).hits[0]


def names(searcher: Searcher, text: str, city: str | None = None) -> list[str]:
    return [hit.place.name for hit in searcher.search(text, city).hits]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("Храм на Крови", "name"),
        ("ХРАМ НА КРОВИ!", "name"),
        ("хрм на крови", "typo"),
        ("храмнакрови", "typo"),
        ("где расстреляли царскую семью", "alias"),  # «расстрел» is of the same root, no mistake
        ("в храме на крови", "name"),
        ("khram na krovi", "name"),
        ("[hfv yf rhjdb", "name"),
        ("church on the blood", "alias"),
        ("храм на крови в екатеринбурге", "name"),
    ],
)
def test_the_church_on_blood_is_found_however_it_is_written(
    searcher: Searcher, query: str, why: str
) -> None:
    hit = first(searcher, query)
    assert (hit.place.name, hit.place.city) == ("Храм на Крови", "Екатеринбург")
    assert hit.why == why


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Tserkov Ilyi Proroka yaroslavl", "Церковь Ильи Пророка"),
        ("cerkov' Il'i Proroka, Jaroslavl'", "Церковь Ильи Пророка"),
        ("Eiffel tower", "Эйфелева башня"),
        ("eifel towr", "Эйфелева башня"),
        ("Summer Palace", "Летний дворец"),
        ("ушааудд ещцук", "Эйфелева башня"),
        ("yb;tujhjlcrbq rhtvkm", "Нижегородский Кремль"),
        ("памятник горькому", "М. Горькому"),
        ("екатеринбург арена", "Центральный стадион"),
        ("к дмитриевскому собору", "Дмитриевский собор"),
        ("дмитреевский сабор", "Дмитриевский собор"),
        ("печерский монастырь", "Печёрский Вознесенский монастырь"),
        ("небесное дерево токио", "Небесное дерево Токио"),
        ("скульптура собаки", "Такса"),
    ],
)
def test_a_place_is_found_by_what_people_type(searcher: Searcher, query: str, name: str) -> None:
    assert first(searcher, query).place.name == name


@pytest.mark.parametrize(
    ("query", "city"),
    [
        ("церковь в Ярославле", "Ярославль"),
        ("музеи екатеринбурга", "Екатеринбург"),
        ("museum in Yekaterinburg", "Екатеринбург"),
        ("театр екб", "Екатеринбург"),
        ("парк в нн", "Нижний Новгород"),
        ("churches in Yaroslavl", "Ярославль"),
        ("I want to see some old churches in Yaroslavl please", "Ярославль"),
        ("хочу посмотреть старые церкви в Ярославле, пожалуйста", "Ярославль"),
        ("can you recommend a theatre in Yekaterinburg?", "Екатеринбург"),
        ("башня нижнего новгорода", "Нижний Новгород"),
    ],
)
def test_a_city_in_the_query_is_understood_and_filters(
    searcher: Searcher, query: str, city: str
) -> None:
    result = searcher.search(query)
    assert result.city == city
    assert len(result.hits) == 5
    assert {hit.place.city for hit in result.hits} == {city}


@pytest.mark.parametrize(
    ("query", "bare"),
    [
        ("покажите, пожалуйста, золотые ворота", "золотые ворота"),
        ("I would like to see the Eiffel tower please", "the Eiffel tower"),
        ("подскажите, как пройти к храму на крови", "к храму на крови"),
        ("а где тут рядом мечеть?", "мечеть"),
        ("help me find a mosque please", "mosque"),
    ],
)
def test_words_that_only_carry_a_request_change_nothing(
    searcher: Searcher, query: str, bare: str
) -> None:
    assert first(searcher, query).place == first(searcher, bare).place


def test_every_name_finds_its_place_though_words_that_carry_requests_are_in_it(
    searcher: Searcher, catalogue: Catalogue
) -> None:
    named = {
        name: place
        for place in catalogue.places.values()
        for name in place.aliases
        if not CARRIERS.isdisjoint(tokenize(name))
    }
    assert named
    for name, place in named.items():
        assert place in [hit.place for hit in searcher.search(name, place.city).hits]


def test_kinds_are_understood_where_the_name_does_not_say_them(searcher: Searcher) -> None:
    hits = [hit for hit in searcher.search("фонтан").hits if hit.why != "similar"]
    assert {"fountains" in hit.place.kinds for hit in hits} == {True}
    assert "kind" in {hit.why for hit in searcher.search("костёл").hits}


def test_a_city_alone_lists_its_best_known_places(searcher: Searcher) -> None:
    for query in ("екатеринбург", "что посмотреть в Екатеринбурге?", "Sverdlovsk"):
        result = searcher.search(query)
        assert result.city == "Екатеринбург"
        assert {(hit.place.city, hit.why) for hit in result.hits} == {("Екатеринбург", "city")}
        assert "Храм на Крови" in [hit.place.name for hit in result.hits]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("лестница в виде восьмёрки", "Чкаловская лестница"),
        ("where the tsar family was shot", "Храм на Крови"),
        ("музей камней и минералов", "Уральский геологический музей"),
        ("sausage dog statue", "Такса"),
    ],
)
def test_a_place_is_found_by_what_is_told_of_it(searcher: Searcher, query: str, name: str) -> None:
    hit = first(searcher, query)
    assert hit.place.name == name
    assert hit.why == "about"


def test_photos_are_found_whatever_the_name(tmp_path: Path, encoder: TextEncoder) -> None:
    catalogue = coloured(tmp_path, a=["red"], b=["green"], c=["blue"])
    photos = PhotoIndex.build(catalogue, ColourModel(), progress=False)
    seeing = Searcher.build(catalogue, encoder, photos)
    hit = first(seeing, "красный дом с верандой")
    assert hit.why == "photo"
    assert hit.photo is not None
    assert hit.photo.path is not None
    assert hit.photo.path.stem == "a-0"
    assert hit.photo.place_id == hit.place.id
    blind = seeing.without(Stage.PHOTOS).search("красный дом с верандой")
    assert "photo" not in {other.why for other in blind.hits}


def test_a_name_goes_before_what_photos_show(tmp_path: Path, encoder: TextEncoder) -> None:
    catalogue = coloured(tmp_path, a=["red"], b=["green"], c=["blue"])
    photos = PhotoIndex.build(catalogue, ColourModel(), progress=False)
    place = next(iter(catalogue.places.values()))
    assert first(Searcher.build(catalogue, encoder, photos), place.name).place == place


def test_a_city_given_goes_before_the_one_in_the_query(searcher: Searcher) -> None:
    result = searcher.search("театр кукол в ярославле", city="екатеринбург")
    assert result.city == "Екатеринбург"
    assert result.hits[0].place.city == "Екатеринбург"


def test_a_city_given_finds_its_namesake(searcher: Searcher) -> None:
    assert first(searcher, "белая башня", "Нижний Новгород").place.city == "Нижний Новгород"
    assert first(searcher, "белая башня", "Yekaterinburg").place.city == "Екатеринбург"


def test_an_unknown_city_is_refused_with_the_known_ones(searcher: Searcher) -> None:
    with pytest.raises(UserError, match=r"Атлантида.*Ярославль"):
        searcher.search("храм", city="Атлантида")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "🙂",
        "?!",
        "абракадабра щщщ",
        "ааааа",
        "ннн",
        "о",
        "qwerty zxcv",
        "ывапролдж",
        "прогноз погоды на завтра",
        "пицца с доставкой",
        "hello how are you",
        "what is the capital of France",
        "what time is it",
        "купить холодильник",
        "подскажите, где купить холодильник, пожалуйста",
        "I want to buy some pizza please",
        "как дела",
        "спасибо",
        "12345",
        "город",
    ],
)
def test_nothing_is_found_where_nothing_fits(searcher: Searcher, query: str) -> None:
    assert searcher.search(query).hits == ()


@pytest.mark.parametrize(
    "query",
    [
        "храм " * 800,
        "щ" * 4096,
        "a" * 4096,
        "храм на крови " + "\x00\x07\ufeff" * 1000,
        "\ud800 храм",
        "ﷺ" * 200,
        "教堂 寺",
        "'; DROP TABLE places; --",
        "[]{}<>\\|`~" * 100,
        "🙂" * 4096,
    ],
)
def test_any_string_gets_a_quick_answer(searcher: Searcher, query: str) -> None:
    start = time.perf_counter()
    assert len(searcher.search(query).hits) <= 5
    assert time.perf_counter() - start < 1.0


def test_scores_are_shares_in_falling_order_and_one_for_the_name(searcher: Searcher) -> None:
    for query in ("Храм на Крови", "театр кукол", "собор", "музей камней"):
        scores = [hit.score for hit in searcher.search(query, k=30).hits]
        assert all(0.0 < score <= 1.0 for score in scores)
        assert all(b <= a for a, b in pairwise(scores))
    assert first(searcher, "Храм на Крови").score == 1.0


def test_a_short_list_is_filled_with_places_of_the_same_kind_and_city(searcher: Searcher) -> None:
    best, *others = searcher.search("планетарий").hits
    assert len(others) == 4
    assert {hit.why for hit in others} == {"similar"}
    assert {hit.place.city for hit in others} == {best.place.city}
    assert all(set(hit.place.kinds) & set(best.place.kinds) for hit in others)
    assert max(hit.score for hit in others) < best.score


def test_k_bounds_the_hits_and_each_place_comes_once(searcher: Searcher) -> None:
    hits = searcher.search("церковь", k=40).hits
    assert len(hits) == len({hit.place.id for hit in hits}) == 40
    assert searcher.search("церковь", k=0).hits == ()


def test_threads_get_the_answers_that_one_caller_gets(searcher: Searcher) -> None:
    queries = ["хрм на крови", "церковь в ярославле", "eifel towr", "ntfnh jgths", "музей"] * 8
    alone = [searcher.search(query) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(searcher.search, queries)) == alone


def small_catalogue(photos: dict[str, tuple[Photo, ...]] | None = None) -> Catalogue:
    places = [
        Place("a", "Дом купца", "architecture", "Тверь"),
        Place("b", "Дом купца", "architecture", "Калуга"),
        Place("c", "—", "other", "Калуга"),
    ]
    return Catalogue(
        places={place.id: place for place in places},
        categories={c: Category(c, c, c, "📍") for c in ("architecture", "other")},
        cities={name: City(name) for name in ("Тверь", "Калуга")},
        photos=photos or {},
    )


def test_of_equal_places_the_one_with_a_photo_goes_first(encoder: TextEncoder) -> None:
    photos = (Photo("b", path=Path("1.jpg")), Photo("b", path=Path("2.jpg")))
    hits = Searcher.build(small_catalogue({"b": photos}), encoder).search("дом купца").hits
    assert [(hit.place.id, hit.photo) for hit in hits[:2]] == [("b", photos[0]), ("a", None)]


def test_a_catalogue_without_places_finds_nothing(encoder: TextEncoder) -> None:
    empty = replace(small_catalogue(), places={}, cities={})
    assert Searcher.build(empty, encoder).search("храм").hits == ()


def test_the_city_of_a_query_can_be_asked_for(searcher: Searcher) -> None:
    assert searcher.understood_city("театры в Нижнем Новгороде") == "Нижний Новгород"
    assert searcher.understood_city("театры") is None
