"""An owner's catalogue enriched, on a local imitation of Wikidata and Commons."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inference import bundled
from inference.catalogue import Catalogue
from inference.enrichment.decisions import CANDIDATES
from inference.enrichment.enriching import Report, Wanted, enrich
from inference.images import ImageLimits
from inference.wikimedia.errors import ServiceAwayError
from inference.wikimedia.services import Services
from tests.enrichment.things import read_table, write_table
from tests.wikimedia.imitation import Fault, Imitation

COLUMNS = ("id", "name", "category", "city", "lat", "lon", "wikidata")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    shutil.copy(bundled.CATALOGUE / "categories.csv", folder)
    return folder


def place(imitation: Imitation, number: int, **own: str) -> tuple[str, ...]:
    """A row of `places.csv` for a place of the made-up city, as an owner may have it."""
    item = imitation.world.places[number]
    at = imitation.world.position(item)
    row = {
        "id": f"own-{number}",
        "name": imitation.world.items[item].labels["ru"],
        "category": "other",
        "city": "Казань",
        "lat": f"{at.lat}",
        "lon": f"{at.lon}",
        "wikidata": "",
    } | own
    return tuple(row[column] for column in COLUMNS)


async def run(folder: Path, services: Services, photos: int = 2) -> Report:
    return await enrich(folder, services, Wanted(photos), ImageLimits())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_a_place_with_an_id_gets_names_lines_articles_and_photos(
    folder: Path, services: Services, imitation: Imitation
) -> None:
    item = imitation.world.items[imitation.world.places[0]]
    write_table(folder / "places.csv", COLUMNS, place(imitation, 0, wikidata=item.id))
    report = await run(folder, services)
    catalogue = Catalogue.load(folder)
    found = catalogue.places["own-0"]
    assert found.names["en"] == item.labels["en"]
    assert dict(found.about) == {key: item.descriptions[key] for key in ("ru", "en")}
    assert found.articles["ru"].startswith("https://ru.wikipedia.org/")
    assert len(catalogue.photos["own-0"]) == 2
    assert (report.photos, report.without_photos) == (2, ())


async def test_a_place_without_an_id_is_found_by_position_and_name(
    folder: Path, services: Services, imitation: Imitation
) -> None:
    write_table(folder / "places.csv", COLUMNS, place(imitation, 1))
    report = await run(folder, services)
    assert Catalogue.load(folder).places["own-1"].wikidata == imitation.world.places[1]
    assert [c.wikidata for c in report.identified.accepted] == [imitation.world.places[1]]


async def test_what_is_only_alike_waits_for_a_person_whose_word_counts(
    folder: Path, services: Services, imitation: Imitation
) -> None:
    item = imitation.world.places[1]
    longer = imitation.world.items[item].labels["ru"] + " имени Иванова"
    write_table(folder / "places.csv", COLUMNS, place(imitation, 1, name=longer))
    assert (await run(folder, services)).waiting == 1
    assert Catalogue.load(folder).places["own-1"].wikidata is None
    (row,) = read_table(folder / CANDIDATES)
    assert row["wikidata"] == item
    write_table(folder / CANDIDATES, [*row], [*{**row, "decision": "да"}.values()])
    assert (await run(folder, services)).waiting == 0
    assert Catalogue.load(folder).places["own-1"].wikidata == item


async def test_a_place_far_from_everything_stays_as_it_is(
    folder: Path, services: Services, imitation: Imitation
) -> None:
    write_table(folder / "places.csv", COLUMNS, place(imitation, 1, lat="-40.0", lon="170.0"))
    before = (folder / "places.csv").read_bytes()
    report = await run(folder, services)
    assert (folder / "places.csv").read_bytes() == before
    assert report.without_photos == ("own-1",)
    assert not (folder / "aliases.csv").exists()


async def test_positions_that_differ_are_told_and_missing_ones_filled(
    folder: Path, services: Services, imitation: Imitation
) -> None:
    first, second = imitation.world.places[:2]
    write_table(
        *(folder / "places.csv", COLUMNS),
        place(imitation, 0, wikidata=first, lat="55.0", lon="49.0"),
        place(imitation, 1, wikidata=second, lat="", lon=""),
    )
    report = await run(folder, services)
    assert list(report.moved) == ["own-0"]
    places = Catalogue.load(folder).places
    assert places["own-0"].lat == 55.0
    assert places["own-1"].lat == imitation.world.position(second).lat


async def test_an_item_that_does_not_exist_is_told(
    folder: Path, services: Services, imitation: Imitation
) -> None:
    write_table(folder / "places.csv", COLUMNS, place(imitation, 0, wikidata="Q999999999"))
    assert (await run(folder, services)).identified.missing == ("own-0",)


async def test_photos_of_the_owner_count(
    folder: Path, services: Services, imitation: Imitation
) -> None:
    item = imitation.world.places[0]
    write_table(folder / "places.csv", COLUMNS, place(imitation, 0, wikidata=item))
    write_table(folder / "photos.csv", ("place_id", "path"), ("own-0", "photos/mine.jpg"))
    await run(folder, services, photos=3)
    rows = read_table(folder / "photos.csv")
    assert [row["path"] for row in rows] == ["photos/mine.jpg", "", ""]


async def test_a_second_time_changes_nothing(
    folder: Path, services: Services, imitation: Imitation
) -> None:
    rows = [place(imitation, number) for number in range(6)]
    write_table(folder / "places.csv", COLUMNS, *rows)
    await run(folder, services)
    before = contents(folder)
    asked = len(imitation.log)
    await run(folder, services)
    assert contents(folder) == before
    # What was found by name and position the first time is now asked for by its id, with others.
    assert all(request.path.endswith("api.php") for request in imitation.log.requests[asked:])
    await run(folder, services)
    assert not imitation.log.repeated()


async def test_when_the_services_stay_away_nothing_is_written(
    folder: Path, services: Services, imitation: Imitation
) -> None:
    write_table(folder / "places.csv", COLUMNS, place(imitation, 0))
    before = contents(folder)
    imitation.fail_next(*[Fault.BAD_GATEWAY] * 30)
    with pytest.raises(ServiceAwayError, match="run the command again: it goes on where it was"):
        await run(folder, services)
    assert contents(folder) == before
