"""Request bodies, read as they come: nothing larger than allowed is ever held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from aiohttp import web
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from inference.service.problems import ProblemError
from inference.service.settings import MAX_PHOTOS, MAX_TEXT

MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"
_MAX_FIELDS = 16
_MAX_FIELD_BYTES = 4 * MAX_TEXT
_CUT_OFF = "The multipart body is cut off; its last boundary is missing."

Take = Callable[[int], None]
"""Called with the bytes that are to be held on top; see `inference.service.room`."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form; `data` is None when it is larger than a photo may be."""

    field: str
    name: str
    data: bytes | None


@dataclass(slots=True)
class Form:
    """The files of a form in their order, and its other fields."""

    files: list[Upload] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)


async def read_body(request: web.Request, max_bytes: int, take: Take) -> bytes:
    """The whole body. Raises ProblemError `too_large`."""
    too_large = ProblemError("too_large", f"The body is larger than {max_bytes:,} bytes.")
    if (request.content_length or 0) > max_bytes:
        raise too_large
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.content.iter_any():
        size += len(chunk)
        if size > max_bytes:
            raise too_large
        take(len(chunk))
        chunks.append(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def read_form(request: web.Request, max_body: int, max_file: int, take: Take) -> Form:
    """A multipart or a urlencoded form. Raises ProblemError for what is damaged or too large."""
    if request.content_type == URLENCODED:
        return _urlencoded(await read_body(request, _MAX_FIELDS * _MAX_FIELD_BYTES, take))
    if request.content_type != MULTIPART:
        raise ProblemError("unsupported_media_type", f"Send {MULTIPART} or {URLENCODED}.")
    too_large = ProblemError("too_large", f"The body is larger than {max_body:,} bytes.")
    if (request.content_length or 0) > max_body:
        raise too_large
    _, options = parse_options_header(request.headers["Content-Type"])
    boundary = options.get(b"boundary")
    if not boundary:
        raise ProblemError("bad_request", "The Content-Type of the multipart body has no boundary.")
    try:
        reader = _FormReader(boundary, max_file, take)
        size = 0
        async for chunk in request.content.iter_any():
            size += len(chunk)
            if size > max_body:
                raise too_large
            reader.write(chunk)
    except FormParserError as error:
        raise ProblemError("bad_request", "The multipart body is damaged.") from error
    return reader.form()


def _urlencoded(body: bytes) -> Form:
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise ProblemError(
            "bad_request", "The form is not UTF-8 or has too many fields."
        ) from error
    return Form(fields=dict(pairs))


class _FormReader:
    """Takes the bytes of a multipart body and puts its parts together."""

    def __init__(self, boundary: bytes, max_file: int, take: Take) -> None:
        self._form = Form()
        self._max_file = max_file
        self._take = take
        self._ended = False
        self._header: list[bytes] = []
        self._value: list[bytes] = []
        self._disposition = b""
        self._field = ""
        self._file: str | None = None
        self._data: list[bytes] = []
        self._size = 0
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._add_to_header,
                "on_header_value": self._add_to_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._end_headers,
                "on_part_data": self._add,
                "on_part_end": self._end,
                "on_end": self._finish,
            },
        )
        self.write = self._parser.write

    def form(self) -> Form:
        if not self._ended:
            raise ProblemError("bad_request", _CUT_OFF)
        return self._form

    def _begin(self) -> None:
        self._disposition = b""
        self._data = []
        self._size = 0

    def _add_to_header(self, data: bytes, start: int, end: int) -> None:
        self._header.append(data[start:end])

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value.append(data[start:end])

    def _end_header(self) -> None:
        if b"".join(self._header).lower() == b"content-disposition":
            self._disposition = b"".join(self._value)
        self._header.clear()
        self._value.clear()

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        name = options.get(b"filename")
        self._file = None if name is None else name.decode("utf-8", "replace")
        if self._file is not None and len(self._form.files) == MAX_PHOTOS:
            raise ProblemError(
                "too_large", f"A request may hold {MAX_PHOTOS} photos; send the rest in another."
            )
        if self._file is None and len(self._form.fields) == _MAX_FIELDS:
            raise ProblemError("bad_request", f"A form may have {_MAX_FIELDS} fields.")

    def _add(self, data: bytes, start: int, end: int) -> None:
        self._size += end - start
        if self._file is None:
            if self._size > _MAX_FIELD_BYTES:
                raise ProblemError(
                    "bad_request",
                    f"The field {self._field!r} is too long; a photo's part needs a file name.",
                )
        elif self._size > self._max_file:
            self._data.clear()
            return
        else:
            self._take(end - start)
        self._data.append(data[start:end])

    def _end(self) -> None:
        data = b"".join(self._data)
        self._data = []
        if self._file is None:
            try:
                self._form.fields[self._field] = data.decode()
            except UnicodeDecodeError:
                raise ProblemError(
                    "bad_request", f"The field {self._field!r} is not UTF-8."
                ) from None
        elif self._file or self._size:  # browsers send a nameless empty file for none chosen
            kept = data if self._size <= self._max_file else None
            self._form.files.append(Upload(self._field, self._file, kept))

    def _finish(self) -> None:
        self._ended = True
