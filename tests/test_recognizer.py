from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from inference.bundled import CATALOGUE, MODEL
from inference.catalogue import Catalogue, Category
from inference.recognizer import ModelError, Recognizer
from inference.scorer import combine_categories
from tests.models import PLACES, picture_of, small_catalogue, write_untrained_model
from tests.pictures import summer_palace


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "model"
    write_untrained_model(path)
    return path


@pytest.fixture(scope="module")
def untrained(folder: Path) -> Recognizer:
    return Recognizer.load(folder, small_catalogue(), "cpu", "torch")


@pytest.fixture(scope="module")
def bundled() -> Recognizer:
    return Recognizer.load(MODEL, Catalogue.load(CATALOGUE), "cpu", "torch")


def test_two_loads_of_one_folder_answer_alike(folder: Path, untrained: Recognizer) -> None:
    again = Recognizer.load(folder, small_catalogue(), "cpu", "torch")
    inputs = [untrained.prepare(picture_of(place, 0)) for place in range(3)]
    assert again.recognize(inputs, [None] * 3) == untrained.recognize(inputs, [None] * 3)
    assert again.version == untrained.version


def test_a_batch_answers_as_its_photos_do_alone(untrained: Recognizer) -> None:
    inputs = [untrained.prepare(picture_of(place, 1)) for place in range(3)]
    together = untrained.recognize(inputs, [None, "Альфа", "Бета"])
    for single, city, answer in zip(inputs, [None, "Альфа", "Бета"], together, strict=True):
        alone = untrained.recognize([single], [city])[0]
        assert [g.place for g in alone.places] == [g.place for g in answer.places]
        assert alone.confidence == pytest.approx(answer.confidence, abs=1e-3)


def test_views_of_one_place_are_averaged_in_the_logits(untrained: Recognizer) -> None:
    inputs = [untrained.prepare(picture_of(place, 1)) for place in range(3)]
    scores = untrained.score(inputs)
    expected = scores.place_logits.mean(0).softmax(0)
    answer = untrained.recognize_views(inputs, k=100)
    shares = {guess.place.id: guess.probability for guess in answer.places}
    order = [place.id for place in untrained.labels.places]
    assert [shares[id_] for id_ in order] == pytest.approx(expected.tolist(), abs=1e-5)
    confidence = scores.confidence.logit(1e-6).mean().sigmoid()
    assert answer.confidence == pytest.approx(float(confidence), abs=1e-5)


def test_a_photo_seen_three_times_answers_as_once(untrained: Recognizer) -> None:
    photo = untrained.prepare(picture_of(1, 0))
    once = untrained.recognize([photo], ["Альфа"])[0]
    thrice = untrained.recognize_views([photo] * 3, "Альфа")
    assert [g.place for g in thrice.places] == [g.place for g in once.places]
    assert thrice.confidence == pytest.approx(once.confidence, abs=1e-3)
    assert [g.category for g in thrice.categories] == [g.category for g in once.categories]


def test_an_empty_picture_says_nothing_about_the_others(untrained: Recognizer) -> None:
    photo = untrained.prepare(picture_of(1, 0))
    empty = untrained.prepare(Image.new("RGB", (300, 300), "white"))
    alone, beside = untrained.recognize_views([photo]), untrained.recognize_views([empty, photo])
    assert beside.confidence == pytest.approx(alone.confidence, abs=1e-3)
    assert beside.places[0].probability == pytest.approx(alone.places[0].probability, abs=1e-3)
    assert untrained.recognize_views([empty, empty]).confidence == 0


def test_no_photos_get_no_answers(untrained: Recognizer) -> None:
    assert untrained.recognize([], []) == []


def test_a_city_is_needed_for_each_photo(untrained: Recognizer) -> None:
    with pytest.raises(ValueError, match="cities"):
        untrained.recognize([untrained.prepare(picture_of(0, 0))], [])


def test_the_city_filters_places_before_the_softmax(untrained: Recognizer) -> None:
    inputs = [untrained.prepare(picture_of(0, 0))]
    everywhere = untrained.recognize(inputs, [None])[0]
    within = untrained.recognize(inputs, ["Альфа"])[0]
    assert {g.place.city for g in within.places} == {"Альфа"}
    assert sum(g.probability for g in within.places) == pytest.approx(1.0)
    # The same scores renormalised: odds between two places do not depend on the filter.
    odds = {g.place.id: g.probability for g in everywhere.places}
    first, second = within.places
    assert first.probability / second.probability == pytest.approx(
        odds[first.place.id] / odds[second.place.id], rel=1e-3
    )


def test_the_city_changes_neither_categories_nor_confidence(untrained: Recognizer) -> None:
    inputs = [untrained.prepare(picture_of(1, 0))]
    answers = [untrained.recognize(inputs, [city])[0] for city in (None, "Альфа", "Нигде")]
    assert len({answer.categories for answer in answers}) == 1
    assert len({answer.confidence for answer in answers}) == 1


def test_a_city_without_known_places_gets_no_places(untrained: Recognizer) -> None:
    answer = untrained.recognize([untrained.prepare(picture_of(1, 0))], ["Нигде"])[0]
    assert answer.places == ()
    assert not answer.known
    assert len(answer.categories) == 3


def test_no_more_places_than_asked_for(untrained: Recognizer) -> None:
    answer = untrained.recognize([untrained.prepare(picture_of(1, 0))], [None], k=2)[0]
    assert len(answer.places) == 2
    assert answer.places[0].probability >= answer.places[1].probability


def test_places_that_the_catalogue_lacks_are_left_out_with_one_warning(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="inference"):
        recognizer = Recognizer.load(folder, small_catalogue(PLACES[:2]), "cpu", "torch")
    assert len(caplog.records) == 1
    assert "b-tower" in caplog.text
    assert recognizer.cities == {"Альфа"}
    answer = recognizer.recognize([recognizer.prepare(picture_of(2, 0))], [None])[0]
    assert {g.place.id for g in answer.places} == {"a-tower", "a-church"}
    assert sum(g.probability for g in answer.places) == pytest.approx(1.0)


def test_a_category_that_the_catalogue_lacks_is_an_error(folder: Path) -> None:
    catalogue = small_catalogue()
    other = Category("museums", "музей", "museum", "🖼️")
    with pytest.raises(ModelError, match="does not have"):
        Recognizer.load(folder, replace(catalogue, categories={other.id: other}), "cpu")


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA GPU")
def test_asking_for_a_gpu_that_is_not_there_is_an_error(folder: Path) -> None:
    with pytest.raises(ModelError, match="CUDA"):
        Recognizer.load(folder, small_catalogue(), "cuda")


def test_an_unknown_device_is_an_error(folder: Path) -> None:
    with pytest.raises(ModelError, match="tpu"):
        Recognizer.load(folder, small_catalogue(), "tpu")


def test_photos_of_any_shape_become_views_of_one_shape(untrained: Recognizer) -> None:
    for size in ((16, 16), (1000, 20), (20, 1000), (641, 479)):
        views = untrained.prepare(Image.new("RGB", size))
        assert views.shape == (2, 3, 288, 288)
        assert views.dtype == torch.uint8


def test_categories_mix_the_own_head_with_the_places() -> None:
    own = torch.tensor([[0.5, 0.3, 0.2]]).log()
    places = torch.tensor([[0.1, 0.2, 0.7]]).log()
    mixed = combine_categories(own, places, torch.tensor([0, 2, 2]), 0.5)
    assert torch.allclose(mixed, torch.tensor([[0.3, 0.15, 0.55]]), atol=1e-6)


def test_the_bundled_model_recognises_the_summer_palace(bundled: Recognizer) -> None:
    with Image.open(summer_palace()) as image:
        answer = bundled.recognize([bundled.prepare(image.convert("RGB"))], [None])[0]
    assert answer.known
    assert answer.places[0].place.name == "Летний дворец"
    assert answer.places[0].place.city == "Пекин"
    assert answer.places[0].probability > 0.8
    assert answer.categories[0].category.id == "gardens_and_parks"
    assert sum(g.probability for g in answer.categories) <= 1.0 + 1e-6


def test_a_known_place_outside_the_chosen_city_is_told_apart(bundled: Recognizer) -> None:
    with Image.open(summer_palace()) as image:
        palace = bundled.prepare(image.convert("RGB"))
    strange = bundled.prepare(page_of_text())
    away, nowhere, home, unknown = bundled.recognize(
        [palace, palace, palace, strange], ["Порту", "Владимир", "Пекин", "Порту"]
    )
    for answer in (away, nowhere):
        assert answer.elsewhere is not None
        assert answer.elsewhere.place.name == "Летний дворец"
    assert {guess.place.city for guess in away.places} == {"Порту"}
    assert (nowhere.known, nowhere.places) == (False, ())
    assert home.elsewhere is None
    assert unknown.elsewhere is None


def chart() -> Image.Image:
    image = Image.new("RGB", (800, 600), "white")
    draw = ImageDraw.Draw(image)
    for x, height in zip(range(80, 740, 110), (120, 300, 220, 400, 90, 350), strict=True):
        draw.rectangle((x, 550 - height, x + 70, 550), fill="teal")
    draw.line((60, 20, 60, 555, 780, 555), fill="black", width=3)
    return image


def page_of_text() -> Image.Image:
    image = Image.new("RGB", (700, 900), "white")
    draw = ImageDraw.Draw(image)
    for line in range(40):
        draw.text((30, 20 + line * 21), f"{line}: a line of plain text on a page", fill="black")
    return image


def unrelated_pictures() -> dict[str, Image.Image]:
    random = np.random.default_rng(0)
    noise = Image.fromarray(random.integers(0, 256, (300, 400, 3), dtype=np.uint8))
    gradient = Image.linear_gradient("L").resize((400, 300)).convert("RGB")
    colours = ("white", "black", "grey", "skyblue", "navy", "green", "beige")
    flat = {name: Image.new("RGB", (400, 300), name) for name in colours}
    flat["chart"], flat["text"] = chart(), page_of_text()
    with Image.open(summer_palace().with_name("flower.jpg")) as flower:
        return {"noise": noise, "gradient": gradient, "flower": flower.convert("RGB"), **flat}


def test_the_bundled_model_knows_no_unrelated_picture(bundled: Recognizer) -> None:
    pictures = unrelated_pictures()
    inputs = [bundled.prepare(image) for image in pictures.values()]
    answers = bundled.recognize(inputs, [None] * len(inputs))
    known = [name for name, answer in zip(pictures, answers, strict=True) if answer.known]
    assert known == []


def test_the_bundled_model_knows_all_48_places_of_the_world_and_six_churches(
    bundled: Recognizer,
) -> None:
    assert len(bundled.place_ids) == 54
    assert "Ярославль" in bundled.cities
    assert len(bundled.cities) == 22


def test_the_bundled_model_fits_the_budget_of_size() -> None:
    files = [path for path in MODEL.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 12 * 1024 * 1024
    assert {path.suffix for path in files} <= {".safetensors", ".json", ".md", ".png"}
