"""Pictures of many parts and their collages, drawn with Pillow and noise."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

WHITE = (255, 255, 255)


def view(seed: int, size: tuple[int, int] = (480, 360)) -> Image.Image:
    """A sky, a ground and houses with windows, in colours of their own, slightly blurred."""
    random = np.random.default_rng(seed)
    width, height = size
    sky, ground = (random.integers(90, 256, 3), random.integers(30, 160, 3))
    horizon = int(height * random.uniform(0.4, 0.7))
    shade = np.linspace(1.0, 0.75, height)[:, None, None]
    pixels = np.where(np.arange(height)[:, None, None] < horizon, sky, ground) * shade
    pixels = np.broadcast_to(pixels, (height, width, 3)) + random.normal(0, 7, (height, width, 3))
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        left, top = int(random.uniform(0, width)), int(horizon - random.uniform(0, height * 0.35))
        wide, high = int(random.uniform(20, 90)), int(random.uniform(40, 160))
        colour = tuple(int(c) for c in random.integers(20, 235, 3))
        draw.rectangle((left, top, left + wide, top + high), fill=colour)
        for x in range(left + 6, left + wide - 6, 14):
            for y in range(top + 8, min(top + high, height) - 8, 18):
                draw.rectangle((x, y, x + 6, y + 9), fill=(40, 40, 60))
    return image.filter(ImageFilter.GaussianBlur(0.8))


def collage(
    columns: int,
    rows: int,
    gutter: int = 0,
    colour: tuple[int, int, int] = WHITE,
    size: tuple[int, int] = (480, 360),
    seed: int = 0,
) -> Image.Image:
    """Views in a grid of equal panels."""
    board = Image.new("RGB", size, colour)
    width, height = size[0] // columns, size[1] // rows
    for column in range(columns):
        for row in range(rows):
            panel = view(1000 * seed + 10 * column + row, (480, 480))
            fitted = ImageOps.fit(panel, (width - gutter, height - gutter))
            board.paste(fitted, (column * width + gutter // 2, row * height + gutter // 2))
    return board


def saved_as_jpeg(image: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")
