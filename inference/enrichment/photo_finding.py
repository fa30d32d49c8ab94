"""Photos of places on Commons: the main image of the item, its category, else what lies near."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from inference.catalogue import Place
from inference.enrichment.photo_choice import choose_photos
from inference.enrichment.progress import for_each
from inference.errors import UserError
from inference.naming import fold_name
from inference.wikimedia.action_api import ActionApi
from inference.wikimedia.commons import CommonsFile, files_near, files_of_category, read_files
from inference.wikimedia.entities import Entity
from inference.wikimedia.errors import ServiceAwayError

# Photos around a place that has no category; they must name it too.
_NEAR_M = 200
# A shorter name, such as «Мост», names too much.
_SHORTEST_NAME = 6


async def find_photos(
    commons: ActionApi,
    places: Sequence[Place],
    entities: Mapping[str, Entity],
    most: int,
    note: Callable[[str], None],
) -> dict[str, list[CommonsFile]]:
    """At most `most` usable photos a place, the best first; `note` is told what went wrong."""
    titles = {p.id: f"File:{e.image}" for p in places if (e := entities.get(p.id)) and e.image}
    main = await read_files(commons, list(dict.fromkeys(titles.values())))

    async def of_place(place: Place) -> list[CommonsFile]:
        entity = entities.get(place.id)
        try:
            others = await _others(commons, place, entity)
        except ServiceAwayError:
            raise
        except UserError as error:
            note(f"{place.name}: {error}")
            others = []
        return choose_photos(place, entity, main.get(titles.get(place.id, "")), others, most)

    found = await for_each(places, of_place, "looking for photos", "places")
    return {place.id: files for place, files in zip(places, found, strict=True)}


async def _others(commons: ActionApi, place: Place, entity: Entity | None) -> list[CommonsFile]:
    if entity is not None and entity.commons_category is not None:
        files = await files_of_category(commons, entity.commons_category)
        # A category that has another name by now is an empty page, which the API does not tell.
        if files:
            return files
    if place.lat is None or place.lon is None:
        return []
    near = await files_near(commons, place.lat, place.lon, _NEAR_M)
    return [file for file in near if _names(place, file)]


def _names(place: Place, file: CommonsFile) -> bool:
    """Whether a photo's title or description says one of the place's names, word for word."""
    said = f" {fold_name(file.title)} {fold_name(file.description)} "
    names = (fold_name(name) for name in (place.name, *place.names.values(), *place.aliases))
    return any(len(name) >= _SHORTEST_NAME and f" {name} " in said for name in names)
