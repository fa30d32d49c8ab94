"""The recogniser: photos in, categories and places with calibrated probabilities out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from inference.backends import BackendError, Network, open_network
from inference.catalogue import Catalogue
from inference.device import DeviceError, one_thread, select_device
from inference.device_decoding import DecoderError, JpegDecoder, open_decoder
from inference.device_decoding.photos import DevicePhotos
from inference.evidence import signs
from inference.model_files import Model, ModelError, load_model
from inference.preprocessing import MIN_DETAIL, detail, make_views, stacked
from inference.recognition import Recognition
from inference.scorer import combine_categories
from inference.scores import Scores
from inference.wording import Wording

__all__ = ["ModelError", "Recognizer"]


class Recognizer:
    """A loaded model over a catalogue's places.

    `device` is where the network runs and `backend` what runs it, `version` a short hash of the
    weights, `place_ids` the places that the model knows and the catalogue has, `cities` those in
    which it knows one; `labels` are all that the model has, in the order of its scores.
    `batch` is how many photos it likes at once. `device_photos` makes views of files, where JPEGs
    are decoded on the device; without it they are decoded first and given to `prepare`, which they
    should reach with at least `input_side` pixels a side. All may be called from several threads.
    """

    def __init__(
        self,
        model: Model,
        catalogue: Catalogue,
        device: torch.device,
        network: Network | None = None,
        decoder: JpegDecoder | None = None,
    ) -> None:
        """Without a `network` it is torch's, on the device; without a `decoder` Pillow's alone."""
        self._network = network or open_network(model.backbone, device, "torch")
        self.device = device
        self.backend = self._network.name
        self.batch, self.step = self._network.batch, self._network.step
        self.version = model.version
        labels = model.labels
        self.labels = labels
        self.input_side = labels.backbone.input_side
        self.device_photos = None if decoder is None else DevicePhotos(decoder, labels.backbone)
        self._model = model
        self._sparse = torch.tensor([place.sparse for place in labels.places])
        order = {category: i for i, category in enumerate(labels.categories)}
        self._category_of_place = torch.tensor([order[c] for c in labels.place_categories])
        self._wording = Wording(labels, catalogue)
        self.place_ids, self.cities = self._wording.place_ids, self._wording.cities

    @classmethod
    def load(
        cls,
        folder: Path,
        catalogue: Catalogue,
        device: str = "auto",
        backend: str = "auto",
        cache: Path | None = None,
        jpeg_decoder: str = "pillow",
    ) -> Recognizer:
        """Read a model folder. Raises ModelError, one sentence, if something is unusable.

        `backend` and `cache` are as `open_network` takes them, `jpeg_decoder` as `open_decoder`.
        """
        try:
            chosen = select_device(device)
            model = load_model(folder)
            network = open_network(model.backbone, chosen, backend, model.version, cache)
            decoder = open_decoder(jpeg_decoder, chosen)
        except (DeviceError, BackendError, DecoderError) as error:
            raise ModelError(str(error)) from error
        return cls(model, catalogue, chosen, network, decoder)

    def prepare(self, image: Image.Image) -> Tensor:
        """An upright RGB image → the views that its model looks at, uint8 (V, 3, S, S)."""
        spec = self.labels.backbone
        return make_views(image, spec.view_side, cropped=spec.looks > 1)

    def score(self, inputs: Sequence[Tensor]) -> Scores:
        """Scores of one batch of prepared photos, one at least, over every label of the model."""
        with torch.inference_mode():
            with one_thread():
                views = stacked(inputs)
            looks = self._network.look(views)
        with torch.inference_mode(), one_thread():
            # Photos of fog have taught the heads that an empty picture is a certain mountain.
            blank = detail(views).cpu() < MIN_DETAIL
            return self._scores(self._model.backbone.embed(looks), blank)

    def recognize(
        self, inputs: Sequence[Tensor], cities: Sequence[str | None], k: int = 5
    ) -> list[Recognition]:
        """Answers for one batch of prepared photos, each within its city (None: everywhere)."""
        if len(inputs) != len(cities):
            raise ValueError("as many cities as photos are needed")
        if not inputs:
            return []
        scores = self.score(inputs)
        with torch.inference_mode(), one_thread():
            return [
                self._worded(categories, places, confidence, city, k)
                for categories, places, confidence, city in zip(
                    scores.category_probabilities,
                    scores.place_logits,
                    scores.confidence.tolist(),
                    cities,
                    strict=True,
                )
            ]

    def recognize_views(
        self, inputs: Sequence[Tensor], city: str | None = None, k: int = 5
    ) -> Recognition:
        """One answer for several prepared photos, one at least, of one place.

        Their logits are averaged before the softmax, those of the confidence too: a product of
        experts, in which a view that tells little says little. Pictures without anything in them
        are left out.
        """
        scores = self.score(inputs)
        clear = scores.confidence > 0
        if not clear.any():
            return self.recognize(inputs[:1], [city], k)[0]
        seen = scores.select(clear)
        places = seen.place_logits.mean(0, keepdim=True)
        categories = self._category_probabilities(
            seen.category_logits.mean(0, keepdim=True), places
        )
        confidence = float(seen.confidence.logit(1e-6).mean().sigmoid())
        return self._worded(categories[0], places[0], confidence, city, k)

    def _scores(self, embeddings: Tensor, blank: Tensor) -> Scores:
        scorer, rule, calibration = self._model.scorer, self._model.rule, self.labels.calibration
        found = scorer.evidence(embeddings)
        raised = scorer.place_scores(found, calibration.neighbour_weight)
        signed = signs(raised, found.cosines, found.similarities, scorer.bank, self._sparse)
        confidence = rule.confidence(signed).masked_fill(blank, 0.0)
        places = raised / calibration.place_temperature
        logits = found.category_logits
        categories = self._category_probabilities(logits, places)
        return Scores(categories, logits, places, raised, confidence, rule.threshold)

    def _category_probabilities(self, logits: Tensor, places: Tensor) -> Tensor:
        """Category logits (B, C), uncalibrated, and calibrated place logits (B, P) → (B, C)."""
        calibration = self.labels.calibration
        return combine_categories(
            logits / calibration.category_temperature,
            places,
            self._category_of_place,
            calibration.category_from_places,
        )

    def _worded(
        self, categories: Tensor, places: Tensor, confidence: float, city: str | None, k: int
    ) -> Recognition:
        knows = confidence >= self._model.rule.threshold
        return self._wording.answer(categories, places, confidence, knows, city, k)
