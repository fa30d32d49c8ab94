"""Places found by what their photos show: an image-text model and FAISS over its vectors."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.catalogue import Catalogue, Photo
from inference.images import ImageLimits
from inference.search.background import BACKGROUND
from inference.search.photo_cache import Vectors
from inference.search.photo_vectors import ImageTextEncoder, embed_photos

_NEAREST = 4096  # photos of which a query learns; those further away fit it no better than chance
_SAMPLE = 4096  # photos from which a query's spread is told
_LEAST_SPREAD = 1e-3  # of cosines
_PRIOR = 20  # how many photos it takes to believe their spread as much as the background's
_NORMAL_MAD = 1.4826  # a normal distribution's deviation in median absolute deviations
_ORDINARY, _MARGIN, _SLOPE = 2.0, 0.75, 3.0


@dataclass(frozen=True, slots=True)
class PhotoEvidence:
    """Per place, in the catalogue's order, each (places,).

    `likeness`, in 0..1, is of the photo that fits best: 0.5 where it begins to be more than chance,
    0 for places without a photo. `photo` is that photo's number in `catalogue.photos[place.id]`, -1
    for none.
    """

    likeness: NDArray[np.float32]
    photo: NDArray[np.intp]


class PhotoIndex:
    """The photos of a catalogue, asked by words. Safe to call from several threads.

    A cosine between words and a picture says little by itself: it is small, its range differs from
    model to model, some texts are near to every photo and some photos to every text. So it is
    standardised from both sides, as scores of speaker verification are (Auckenthaler et al., "Score
    normalization for text-independent speaker verification systems", 2000), and must pass both:

    - by the photo: how many standard deviations the text lies above what fixed texts about
      everyday things (`background`) have with the same photo. Two say that an ordinary text seldom
      fits so well. This needs no other photo, and photos all alike are not told apart by trifles;
    - by the text: how many deviations the photo lies above all photos, by the same measure. It has
      to pass what the best of so many photos reaches by chance (Blom's expected maximum of n normal
      values), else a text that fits nothing would fit one photo of a thousand, and a text near to
      everything all of them. Median and median deviation, so that a text which fits a third of the
      photos does not hide them; few photos tell no spread, so these start from 0 and 1 with the
      weight of `_PRIOR` photos.

    Likeness is the logistic function of how far the worse of the two has passed: 0.5 where it just
    has, 0.1 and 0.9 three quarters of a deviation away. The figures follow from this reasoning;
    they were not fitted on judged queries.
    """

    def __init__(
        self,
        model: ImageTextEncoder,
        vectors: Vectors,
        background: Vectors,
        owners: NDArray[np.intp],
        places: int,
        url_only: int = 0,
        unreadable: int = 0,
    ) -> None:
        """Index the unit rows (n, dim) of photos; `owners` (n, 2) are place and photo numbers.

        `background` (texts, dim) are unit rows of the texts to compare with.
        An inner product in the index is the text's deviation at the photo: (v·q - mean) / spread
        is that of (v / spread, -mean / spread) and (q, 1).
        """
        # It tells at INFO which processors it was not built for.
        logging.getLogger("faiss.loader").setLevel(logging.WARNING)
        import faiss  # here, not above: a slow import that not every program needs

        self._model = model
        self._owners = owners
        self._places = places
        self.url_only = url_only
        self.unreadable = unreadable
        cosines = vectors @ background.T  # (n, texts)
        mean = cosines.mean(axis=1, keepdims=True)
        spread = np.maximum(cosines.std(axis=1, keepdims=True), _LEAST_SPREAD)
        rows = np.ascontiguousarray(np.hstack([vectors, -mean]) / spread, dtype=np.float32)
        self._index: Any = faiss.IndexFlatIP(rows.shape[1])
        self._index.add(rows)
        self._sample = rows[:: max(1, len(rows) // _SAMPLE)].copy()
        # What the best of so many photos deviates by when the text fits none.
        count = max(len(rows), _PRIOR)
        self._chance = NormalDist().inv_cdf((count - 0.375) / (count + 0.25))

    @classmethod
    def build(
        cls,
        catalogue: Catalogue,
        model: ImageTextEncoder,
        cache: Path | None = None,
        progress: bool = True,
        limits: ImageLimits | None = None,
    ) -> PhotoIndex:
        """Look at every photo that is a file; those seen before are read from the folder `cache`.

        `url_only` counts the photos left out because they have no file, `unreadable` those that
        could not be read, of which the log has one line.
        """
        files: list[Photo] = []
        owners: list[tuple[int, int]] = []
        url_only = 0
        for place_number, place_id in enumerate(catalogue.places):
            for number, photo in enumerate(catalogue.photos.get(place_id, ())):
                if photo.path is None:
                    url_only += 1
                else:
                    files.append(photo)
                    owners.append((place_number, number))
        seen = embed_photos(files, BACKGROUND, model, cache, limits or ImageLimits(), progress)
        return cls(
            model,
            seen.vectors,
            seen.background,
            np.array(owners, dtype=np.intp).reshape(-1, 2)[seen.numbers],
            len(catalogue.places),
            url_only,
            len(files) - len(seen.numbers),
        )

    def __len__(self) -> int:
        """How many photos are searched."""
        return len(self._owners)

    def match(self, text: str) -> PhotoEvidence:
        """How well every place's best photo fits a text, in any language that the model reads."""
        likeness = np.zeros(self._places, dtype=np.float32)
        best = np.full(self._places, -1, dtype=np.intp)
        # Places whose photos are all too far away still have a first photo to show.
        places, firsts = np.unique(self._owners[:, 0], return_index=True)
        best[places] = self._owners[firsts, 1]
        if not len(self) or not text.strip():
            return PhotoEvidence(likeness, best)
        query = np.append(self._model.embed_texts([text])[0], np.float32(1.0))
        by_photo, rows = self._index.search(query[None], min(len(self), _NEAREST))
        found = self._likeness(by_photo[0], self._sample @ query)
        # From the worst to the best, so that each place keeps its best photo.
        for value, row in zip(found[::-1], rows[0][::-1], strict=True):
            place, number = self._owners[row]
            likeness[place], best[place] = value, number
        return PhotoEvidence(likeness, best)

    def _likeness(self, by_photo: Vectors, sample: Vectors) -> Vectors:
        """Deviations by the photo → likeness; `sample` are the deviations at photos in general."""
        median = float(np.median(sample))
        spread = _NORMAL_MAD * float(np.median(np.abs(sample - median)))
        trust = len(sample) / (len(sample) + _PRIOR)
        by_text = (by_photo - trust * median) / np.sqrt(trust * spread**2 + 1.0 - trust)
        above = np.minimum(by_photo - _ORDINARY, by_text - self._chance - _MARGIN)
        likeness: Vectors = 1.0 / (1.0 + np.exp(-_SLOPE * above))
        return likeness
