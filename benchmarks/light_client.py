"""Prepared requests over kept connections: a client that leaves the machine to the service.

It knows HTTP/1.1 with Content-Length and nothing else. aiohttp's client takes about four times the
processor for a request, which on two cores would be taken from a fast service.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from inference.bench.timing import Latency
from inference.errors import UserError

_BOUNDARY = "a-boundary-that-no-photo-holds"
_LIMIT = 64 * 1024


class AnswerError(UserError):
    """A service gave no answer, or another than 200."""


def request(method: str, path: str, body: bytes = b"", kind: str = "") -> bytes:
    """A request as it goes over the wire; `kind` is the Content-Type."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: */*"]
    if body:
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def form(path: str, fields: Mapping[str, str], files: Mapping[str, bytes]) -> bytes:
    """A multipart POST of fields and JPEG files."""
    parts = []
    for name, value in fields.items():
        parts.append(_part(f'name="{name}"', "") + value.encode())
    for name, data in files.items():
        said = f'name="{name}"; filename="photo.jpg"'
        parts.append(_part(said, "Content-Type: image/jpeg\r\n") + data)
    body = b"\r\n".join([*parts, f"--{_BOUNDARY}--\r\n".encode()])
    return request("POST", path, body, f"multipart/form-data; boundary={_BOUNDARY}")


def _part(disposition: str, more: str) -> bytes:
    head = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n{more}\r\n"
    return head.encode()


@dataclass(slots=True)
class Answers:
    """How long each answer took (seconds), and the client's share, over all rounds so far."""

    seconds: list[float] = field(default_factory=list)
    wall: float = 0.0
    client_cpu: float = 0.0

    def document(self) -> dict[str, float]:
        count, latency = len(self.seconds), Latency.of(self.seconds)
        return {
            "answers": count,
            "per_second": round(count / self.wall, 2),
            "p50_ms": latency.p50_ms,
            "p95_ms": latency.p95_ms,
            "p99_ms": latency.p99_ms,
            "client_cores": round(self.client_cpu / self.wall, 3),
        }


async def ask(
    url: str, requests: Sequence[bytes], callers: int, answers: Answers, seconds: float | None
) -> None:
    """Every caller sends the next request when answered: all of them once, or in turn for so long.

    Raises AnswerError for anything but 200.
    """
    numbers: Iterator[int] = iter(range(len(requests))) if seconds is None else _without_end()
    begun, cpu = time.perf_counter(), time.process_time()

    async def call() -> None:
        place = urlsplit(url)
        reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=_LIMIT)
        try:
            for number in numbers:
                start = time.perf_counter()
                if seconds is not None and start - begun >= seconds:
                    return
                writer.write(requests[number % len(requests)])
                await _answer(reader)
                answers.seconds.append(time.perf_counter() - start)
        finally:
            writer.close()
            await writer.wait_closed()

    try:
        await asyncio.gather(*(call() for _ in range(callers)))
    except (OSError, asyncio.IncompleteReadError) as error:
        raise AnswerError(f"{url} broke the connection off ({error}).") from error
    answers.wall += time.perf_counter() - begun
    answers.client_cpu += time.process_time() - cpu


async def _answer(reader: asyncio.StreamReader) -> None:
    """Read one answer to its end."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    _, found, rest = head.partition(b"\r\ncontent-length:")
    if not found:
        raise AnswerError("The service does not say how long its answer is; it needs to.")
    body = await reader.readexactly(int(rest[: rest.index(b"\r\n")]))
    if head.split(b" ", 2)[1] != b"200":
        said = f"{head.splitlines()[0].decode()}: {body[:200].decode('utf-8', 'replace')}"
        raise AnswerError(f"The service answered {said}")


def _without_end() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1
