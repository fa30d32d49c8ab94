"""What computes the photo model, side by side: how long a photo takes, and how the answers change.

`python benchmarks/compare_backends.py DATASET [--model FOLDER] [--split test] [--json]`

Times are of the network alone, medians of rounds in which the variants take turns, so that noise
meets all alike; CPU time is that of all threads. Answers are compared with torch's in float32.
int8 needs photos of the split "train", OpenVINO's also nncf; `other_networks.py` says what
ONNX Runtime and torchao need.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import torch
from torch import Tensor
from tqdm import tqdm

from inference.backbones import Backbone, folded, full_precision, view_stack
from inference.backends import Network
from inference.backends.torch_network import TorchNetwork
from inference.bench.machine import Machine, this_machine
from inference.bundled import MODEL
from inference.catalogue import Catalogue, Photo
from inference.data.dataset import SPLITS, Dataset
from inference.errors import UserError
from inference.evaluation.answers import with_places_of
from inference.evaluation.measures import hit_rate
from inference.model_files import Model, load_model
from inference.preprocessing import make_views
from inference.recognizer import Recognizer
from inference.scores import Scores
from inference.training.features import open_photo

BATCHES = (1, 4, 16)
CALIBRATED = 300
EXACT = "torch float32, channels last"
CPU = torch.device("cpu")


@dataclass(frozen=True, slots=True)
class Row:
    """A variant, or why there is none here. Milliseconds are for a photo, by the batch size.

    Against float32: `same` is the share of photos with the same first place, `hit5` the change of
    hit@5, `moved` the largest change of any probability of a place or a category.
    """

    name: str
    missing: str = ""
    ready_s: float = 0.0
    wall_ms: dict[int, float] = field(default_factory=dict)
    cpu_ms: dict[int, float] = field(default_factory=dict)
    same: float = 0.0
    hit5: float = 0.0
    moved: float = 0.0


class MissingError(UserError):
    """A variant needs what is not here."""


class FloatNetwork:
    """torch in float32; without `channels_last` in the order of memory that torch has by itself."""

    name = "torch"
    batch = 16
    step = 1

    def __init__(self, backbone: Backbone, *, channels_last: bool) -> None:
        self._backbone = folded(backbone)
        if not channels_last:
            for part in self._backbone.modules():
                if isinstance(part, Backbone):
                    part.normalize = partial(_normalize, part)  # type: ignore[method-assign]  # of this copy

    def look(self, views: Tensor) -> Tensor:
        with torch.inference_mode(), full_precision():
            return self._backbone.look(views)


def _normalize(backbone: Backbone, pixels: Tensor) -> Tensor:
    return ((pixels.float() - backbone.mean) / backbone.std).contiguous()


class CompiledNetwork:
    """torch.compile with bfloat16 where it is native, a graph for each batch size."""

    name = "torch"
    batch = 16
    step = 1

    def __init__(self, backbone: Backbone) -> None:
        self._width = backbone.width
        self._pool = torch.compile(folded(backbone).pool, dynamic=False)

    def look(self, views: Tensor) -> Tensor:
        with torch.inference_mode():
            stack = view_stack(views)
            pooled = torch.cat([self._pool(part) for part in torch.split(stack, 4)])
        return pooled.view(len(views), -1, self._width)


def openvino(backbone: Backbone, config: dict[str, str]) -> Network:
    _need("openvino")
    from inference.backends.openvino_network import open_openvino

    return open_openvino(backbone, config=dict(config))


def openvino_int8(backbone: Backbone, calibration: Sequence[Tensor]) -> Network:
    """Quantised after training on views (V, 3, S, S) of photos."""
    _need("openvino", "nncf")
    from inference.backends.openvino_compiled import compile_shapes
    from inference.backends.openvino_conversion import convert
    from inference.backends.openvino_network import OpenVinoNetwork, shapes, threads

    import nncf  # isort: skip  # after OpenVINO, whose reports are off then

    if not calibration:
        raise MissingError("no photo of the split train")
    pixels = [view_stack(views[None])[:1].numpy() for views in calibration]
    with redirect_stdout(sys.stderr):  # where its progress belongs
        quantized = nncf.quantize(convert(backbone), nncf.Dataset(pixels), subset_size=len(pixels))
    return OpenVinoNetwork(compile_shapes(quantized, shapes(), threads()))


def onnx_runtime(backbone: Backbone, calibration: Sequence[Tensor] = ()) -> Network:
    _need("onnx", "onnxruntime", "onnxscript")
    from benchmarks.other_networks import onnx_runtime

    return onnx_runtime(backbone, calibration)


def torchao_int8(backbone: Backbone, calibration: Sequence[Tensor]) -> Network:
    _need("torchao")
    from benchmarks.other_networks import torchao_int8

    return torchao_int8(backbone, calibration)


def _need(*packages: str) -> None:
    for package in packages:
        if find_spec(package) is None:
            raise MissingError(f"{package} is not installed")


def compare(
    model: Model, dataset: Dataset, split: str, limit: int | None, rounds: int
) -> list[Row]:
    known = {place.id: i for i, place in enumerate(model.labels.places)}
    photos = [photo for photo in dataset.of(split) if photo.place_id in known][:limit]
    if not photos:
        raise MissingError(f"{dataset.folder} has no photo in {split} of a place the model knows")
    targets = torch.tensor([known[photo.place_id] for photo in photos])
    views = prepared(model, photos)
    train = [photo for photo in dataset.of("train") if photo.place_id in known]
    chosen = train[:: max(len(train) // CALIBRATED, 1)][:CALIBRATED]
    backbone = model.backbone
    makers: dict[str, Callable[[], Network]] = {
        EXACT: lambda: FloatNetwork(backbone, channels_last=True),
        "torch float32": lambda: FloatNetwork(backbone, channels_last=False),
        "torch bfloat16 (torch)": lambda: TorchNetwork(backbone),
        "torch.compile bfloat16": lambda: CompiledNetwork(backbone),
        "OpenVINO float32": lambda: openvino(backbone, {"INFERENCE_PRECISION_HINT": "f32"}),
        "OpenVINO (openvino)": lambda: openvino(backbone, {}),
        "OpenVINO int8": lambda: openvino_int8(backbone, prepared(model, chosen)),
        "ONNX Runtime float32": lambda: onnx_runtime(backbone),
        "ONNX Runtime int8": lambda: onnx_runtime(backbone, prepared(model, chosen)),
        "torchao int8, torch.compile": lambda: torchao_int8(backbone, prepared(model, chosen)),
    }
    rows, networks = dict[str, Row](), dict[str, tuple[Network, float]]()
    for name, make in makers.items():
        begun = time.perf_counter()
        try:
            network = make()
            network.look(torch.stack(views[:1]))
        except Exception as error:  # whatever a compiler or a quantiser meets here
            rows[name] = Row(name, " ".join(str(error).split())[:100] or type(error).__name__)
        else:
            networks[name] = network, time.perf_counter() - begun
    times = measured({name: network for name, (network, _) in networks.items()}, views, rounds)
    catalogue = with_places_of(model.labels, dataset.catalogue)
    exact = scored(model, catalogue, networks[EXACT][0], views)
    for name, (network, seconds) in networks.items():
        scores = exact if name == EXACT else scored(model, catalogue, network, views)
        rows[name] = row(name, seconds, times[name], scores, exact, targets)
    return [rows[name] for name in makers]


def prepared(model: Model, photos: Sequence[Photo]) -> list[Tensor]:
    spec = model.labels.backbone
    return [
        make_views(open_photo(photo, spec.input_side), spec.view_side, cropped=spec.looks > 1)
        for photo in tqdm(photos, desc="reading", unit=" photos", leave=False, disable=None)
    ]


def measured(
    networks: dict[str, Network], views: Sequence[Tensor], rounds: int
) -> dict[str, dict[int, list[tuple[float, float]]]]:
    """Seconds and CPU seconds of each look, by variant and batch size."""
    times = {name: {size: list[tuple[float, float]]() for size in BATCHES} for name in networks}
    for number in tqdm(range(-1, rounds), desc="timing", leave=False, disable=None):
        for name, network in networks.items():
            for size, batch in _batches(views, number):
                network.look(batch)  # what the variant before has left in the caches goes
                wall, cpu = time.perf_counter(), time.process_time()
                network.look(batch)
                taken = time.perf_counter() - wall, time.process_time() - cpu
                if number >= 0:  # the first round only warms up
                    times[name][size].append(taken)
    return times


def _batches(views: Sequence[Tensor], number: int) -> Iterator[tuple[int, Tensor]]:
    for size in BATCHES:
        yield size, torch.stack([views[(number * size + i) % len(views)] for i in range(size)])


def scored(model: Model, catalogue: Catalogue, network: Network, views: Sequence[Tensor]) -> Scores:
    recognizer = Recognizer(model, catalogue, CPU, network)
    parts = [views[at : at + BATCHES[-1]] for at in range(0, len(views), BATCHES[-1])]
    return Scores.join([recognizer.score(part) for part in parts])


def row(
    name: str,
    seconds: float,
    times: dict[int, list[tuple[float, float]]],
    scores: Scores,
    exact: Scores,
    targets: Tensor,
) -> Row:
    own, other = scores.place_logits.softmax(1), exact.place_logits.softmax(1)
    categories = (scores.category_probabilities - exact.category_probabilities).abs().max()
    hit5 = hit_rate(scores.place_logits, targets, 5) - hit_rate(exact.place_logits, targets, 5)
    return Row(
        name,
        ready_s=round(seconds, 2),
        wall_ms={n: round(1000 * median(w for w, _ in all_) / n, 2) for n, all_ in times.items()},
        cpu_ms={n: round(1000 * median(c for _, c in all_) / n, 2) for n, all_ in times.items()},
        same=round(float((own.argmax(1) == other.argmax(1)).float().mean()), 4),
        hit5=round(hit5, 4),
        moved=round(max(float((own - other).abs().max()), float(categories)), 4),
    )


def table(rows: Sequence[Row], machine: Machine, photos: int) -> str:
    head = f"{machine.processor}, {machine.cores} cores; {photos} photos"
    sizes = "".join(f"{f'ms at {size}':>10}{'CPU':>7}" for size in BATCHES)
    lines = [head, "", f"{'':30}{sizes}{'same':>8}{'hit@5':>9}{'moved':>8}{'ready s':>9}"]
    for one in rows:
        if one.missing:
            lines.append(f"{one.name:30}  not here: {one.missing}")
            continue
        times = "".join(f"{one.wall_ms[n]:10.2f}{one.cpu_ms[n]:7.2f}" for n in BATCHES)
        lines.append(
            f"{one.name:30}{times}{one.same:8.1%}{one.hit5:+9.4f}{one.moved:8.4f}{one.ready_s:9.2f}"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="what `prepare` has written")
    parser.add_argument("--model", type=Path, default=MODEL, metavar="FOLDER")
    parser.add_argument("--split", choices=SPLITS, default="test")
    parser.add_argument("--photos", type=int, metavar="N", help="no more than the first N")
    parser.add_argument("--rounds", type=int, default=15, help="times each is timed (default: 15)")
    parser.add_argument("--json", action="store_true", help="print one JSON document and no more")
    options = parser.parse_args()
    try:
        model, dataset = load_model(options.model), Dataset.load(options.dataset)
        rows = compare(model, dataset, options.split, options.photos, options.rounds)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    machine = this_machine(CPU, "torch")
    if options.json:
        document = {"machine": asdict(machine), "rows": [asdict(one) for one in rows]}
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        count = min(len(dataset.of(options.split)), options.photos or sys.maxsize)
        print(table(rows, machine, count))
    return 0


if __name__ == "__main__":
    sys.exit(main())
