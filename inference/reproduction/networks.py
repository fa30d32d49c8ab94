"""Which network both recipes use, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inference.backbones.convolutional import Convolutional
from inference.backbones.pretrained import BackboneError, load_pretrained
from inference.backbones.spec import CONVOLUTIONAL, ConvolutionalName
from inference.weights import weights_file

OF_REFERENCE: ConvolutionalName = "mobilenet_v3_large"
INSTEAD: ConvolutionalName = "mobilenet_v2"
TITLES: dict[ConvolutionalName, str] = {
    "mobilenet_v2": "MobileNetV2",
    "mobilenet_v3_large": "MobileNetV3-large",
    "mobilenet_v3_small": "MobileNetV3-small",
    "efficientnet_lite0": "EfficientNet-lite0",
}


@dataclass(frozen=True, slots=True)
class NetworkChoice:
    """The network's name, and a sentence on why both recipes use it."""

    name: ConvolutionalName
    why: str


def choose_network(asked: ConvolutionalName | None, weights: Path) -> NetworkChoice:
    """What was asked for, else the reference's own if its weights lie there, else MobileNetV2."""
    if asked is None and not weights_file(weights, OF_REFERENCE).is_file():
        return NetworkChoice(
            INSTEAD,
            f"Both recipes use {TITLES[INSTEAD]}: the pretrained weights of the reference's "
            f"{TITLES[OF_REFERENCE]} are not in the weights folder (--backbone {OF_REFERENCE} "
            f"fetches them).",
        )
    name = asked or OF_REFERENCE
    of_whom = (
        "as the reference did"
        if name == OF_REFERENCE
        else (f"as asked; the reference used {TITLES[OF_REFERENCE]}")
    )
    return NetworkChoice(name, f"Both recipes use {TITLES[name]}, {of_whom}.")


def load_network(choice: NetworkChoice, weights: Path) -> Convolutional:
    """The pretrained network. Raises BackboneError or WeightsError, one sentence."""
    backbone = load_pretrained(choice.name, weights)
    if not isinstance(backbone, Convolutional):
        raise BackboneError(f"{choice.name} is none of {', '.join(CONVOLUTIONAL)}.")
    return backbone
