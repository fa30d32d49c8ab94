"""A city from nothing, on a local imitation of Wikidata and Commons."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from inference import bundled
from inference.catalogue import Catalogue, CatalogueError, read_categories
from inference.enrichment.building import Built, build_city
from inference.enrichment.city_places import Area, CityError, find_city
from inference.enrichment.enriching import Wanted, enrich
from inference.enrichment.kinds import load_classes
from inference.images import ImageLimits
from inference.wikimedia.services import Services
from inference.writing import OccupiedError
from tests.wikimedia.imitation import Imitation, Item
from tests.wikimedia.imitation.licences import LICENCES
from tests.wikimedia.imitation.world import Statement, ranked

CLASSES = load_classes()
KINDS = tuple(dict.fromkeys(CLASSES.categories.values()))
EVERYTHING = Area(10.0, KINDS, 500)


async def build(
    out: Path,
    services: Services,
    area: Area = EVERYTHING,
    photos: int = 3,
    download: bool = False,
) -> Built:
    city, _ = await find_city(services, "Казань")
    return await build_city(
        *(out, services, city, area, Wanted(photos, download)),
        classes=CLASSES,
        categories=list(read_categories(bundled.CATALOGUE / "categories.csv")),
        limits=ImageLimits(),
    )


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


async def test_all_places_of_the_city_are_there(
    tmp_path: Path, services: Services, imitation: Imitation
) -> None:
    await build(tmp_path / "kazan", services)
    catalogue = Catalogue.load(tmp_path / "kazan")
    assert set(imitation.world.places) <= set(catalogue.places)
    assert {place.city for place in catalogue.places.values()} == {"Казань"}
    assert catalogue.find_city("Qazan") == catalogue.find_city("Kazan") == "Казань"
    for item in imitation.world.places:
        place, labels = catalogue.places[item], imitation.world.items[item].labels
        assert place.name == labels.get("ru", labels.get("en"))
        assert place.about["ru"] == imitation.world.items[item].descriptions["ru"]
        assert place.articles["ru"].startswith("https://ru.wikipedia.org/wiki/")


async def test_schools_streets_and_factories_are_no_places(
    tmp_path: Path, services: Services
) -> None:
    await build(tmp_path / "kazan", services)
    names = [place.name for place in Catalogue.load(tmp_path / "kazan").places.values()]
    assert not [name for name in names if name.startswith(("Школа", "улица", "Завод"))]


async def test_the_best_known_come_first(
    tmp_path: Path, services: Services, imitation: Imitation
) -> None:
    area = dataclasses.replace(EVERYTHING, most=4)
    await build(tmp_path / "kazan", services, area)
    catalogue = Catalogue.load(tmp_path / "kazan")
    by_links = sorted(
        imitation.world.places,
        key=lambda item: (-len(imitation.world.items[item].sitelinks), int(item[1:])),
    )
    assert catalogue.cities["Казань"].sights == tuple(by_links[:4])
    assert set(catalogue.places) == set(by_links[:4])


async def test_only_the_kinds_asked_for(tmp_path: Path, services: Services) -> None:
    await build(tmp_path / "kazan", services, dataclasses.replace(EVERYTHING, kinds=["religion"]))
    categories = {p.category for p in Catalogue.load(tmp_path / "kazan").places.values()}
    assert categories == {"religion"}


async def test_every_photo_is_free_and_says_whose_it_is(
    tmp_path: Path, services: Services, imitation: Imitation
) -> None:
    await build(tmp_path / "kazan", services, photos=10)
    catalogue = Catalogue.load(tmp_path / "kazan")
    files = {file.key: file for file in imitation.world.files.values()}
    shown = [photo for own in catalogue.photos.values() for photo in own]
    assert len(shown) >= 4 * len(imitation.world.places)
    for photo in shown:
        assert photo.author
        assert photo.licence
        page = str(photo.page_url).rpartition("File:")[2]
        file = next(f for key, f in files.items() if quote(key, safe="/:,;@!$*()") == page)
        assert LICENCES[file.licence].free, file.name


async def test_addresses_are_listed_and_nothing_is_fetched_of_them(
    tmp_path: Path, services: Services, imitation: Imitation
) -> None:
    built = await build(tmp_path / "kazan", services)
    photos = Catalogue.load(tmp_path / "kazan").photos
    assert built.photos == sum(map(len, photos.values()))
    assert all(photo.url and photo.path is None for own in photos.values() for photo in own)
    assert not imitation.log.to("/upload/")


async def test_downloaded_photos_lie_in_the_catalogue(tmp_path: Path, services: Services) -> None:
    await build(tmp_path / "kazan", services, photos=2, download=True)
    for own in Catalogue.load(tmp_path / "kazan").photos.values():
        for photo in own:
            assert photo.path is not None
            assert photo.path.is_file()
            assert photo.sha256


async def test_a_second_time_changes_nothing_and_asks_nothing(
    tmp_path: Path, services: Services, imitation: Imitation
) -> None:
    await build(tmp_path / "kazan", services, photos=2, download=True)
    before, asked = contents(tmp_path / "kazan"), len(imitation.log)
    await build(tmp_path / "kazan", services, photos=2, download=True)
    assert contents(tmp_path / "kazan") == before
    assert len(imitation.log) == asked


async def test_enriching_what_was_built_changes_nothing(tmp_path: Path, services: Services) -> None:
    out = tmp_path / "kazan"
    await build(out, services, photos=2, download=True)
    before = contents(out)
    await enrich(out, services, Wanted(2, download=True), ImageLimits())
    assert contents(out) == before


async def test_the_manners_are_kept(
    tmp_path: Path, services: Services, imitation: Imitation
) -> None:
    await build(tmp_path / "kazan", services, photos=2, download=True)
    log = imitation.log
    assert log.most_in_flight <= 2
    assert not log.repeated()
    assert not log.without_maxlag()
    assert all("me@example.org" in agent for agent in log.user_agents())


async def test_what_stands_no_more_and_the_second_of_a_name_are_left_out(
    tmp_path: Path, services: Services, imitation: Imitation
) -> None:
    first = imitation.world.items[imitation.world.places[0]]
    here: dict[str, list[Statement]] = {name: first.claims[name] for name in ("P31", "P625")}
    imitation.world.add(Item("Q71", {"ru": first.labels["ru"]}, claims=here))
    ended = here | {"P576": ranked("+1931-00-00T00:00:00Z")}
    imitation.world.add(Item("Q72", {"ru": "Снесённая церковь"}, claims=ended))
    imitation.queries = type(imitation.queries)(imitation.world)
    built = await build(tmp_path / "kazan", services)
    assert not {"Q71", "Q72"} & set(Catalogue.load(tmp_path / "kazan").places)
    assert "Снесённая церковь (Q72) stands no more." in built.notes
    assert any("Q71" in note and "better known" in note for note in built.notes)


async def test_a_catalogue_changed_by_hand_is_not_built_over(
    tmp_path: Path, services: Services
) -> None:
    out = tmp_path / "kazan"
    await build(out, services)
    with (out / "places.csv").open("a", encoding="utf-8") as file:
        file.write("mine,Моя арка,,architecture,,Казань,,,\n")
    with pytest.raises(CatalogueError, match=r"places\.csv has been changed or added"):
        await build(out, services)
    assert "mine" in Catalogue.load(out).places


async def test_files_that_the_owner_has_added_are_not_lost(
    tmp_path: Path, services: Services
) -> None:
    out = tmp_path / "kazan"
    await build(out, services)
    (out / "NOTES.txt").write_text("…", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"NOTES\.txt has been changed or added"):
        await build(out, services)
    assert (out / "NOTES.txt").is_file()


async def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, services: Services) -> None:
    (tmp_path / "thesis.txt").write_text("…", encoding="utf-8")
    with pytest.raises(OccupiedError, match="holds something else"):
        await build(tmp_path, services)


async def test_a_city_that_nobody_knows_is_said_so(services: Services) -> None:
    with pytest.raises(CityError, match="no place with a position that is called Глупов"):
        await find_city(services, "Глупов")


async def test_a_city_is_found_by_its_id_and_namesakes_are_told(services: Services) -> None:
    by_id, none = await find_city(services, "q900")
    by_name, others = await find_city(services, "Казань")
    assert by_id.id == by_name.id == "Q900"
    assert not none
    assert [entity.id for entity in others] == ["Q4208888"]


async def test_where_there_is_nothing_it_is_said_so(tmp_path: Path, services: Services) -> None:
    nowhere: Any = dataclasses.replace(EVERYTHING, radius_km=0.001)
    with pytest.raises(CityError, match=r"within 0\.001 km of Казань; try a larger --radius"):
        await build(tmp_path / "kazan", services, nowhere)
    assert not (tmp_path / "kazan").exists()
