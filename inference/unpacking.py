"""The pixels of a picture that has been found sound: unpacked, in RGB, upright, reduced."""

from __future__ import annotations

from PIL import Image

# Rows converted to RGB at a time: a whole second copy of a large picture is never held.
_BAND_ROWS = 256
_ORIENTATION = 0x0112
_TURNS: dict[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def draft_scale(size: tuple[int, int], short_side: int) -> int:
    """The largest of 8, 4, 2, 1 by which a picture stays at least `short_side` short."""
    return next((s for s in (8, 4, 2) if min(size) // s >= short_side), 1)


def further_reduction(size: tuple[int, int], short_side: int) -> int:
    """By how much more a drafted picture of this size is reduced."""
    return max(1, min(size) // max(short_side, 1))


def memory_of_pixels(image: Image.Image) -> int:
    """Bytes that the pixels take at the peak, by format (Pillow holds RGB in four bytes)."""
    pixels = image.width * image.height
    if image.format == "WEBP":
        return pixels * 18  # two canvases of the decoder, its output, Pillow's copy, and rows
    if image.format == "HEIF":
        return pixels * 9  # planes of the decoder, its RGB output, Pillow's copy
    return pixels if image.mode in ("L", "P", "1") else pixels * 4


def load(image: Image.Image, short_side: int) -> Image.Image:
    """The pixels of a drafted picture, in RGB, upright and further reduced."""
    image.load()
    upright = _to_rgb(image, further_reduction(image.size, short_side))
    turn = _TURNS.get(orientation(image))
    return upright if turn is None else upright.transpose(turn)


def orientation(image: Image.Image) -> object:
    """EXIF's orientation, 1 to 8, or whatever odd metadata says; that refuses no photo."""
    try:
        return image.getexif().get(_ORIENTATION, 1)
    except Exception:
        return 1


def _to_rgb(image: Image.Image, factor: int) -> Image.Image:
    """RGB at 1/`factor` of the size, band by band; what is transparent becomes white."""
    if image.mode == "RGB":
        return image.reduce(factor) if factor > 1 else image
    rows = max(factor, _BAND_ROWS // factor * factor)
    width, height = -(-image.width // factor), -(-image.height // factor)
    result = Image.new("RGB", (width, height))
    for top in range(0, image.height, rows):
        band = image.crop((0, top, image.width, min(top + rows, image.height)))
        result.paste(_band_to_rgb(band).reduce(factor), (0, top // factor))
    return result


def _band_to_rgb(band: Image.Image) -> Image.Image:
    if band.mode.startswith(("I", "F")):
        # 16-bit grey: convert() would cut off at 255 what should be scaled.
        band = band.convert("I").point(lambda value: value / 257).convert("L")
    if "A" in band.mode or "transparency" in band.info:
        layer = band.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return band.convert("RGB")
