"""Two hundred files that are no photo, or no longer one, or one that nobody could unpack."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from tests.pictures import encoded, jpeg, picture


def hostile_files(count: int = 200) -> list[tuple[str, bytes]]:
    """Names and bytes, the same in every run; each has to be refused."""
    files = [*_nothing(), *_bombs(), *_animations(), *_disguised(), *_cut(), *_tiring()]
    noise = random.Random(7)  # noqa: S311  # only needs to be the same in every run
    headers = [
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\xff\xff\0\0WEBPVP8 ",
        b"\0\0\0 ftypheic",
    ]
    while len(files) < count:
        body = noise.randbytes(noise.randint(10, 4000))
        files.append((f"noise{len(files)}.jpg", headers[len(files) % 4] + body))
    return files[:count]


def _nothing() -> Iterator[tuple[str, bytes]]:
    yield "empty.jpg", b""
    yield "zero.jpg", b"\0"
    yield "zeros.png", b"\0" * 100_000
    yield "soi.jpg", b"\xff\xd8\xff"


def _png(width: int, height: int, body: bytes, depth: int = 8, kind: int = 2) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + checksum

    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _bombs() -> Iterator[tuple[str, bytes]]:
    nothing = zlib.compress(b"\0" * 10_000_000, 9)
    for width, height in [(13_000, 13_000), (30_000, 30_000), (65_000, 700), (2**31 - 1, 1)]:
        yield f"bomb{width}.png", _png(width, height, nothing)
    yield "none.png", _png(0, 0, nothing)
    yield "short.png", _png(6000, 6000, zlib.compress(b"\0" * 1000))
    yield "depth.png", _png(100, 100, nothing, depth=77)
    yield "palette.png", _png(100, 100, nothing, kind=3)
    wide = bytearray(jpeg(64, 64))
    frame = wide.index(b"\xff\xc0")
    wide[frame + 5 : frame + 9] = struct.pack(">HH", 60_000, 60_000)
    yield "wide.jpg", bytes(wide)
    tall = bytearray(jpeg(64, 64))
    tall[frame + 5 : frame + 9] = struct.pack(">HH", 6000, 6000)
    yield "tall.jpg", bytes(tall)
    grey = Image.new("L", (13_000, 13_000))
    yield "true-bomb.png", encoded(grey, "PNG")
    yield "true-bomb.webp", encoded(grey.crop((0, 0, 7000, 6000)), "WEBP")
    yield "sliver.png", encoded(Image.new("RGB", (1, 5000)), "PNG")


def _animations() -> Iterator[tuple[str, bytes]]:
    frames = [picture(200, 200).rotate(angle) for angle in (0, 90, 180)]
    for kind in ("PNG", "WEBP", "GIF"):
        yield (
            f"animation.{kind.lower()}",
            encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50),
        )


def _tiring() -> Iterator[tuple[str, bytes]]:
    """Small files that would cost the decoder much time or memory before it finds them wrong."""
    square = Image.linear_gradient("L").resize((6000, 6000)).convert("RGB")
    progressive = encoded(square, "JPEG", progressive=True, subsampling=0, quality=30)
    yield "progressive.jpg", progressive[:-3000]
    yield "tables.jpg", progressive[:-2] + b"\xff\xc4\0\x03\xff\xff\xd9"
    small = encoded(picture(64, 64), "JPEG", progressive=True)
    scan = small[small.rindex(b"\xff\xda") : -2]
    yield "scans.jpg", small[:-2] + scan * 5000 + b"\xff\xd9"
    yield "passes.jpg", _sequential_in_scans(3600, 40_000)
    comment = b"\xff\xfe\0\x02"
    yield "comments.jpg", small[:2] + comment * 1_000_000 + small[2:]
    row = b"\0" + b"\x7f" * (6300 * 4)
    last = b"\x09" + row[1:]
    yield "filter.png", _png(6300, 6300, zlib.compress(row * 6299 + last, 1), kind=6)
    half = zlib.compress(row * 3150, 1)
    yield "half.png", _png(6300, 6300, half, kind=6)
    spoilt = bytearray(zlib.compress(row * 6300, 1))
    spoilt[-10] ^= 0xFF
    yield "spoilt.png", _png(6300, 6300, bytes(spoilt), kind=6)
    empty = struct.pack(">I", 0) + b"teSt" + struct.pack(">I", zlib.crc32(b"teSt"))
    sound = encoded(picture(64, 64), "PNG")
    yield "chunks.png", sound[:33] + empty * 500_000 + sound[33:]


def _sequential_in_scans(side: int, scans: int) -> bytes:
    """A sequential JPEG whose components come one a scan, each scan empty, again and again."""
    sound = bytearray(encoded(Image.new("RGB", (16, 16)), "JPEG", subsampling=0))
    frame, first = sound.index(b"\xff\xc0"), sound.index(b"\xff\xda")
    sound[frame + 5 : frame + 9] = struct.pack(">HH", side, side)
    return bytes(sound[:first]) + b"\xff\xda\0\x08\1\1\0\0\x3f\0\0" * scans + b"\xff\xd9"


def _disguised() -> Iterator[tuple[str, bytes]]:
    yield "text.jpg", "Это просто текст, а не фотография.\n".encode() * 20
    yield "page.png", b"<!doctype html><script>alert(1)</script>"
    yield "drawing.webp", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    yield "document.heic", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" * 10
    yield "archive.jpg", b"PK\x03\x04" + b"\0" * 1000
    yield "program.jpg", b"\x7fELF" + b"\0" * 1000
    yield "script.jpg", b"%!PS-Adobe-3.0\n(%pipe%id) (w) file\n"
    yield "video.heic", b"\0\0\0\x18ftypmp42" + b"\0" * 1000
    for kind in ("GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "PCX"):
        yield f"other-{kind.lower()}.jpg", encoded(picture(64, 64), kind)


def _cut() -> Iterator[tuple[str, bytes]]:
    """Sound pictures that break off, small ones and ones of the largest size taken."""
    scenery = Image.effect_noise((600, 450), 80).convert("RGB")
    for kind in ("JPEG", "PNG", "WEBP", "HEIF"):
        data = encoded(scenery, kind)
        for percent in range(2, 92, 6):
            yield f"cut{percent}.{kind.lower()}", data[: len(data) * percent // 100]
    large = Image.linear_gradient("L").resize((7200, 5400)).convert("RGB")
    for kind, options in (
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("PNG", {"compress_level": 1}),
    ):
        data = encoded(large, kind, **options)
        for percent in (30, 97):
            yield f"large{percent}.{kind.lower()}", data[: len(data) * percent // 100]
    whole = encoded(large, "PNG", compress_level=1)
    corrupt = bytearray(whole)
    corrupt[len(whole) // 2] ^= 0xFF
    yield "corrupt.png", bytes(corrupt)
