"""A service that works as the one this project replaces, written anew to compare speeds with.

MobileNetV3-large in float32, one photo at a time, decoded in full and squashed to 224×224; a
text encoder of rubert-tiny2's shape and a flat index over the city's names, built for every query;
all of it inside the async handlers. Its weights are random, so its answers mean nothing. The
pictures that it sends are small, so that search is compared and not the sending of megabytes.

    python benchmarks/reference_service.py --port 8001 --photos FOLDER
"""

from __future__ import annotations

import argparse
import base64
import io
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import faiss
import numpy as np
import torch
import transformers
import uvicorn
from fastapi import FastAPI, File, Form, UploadFile
from fastapi.responses import JSONResponse
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from inference import Catalogue, Place, bundled
from inference._torchvision import models
from inference.bench.pictures import Pictures, made_up_pictures, read_pictures

SIDE, FIVE, PICTURE_SIDE = 224, 5, 320
CATEGORIES, NAMES = 25, 387
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
RUBERT_TINY2 = transformers.BertConfig(
    vocab_size=83828,
    hidden_size=312,
    num_hidden_layers=3,
    num_attention_heads=12,
    intermediate_size=600,
    max_position_embeddings=2048,
)


class PhotoModel(nn.Module):
    """A batch of one, (1, 3, 224, 224) → logits of categories (25,) and of names (387,)."""

    def __init__(self) -> None:
        super().__init__()
        network = models.mobilenet_v3_large(weights=None)
        self.features, self.pool = network.features, network.avgpool
        self.categories, self.names = nn.Linear(960, CATEGORIES), nn.Linear(960, NAMES)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        embedding = self.pool(self.features(pixels)).flatten(1)
        return self.categories(embedding)[0], self.names(embedding)[0]


class TextModel:
    """Texts → embeddings (N, 312), the first token's, of length 1."""

    def __init__(self, names: Sequence[str]) -> None:
        self._tokenizer = transformers.BertTokenizer(vocab=vocabulary(names), do_lower_case=True)
        self._network = transformers.BertModel(RUBERT_TINY2)
        self._network.requires_grad_(False).eval()  # type: ignore[no-untyped-call]  # untyped library

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        tokens = self._tokenizer(list(texts), padding=True, truncation=True, return_tensors="pt")
        with torch.inference_mode():
            first = self._network(**tokens).last_hidden_state[:, 0]
        vectors: NDArray[np.float32] = nn.functional.normalize(first).numpy()
        return vectors


def vocabulary(names: Sequence[str]) -> dict[str, int]:
    """WordPiece over the words of the names: beginnings, endings and single characters."""
    words = sorted({word for name in names for word in name.lower().split()})
    characters = sorted({c for word in words for c in word} | set(map(chr, range(97, 123))))
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters]
    pieces += [f"##{c}" for c in characters]
    for word in words:
        pieces += [word[:i] for i in range(2, len(word) + 1)]
        pieces += [f"##{word[i:]}" for i in range(2, len(word) - 1)]
    unique = list(dict.fromkeys(pieces))[: RUBERT_TINY2.vocab_size]
    return {piece: number for number, piece in enumerate(unique)}


def build_app(catalogue: Catalogue, pictures: Pictures) -> FastAPI:
    app = FastAPI()
    photo_model = PhotoModel().eval()
    places = list(catalogue.places.values())
    text_model = TextModel([place.name for place in places])
    vectors = text_model.encode([place.name for place in places])
    small = [shrunk(data) for data in pictures.files]
    mean, std = (torch.tensor(values).view(3, 1, 1) for values in (MEAN, STD))

    @app.post("/search/by_image")
    async def by_image(
        image_file: Annotated[UploadFile, File()],
        city: Annotated[str, Form()] = "Нижний Новгород",
    ) -> Any:
        if city not in catalogue.cities:
            return unknown(city)
        image = Image.open(io.BytesIO(await image_file.read())).convert("RGB")
        pixels = torch.from_numpy(np.array(image.resize((SIDE, SIDE)))).permute(2, 0, 1) / 255
        with torch.inference_mode():
            of_categories, of_names = photo_model(((pixels - mean) / std)[None])
        best = of_categories.topk(FIVE)
        chances = best.values.softmax(0).tolist()
        names = [places[i % len(places)] for i in of_names.topk(FIVE).indices.tolist()]
        ids = list(catalogue.categories)
        return {
            "cats_probs": [
                {"category": ids[i % len(ids)], "probability": chance}
                for i, chance in zip(best.indices.tolist(), chances, strict=True)
            ],
            "names_coords": [where(place) for place in names],
        }

    @app.post("/search/by_text")
    async def by_text(
        text: Annotated[str, Form()], city: Annotated[str, Form()] = "Нижний Новгород"
    ) -> Any:
        if city not in catalogue.cities:
            return unknown(city)
        own = [i for i, place in enumerate(places) if place.city == city]
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors[own])
        _, found = index.search(text_model.encode([text]), min(FIVE, len(own)))
        return {"result": [{**where(places[own[i]]), "encoded_img": drawn()} for i in found[0]]}

    def drawn() -> str:
        return base64.b64encode(random.choice(small)).decode()  # noqa: S311  # no secret

    return app


def where(place: Place) -> dict[str, Any]:
    return {"sight_name": place.name, "lon": place.lon, "lat": place.lat}


def unknown(city: str) -> JSONResponse:
    return JSONResponse({"message": f"There is no city {city}."}, status_code=404)


def shrunk(data: bytes) -> bytes:
    image = Image.open(io.BytesIO(data))
    image.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--photos", type=Path, metavar="FOLDER", help="of JPEG files to answer")
    options = parser.parse_args()
    pictures = (
        read_pictures(options.photos, 64) if options.photos is not None else made_up_pictures(12)
    )
    app = build_app(Catalogue.load(bundled.CATALOGUE), pictures)
    uvicorn.run(app, host="127.0.0.1", port=options.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
