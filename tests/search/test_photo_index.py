from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inference.catalogue import Catalogue, Photo
from inference.image_text import ImageTextModel
from inference.search.background import BACKGROUND
from inference.search.photo_index import PhotoIndex
from tests.backbones.vision_models import save_image_text_model
from tests.search.colours import COLOURS, ColourModel, catalogue_of, coloured


def index_of(catalogue: Catalogue, model: ColourModel | None = None) -> PhotoIndex:
    return PhotoIndex.build(catalogue, model or ColourModel(), progress=False)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> PhotoIndex:
    """Three hundred photos in red, green and blue, and one in yellow."""
    folder = tmp_path_factory.mktemp("many")
    names = ("red", "green", "blue")
    places = {f"p{i}": [names[i % 3], names[i % 3]] for i in range(150)}
    return index_of(coloured(folder, **places, gold=["yellow"]))


@pytest.mark.parametrize(
    ("text", "places"),
    [("красная башня", [0]), ("жёлтый дворец", [1]), ("blue roof", [2]), ("зелёные купола", [])],
)
def test_a_place_is_found_by_what_its_photo_shows_whatever_its_name(
    tmp_path: Path, text: str, places: list[int]
) -> None:
    found = index_of(coloured(tmp_path, a=["red"], b=["yellow"], c=["blue"])).match(text)
    assert np.flatnonzero(found.likeness > 0.5).tolist() == places


def test_the_photo_that_fits_is_named(tmp_path: Path) -> None:
    index = index_of(coloured(tmp_path, a=["red", "blue", "green white"], b=["yellow"]))
    assert index.match("синее").photo.tolist() == [1, 0]
    assert index.match("белое").photo[0] == 2
    assert index.match("красное").photo[0] == 0


def test_one_photo_among_many_is_found(many: PhotoIndex) -> None:
    found = many.match("жёлтый дворец")
    assert found.likeness.argmax() == 150
    assert found.likeness[150] > 0.8
    assert np.partition(found.likeness, -2)[-2] < 0.5


def test_what_fits_a_third_of_the_photos_fits_them_all_the_same(many: PhotoIndex) -> None:
    red = np.arange(151) % 3 == 0
    red[150] = False
    found = many.match("красная площадь").likeness
    assert (found[red] > 0.5).mean() > 0.9
    assert (found[~red] < 0.1).all()


def test_what_fits_nothing_finds_nothing_however_many_photos_there_are(many: PhotoIndex) -> None:
    best = [many.match(f"отчёт номер {i}").likeness.max() for i in range(100)]
    assert np.median(best) < 0.2
    assert np.mean(np.array(best) > 0.5) < 0.15


def test_a_text_near_to_every_photo_is_no_better_than_one_near_to_none(tmp_path: Path) -> None:
    class Flattered(ColourModel):
        """Another model's cosines: all moved up and drawn together, as one has a narrower range."""

        def _vector(self, shares: np.ndarray, seed: bytes) -> np.ndarray:
            vector = 0.5 * super()._vector(shares, seed)
            vector[-1] = 2.0
            return vector / np.linalg.norm(vector)

    catalogue = coloured(tmp_path, a=["red"], b=["yellow"], c=["blue"])
    plain = index_of(catalogue).match("красная").likeness
    moved = index_of(catalogue, Flattered()).match("красная").likeness
    assert moved == pytest.approx(plain, abs=0.15)


def test_words_that_fit_every_photo_alike_find_none(tmp_path: Path) -> None:
    class Photographer(ColourModel):
        """All photos, and the word «снимок», have something in common that other texts lack."""

        def embed_photos(self, images: Sequence[Image.Image]) -> np.ndarray:
            return self._shared(super().embed_photos(images))

        def embed_texts(self, texts: Sequence[str]) -> np.ndarray:
            vectors = super().embed_texts(texts)
            return np.where([["снимок" in text] for text in texts], self._shared(vectors), vectors)

        @staticmethod
        def _shared(vectors: np.ndarray) -> np.ndarray:
            vectors = vectors + np.eye(1, ColourModel.dim, 20, dtype=np.float32)
            return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))

    names = ("red", "green", "blue", "yellow")
    places = {f"p{i}": [names[i % 4]] for i in range(80)}
    index = index_of(coloured(tmp_path, **places), Photographer())
    assert (index.match("снимок").likeness > 0.5).mean() < 0.05
    assert (index.match("жёлтый снимок").likeness > 0.5).sum() > 15


def test_photos_all_alike_are_not_told_apart_by_trifles() -> None:
    random = np.random.default_rng(0)
    model = ColourModel()
    report = model.embed_texts(["отчёт"])[0]
    common = random.normal(size=model.dim)
    common -= common @ report * report
    vectors = common + random.normal(size=(300, model.dim)) * 0.02
    vectors[7] += 0.15 * report * np.linalg.norm(common)
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    owners = np.stack([np.arange(300), np.zeros(300, np.intp)], axis=1)
    index = PhotoIndex(model, vectors, model.embed_texts(BACKGROUND), owners, 300)
    found = index.match("отчёт").likeness
    assert found.argmax() == 7
    assert found.max() < 0.5


def test_places_without_files_have_no_likeness_and_no_photo(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    by_file = coloured(tmp_path, a=["red"]).photos["a"]
    by_url = Photo("b", url="https://example.org/b.jpg")
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"not a picture")
    catalogue = catalogue_of(
        {
            "c": [],
            "b": [by_url],
            "a": [by_url, *by_file],
            "d": [Photo("d", broken), Photo("d", tmp_path / "gone.jpg")],
        }
    )
    index = index_of(catalogue)
    assert (len(index), index.url_only, index.unreadable) == (1, 2, 2)
    assert len(caplog.messages) == 1
    assert "2 of 3 photos" in caplog.messages[0]
    assert "broken.jpg" in caplog.messages[0]
    found = index.match("красное")
    assert found.photo.tolist() == [-1, -1, 1, -1]
    assert found.likeness[[0, 1, 3]].tolist() == [0, 0, 0]
    assert found.likeness[2] > 0.5


@pytest.mark.parametrize("photos", [{}, {"a": [], "b": []}])
def test_a_catalogue_without_photos_answers(photos: dict[str, list[Photo]]) -> None:
    found = index_of(catalogue_of(photos)).match("красное")
    assert found.likeness.tolist() == [0.0] * len(photos)
    assert found.photo.tolist() == [-1] * len(photos)


def test_an_empty_text_fits_nothing(many: PhotoIndex) -> None:
    assert not many.match("  ").likeness.any()


def test_likeness_is_a_share_for_any_text(many: PhotoIndex) -> None:
    for text in ("🙂", "красн " * 1000, "\x00", *COLOURS):
        found = many.match(text).likeness
        assert found.dtype == np.float32
        assert ((found >= 0) & (found <= 1)).all()


def test_threads_are_answered_as_one_is(many: PhotoIndex) -> None:
    texts = ["красное", "синее", "жёлтое", "отчёт"] * 8
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(many.match, texts))
    for text, found in zip(texts, together, strict=True):
        assert np.array_equal(found.likeness, many.match(text).likeness)


def test_the_background_is_of_different_texts_that_name_no_colour() -> None:
    assert len(set(BACKGROUND)) == len(BACKGROUND) >= 40
    model = ColourModel()
    assert np.abs(model.embed_texts(BACKGROUND)[:, : len(COLOURS)]).max() < 0.7


@pytest.mark.parametrize("kind", ["clip", "siglip"])
def test_a_model_from_disk_takes_part(kind: str, tmp_path: Path) -> None:
    save_image_text_model(kind, tmp_path / "model", ("красный собор",))
    model = ImageTextModel.load(str(tmp_path / "model"), "cpu")
    catalogue = coloured(tmp_path, a=["red", "blue"], b=[], c=["green"])
    first = PhotoIndex.build(catalogue, model, tmp_path / "cache", progress=False)
    found = first.match("Красный собор")
    assert ((found.likeness >= 0) & (found.likeness <= 1)).all()
    assert found.likeness[1] == 0
    assert found.photo[1] == -1
    again = PhotoIndex.build(catalogue, model, tmp_path / "cache", progress=False)
    assert np.allclose(again.match("Красный собор").likeness, found.likeness, atol=1e-4)
