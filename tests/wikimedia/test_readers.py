"""The readers and the imitation, which was written without a look at them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from math import isclose

import pytest

from inference.wikimedia.action_api import ActionApi
from inference.wikimedia.cache import HttpCache
from inference.wikimedia.commons import CommonsFile, files_near, files_of_category, read_files
from inference.wikimedia.entities import Entity, find_cities, items_near, read_entities
from inference.wikimedia.errors import ServiceAwayError
from inference.wikimedia.sparql import items_within
from inference.wikimedia.transport import Transport
from tests.wikimedia.imitation import Faults, Imitation, Limits, World, make_world
from tests.wikimedia.imitation import oddities as odd
from tests.wikimedia.imitation.licences import LICENCES
from tests.wikimedia.imitation.making import CENTRE, CITY
from tests.wikimedia.imitation.world import distance_m
from tests.wikimedia.scripted import AGENT, Time

# Answers as small as they can be: a page is told in several, cut in the middle of its parts.
SMALL = Limits(members=3, categories=2, transforms=2)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(places=42, photos=3)


@pytest.fixture(params=[None, SMALL], ids=["whole", "in small parts"])
async def imitation(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Imitation]:
    async with Imitation(world, limits=request.param, latency=0) as imitation:
        yield imitation


@pytest.fixture
async def transport(cache: HttpCache, time: Time) -> AsyncIterator[Transport]:
    async with Transport(cache, AGENT, sleep=time.sleep, clock=time) as transport:
        yield transport


@pytest.fixture
def wikidata(imitation: Imitation, transport: Transport) -> ActionApi:
    return ActionApi(transport, imitation.wikidata_api_url)


@pytest.fixture
def commons(imitation: Imitation, transport: Transport) -> ActionApi:
    return ActionApi(transport, imitation.commons_api_url)


async def one(api: ActionApi, item: str) -> Entity:
    return (await read_entities(api, [item]))[item]


async def odd_file(api: ActionApi, name: str) -> CommonsFile | None:
    return (await read_files(api, [f"File:{name}"])).get(f"File:{name}")


async def test_every_place_is_read(wikidata: ActionApi, world: World) -> None:
    told: list[int] = []
    read = await read_entities(wikidata, [*world.places, CITY], told.append)
    assert list(read) == [*world.places, CITY]
    assert sum(told) == 43
    for item_id in world.places:
        item, entity = world.items[item_id], read[item_id]
        spoken = {code: label for code, label in item.labels.items() if code in ("ru", "en")}
        assert (entity.id, entity.labels) == (item_id, spoken)
        assert list(entity.kinds) == item.best("P31")
        assert (entity.lat, entity.lon) == (
            world.position(item_id).lat,
            world.position(item_id).lon,
        )
        assert [entity.image] == item.best("P18")
        assert [entity.commons_category] == item.best("P373")
        assert {f"{code}wiki" for code in entity.articles} == {"ruwiki", "enwiki"} & {
            *item.sitelinks
        }


async def test_odd_items(wikidata: ActionApi, imitation: Imitation) -> None:
    ids = [odd.RENAMED, odd.DELETED, odd.ON_THE_MOON, odd.UNKNOWN_VALUES, odd.EMPTY, odd.ENDED]
    read = await read_entities(wikidata, ids)
    assert list(read) == [item for item in ids if item != odd.DELETED]
    assert read[odd.RENAMED].id == odd.RENAMED_TO
    assert read[odd.ON_THE_MOON].lat is None
    assert read[odd.UNKNOWN_VALUES].kinds == ()
    assert read[odd.UNKNOWN_VALUES].image is None
    assert not read[odd.UNKNOWN_VALUES].ended
    assert read[odd.EMPTY].labels == {}
    assert read[odd.ENDED].ended
    # The one that does not exist costs no further request.
    assert len(imitation.log) == 1


async def test_an_item_with_statements_of_all_ranks(wikidata: ActionApi) -> None:
    entity = await one(wikidata, odd.RANKS)
    assert entity.kinds == ("Q33506", "Q16970")
    assert (entity.lat, entity.lon) == odd.SVIYAZHSK
    assert entity.image == odd.NEW_NAME
    assert entity.articles["en"] == "https://en.wikipedia.org/wiki/Ranks_%26_files%3F"


async def test_a_label_of_all_languages_stands_for_the_english_one(wikidata: ActionApi) -> None:
    entity = await one(wikidata, odd.MANY_ALIASES)
    assert entity.labels == {"en": "Alias"}
    assert entity.aliases == {"ru": ("Один", "Два"), "en": ("One",)}


async def test_more_items_than_one_request_takes(
    wikidata: ActionApi, imitation: Imitation, world: World
) -> None:
    ids = list(world.items)
    read = await read_entities(wikidata, [*ids, odd.RENAMED])
    assert list(read) == [*ids, odd.RENAMED]
    assert len(imitation.log) == (len(ids) + 1 + 49) // 50
    assert imitation.log.most_in_flight <= 2


async def test_items_near_are_the_nearest_first(wikidata: ActionApi, world: World) -> None:
    near = await items_near(wikidata, *CENTRE, 3000, 5)
    distances = [distance_m(world.position(item), CENTRE) for item in near]
    assert len(near) == 5
    assert distances == sorted(distances)
    assert max(distances) <= 3000


@pytest.mark.parametrize("name", ["Казань", "казань", "Q900", "q900"])
async def test_the_city_is_found_before_a_village_of_its_name(
    wikidata: ActionApi, name: str
) -> None:
    cities = await find_cities(wikidata, name, "ru")
    assert cities[0].id == CITY
    assert "Q401234" not in [city.id for city in cities]  # the page that tells names apart
    assert await find_cities(wikidata, "Нетакогогорода", "ru") == []


async def test_every_photo_of_a_place_is_read(
    commons: ActionApi, wikidata: ActionApi, world: World
) -> None:
    for item in world.places[:5]:
        entity = await one(wikidata, item)
        assert entity.commons_category is not None
        files = await files_of_category(commons, entity.commons_category)
        expected = {file.title: file for file in world.photos_of(item)}
        assert [file.title for file in files] == sorted(expected)
        for file in files:
            known = expected[file.title]
            assert (file.licence is not None) == LICENCES[known.licence].free
            assert file.categories == tuple(sorted(known.categories))
            assert (file.original_width, file.original_height) == (known.width, known.height)
            assert isclose(file.width / file.height, known.width / known.height, rel_tol=0.01)
            assert file.width <= 1280
            assert (file.author is None) == (known.artist is None)


@pytest.mark.parametrize("licence", LICENCES)
async def test_a_licence_that_is_not_free_never_passes_and_a_free_one_does(
    commons: ActionApi, licence: str
) -> None:
    file = await odd_file(commons, f"Licence {licence}.jpg")
    assert file is not None
    assert (file.licence is not None) == LICENCES[licence].free
    if file.licence is not None:
        assert file.licence.name == LICENCES[licence].short_name
        assert file.licence.url == LICENCES[licence].url


async def test_authors_are_read_as_people_see_them(commons: ActionApi, world: World) -> None:
    files = await read_files(commons, [file.title for file in world.files.values()])
    authors = {file.author for file in files.values()}
    assert any(author and author.startswith("Unknown author (") for author in authors)
    assert any(author and author.startswith("Anna & Ivan ") for author in authors)
    assert not any(author and ("QS:" in author or "<" in author) for author in authors)


@pytest.mark.parametrize(
    "name",
    [
        *("Coat of arms.svg", "Moving.gif", "Book.pdf", "Old book.djvu", "Film.webm", "Bells.oga"),
        *(odd.TALL, odd.HEAVY, odd.NO_FILE, "Nobody uploaded it.jpg", "[.jpg", "a|b.jpg"),
    ],
)
async def test_what_no_chat_shows_as_a_photo_is_left_out(commons: ActionApi, name: str) -> None:
    assert await odd_file(commons, name) is None


@pytest.mark.parametrize("name", ["Scan.tif", "Small scan.tiff", "Lossless.png", "Modern.webp"])
async def test_other_formats_are_shown_by_their_thumbnails(commons: ActionApi, name: str) -> None:
    file = await odd_file(commons, name)
    assert file is not None
    assert file.url.partition("?")[0].endswith((".jpg", ".png"))
    assert file.width == min(1280, file.original_width)


async def test_odd_files(commons: ActionApi) -> None:
    titles = {
        asked: file.title
        for asked, file in (
            await read_files(
                commons,
                [f"File:{odd.OLD_NAME}", "file:new_name.jpg", f"File:{odd.SIGNS}", "File:A|B.jpg"],
            )
        ).items()
    }
    assert titles == {
        f"File:{odd.OLD_NAME}": f"File:{odd.NEW_NAME}",
        "file:new_name.jpg": f"File:{odd.NEW_NAME}",
        f"File:{odd.SIGNS}": f"File:{odd.SIGNS}",
    }
    huge, nobody = await odd_file(commons, odd.HUGE), await odd_file(commons, odd.NO_ARTIST)
    assert huge is not None
    assert (huge.width, huge.height, huge.original_width) == (1280, 853, 30_000)
    assert nobody is not None
    assert nobody.author is None


async def test_photos_near_a_position(commons: ActionApi, world: World) -> None:
    file = next(iter(world.files.values()))
    assert file.lat is not None
    assert file.lon is not None
    files = await files_near(commons, file.lat, file.lon, 100)
    assert file.title in [found.title for found in files]
    for found in files:
        known = world.files[found.title.removeprefix("File:")]
        assert known.lat is not None
        assert known.lon is not None
        assert distance_m((known.lat, known.lon), (file.lat, file.lon)) <= 100


@pytest.mark.parametrize("imitation", [SMALL], indirect=True)
async def test_of_a_large_category_enough_is_read(
    commons: ActionApi, imitation: Imitation, time: Time, cache: HttpCache
) -> None:
    some = await files_of_category(commons, odd.CATEGORY, most=7)
    asked = len(imitation.log)
    async with Transport(cache, AGENT, max_age=0, sleep=time.sleep, clock=time) as again:
        anew = ActionApi(again, imitation.commons_api_url)
        whole = await files_of_category(anew, odd.CATEGORY)
    assert {file.title for file in some} < {file.title for file in whole}
    assert 3 * asked < len(imitation.log) - asked


async def test_items_within_a_distance(
    transport: Transport, imitation: Imitation, world: World
) -> None:
    found = await items_within(transport, imitation.sparql_url, *CENTRE, 3, ["Q33506", "Q1370598"])
    classes = {"Q33506", "Q1370598"}
    for parent in range(3):
        classes |= {child for child, parent in world.subclasses if parent in classes}
    expected = {
        item.id
        for item in world.items.values()
        if classes & set(item.best("P31"))
        and item.position() is not None
        and distance_m(world.position(item.id), CENTRE) <= 3000
    }
    assert {item.id for item in found} == expected
    assert len(found) == len(expected)
    for item in found:
        place = world.position(item.id)
        assert (item.lat, item.lon) == (place.lat, place.lon)
        assert item.sitelinks == len(world.items[item.id].sitelinks)
        assert set(item.kinds) <= {"Q33506", "Q1370598"}


@pytest.mark.parametrize("most", [1, 2, 3])
async def test_queries_that_take_too_long_are_asked_in_parts_until_they_do_not(
    transport: Transport, world: World, most: int
) -> None:
    classes = ["Q33506", "Q1370598", "Q22652", "Q811979", "Q57821", "Q41176", "Q860861"]
    async with Imitation(world, latency=0) as whole:
        expected = await items_within(transport, whole.sparql_url, *CENTRE, 6, classes)
    async with Imitation(world, faults=Faults(most_classes=most), latency=0) as slow:
        found = await items_within(transport, slow.sparql_url, *CENTRE, 6, classes)
        asked = len(slow.log)
    assert {(item.id, *sorted(item.kinds)) for item in found} == {
        (item.id, *sorted(item.kinds)) for item in expected
    }
    assert asked <= 2 * len(classes) - 1


async def test_a_class_that_always_takes_too_long_is_a_sentence(
    transport: Transport, world: World
) -> None:
    async with Imitation(world, faults=Faults(most_classes=0), latency=0) as slow:
        with pytest.raises(ServiceAwayError, match="Q33506"):
            await items_within(transport, slow.sparql_url, *CENTRE, 6, ["Q33506", "Q22652"])


async def test_a_service_that_fails_now_and_then_tells_the_same(
    transport: Transport, time: Time, world: World
) -> None:
    faults = Faults(share=0.3, retry_after=1, in_a_row=3, seed=5)
    async with Imitation(world, limits=SMALL, faults=faults, latency=0) as failing:
        read = await files_of_category(
            ActionApi(transport, failing.commons_api_url), odd.CATEGORY, most=20
        )
        faulty = sum(request.fault is not None for request in failing.log.requests)
    async with Imitation(world, limits=SMALL, latency=0) as imitation:
        expected = await files_of_category(
            ActionApi(transport, imitation.commons_api_url), odd.CATEGORY, most=20
        )
    assert faulty > 0
    assert time.slept
    assert [file.title for file in read] == [file.title for file in expected]
