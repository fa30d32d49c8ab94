"""Whether a decoder unpacks JPEGs as Pillow does, tried before any photo is given to it.

Decoders may differ in rounding and in how they enlarge the colours, of which a JPEG mostly keeps a
quarter: libjpeg interpolates, nvJPEG repeats them.
"""

from __future__ import annotations

import io

import torch
from PIL import Image, ImageDraw
from torch import Tensor

from inference.device_decoding.base import DecoderError, JpegDecoder
from inference.device_decoding.views import device_views
from inference.images import ImageLimits, decode
from inference.preprocessing import as_tensor, make_views

# Levels of 256, over all pixels and colours of a picture.
PIXELS_APART = 1.5
VIEWS_APART = 1.0
# At most one value in a hundred differs by more than this.
FAR = 16
_FAR_SHARE = 0.01
_SIDE, _SHORT_SIDE = 224, 250
_ORIENTATION = 0x0112


def check_decoder(decoder: JpegDecoder) -> None:
    """Raise DecoderError, one sentence, for a decoder whose pixels or views are not Pillow's."""
    files = _files()
    decoded = decoder.decode(list(files.values()))
    if len(decoded) != len(files):
        raise DecoderError(f"it makes {len(decoded)} pictures of {len(files)}")
    for (name, data), pixels in zip(files.items(), decoded, strict=True):
        with Image.open(io.BytesIO(data)) as image:
            expected = as_tensor(image)
            orientation = image.getexif().get(_ORIENTATION, 1)
        if pixels.dtype != torch.uint8 or pixels.shape != expected.shape:
            raise DecoderError(
                f"it makes {tuple(pixels.shape)} {pixels.dtype} of {name}, "
                f"not {tuple(expected.shape)} {expected.dtype}"
            )
        _compare(f"its pixels of {name}", pixels, expected, PIXELS_APART)
        views = device_views(pixels, _SIDE, _SHORT_SIDE, orientation=orientation)
        of_pillow = make_views(decode(data, ImageLimits(), _SHORT_SIDE), _SIDE)
        _compare(f"the views of {name}", views, of_pillow, VIEWS_APART)


def _compare(what: str, found: Tensor, expected: Tensor, bound: float) -> None:
    apart = (found.cpu().float() - expected.float()).abs()
    mean, far = float(apart.mean()), float((apart > FAR).float().mean())
    if not (mean <= bound and far <= _FAR_SHARE):
        raise DecoderError(
            f"{what} differ from Pillow's by {mean:.1f} levels in the mean ({bound:g} at most), "
            f"{far:.0%} of them by more than {FAR}"
        )


def _files() -> dict[str, bytes]:
    """The kinds that `is_plain` lets through, in even and odd sizes, upright and turned."""
    turned = Image.Exif()
    turned[_ORIENTATION] = 6
    return {
        "a 4:2:0 JPEG": _jpeg(640, 480, subsampling=2),
        "a 4:2:0 JPEG of odd size": _jpeg(1281, 963, subsampling=2, restart_marker_rows=1),
        "a 4:2:2 JPEG": _jpeg(415, 298, subsampling=1),
        "a 4:4:4 JPEG": _jpeg(333, 251, subsampling=0),
        "a grey JPEG": _jpeg(201, 303, "L"),
        "a progressive JPEG": _jpeg(577, 769, subsampling=2, progressive=True),
        "a grey progressive JPEG": _jpeg(320, 240, "L", progressive=True),
        "a turned JPEG": _jpeg(512, 341, subsampling=2, exif=turned),
    }


def _jpeg(width: int, height: int, mode: str = "RGB", **options: object) -> bytes:
    """Strokes of brightness over gradients of colour, and two discs: shifts, swaps, turns show."""
    down = Image.linear_gradient("L").resize((width, height))
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    bright = Image.radial_gradient("L").resize((width, height))
    draw = ImageDraw.Draw(bright)
    for i, x in enumerate(range(5, width, 23)):
        draw.line((x, 0, x + height // 3, height), fill=9 * i % 256, width=1 + i % 4)
    image = Image.merge("YCbCr", (bright, down, across)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.ellipse((width // 8, height // 8, width // 3, height // 2), fill=(180, 60, 40))
    draw.ellipse((width // 2, height // 3, width * 3 // 4, height * 5 // 8), fill=(40, 90, 170))
    buffer = io.BytesIO()
    image.convert(mode).save(buffer, "JPEG", quality=90, **options)
    return buffer.getvalue()
