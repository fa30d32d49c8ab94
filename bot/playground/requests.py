"""What a Bot API call carries: query string, urlencoded form, multipart form or JSON, read as one.

Numbers and booleans are read as leniently as the real server reads them (`limit=abc` is 0, clamped
into its range), nested objects are JSON strings, and an uploaded file is named by the field it came
in or by `attach://<field>`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from bot.playground.errors import bad_request

ATTACH = "attach://"
MAX_BODY = 50 * 1024 * 1024
_INTEGER = re.compile(r"\s*([+-]?\d{1,18})")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a request. `name` is what the sender calls it and never becomes a path."""

    name: str
    data: bytes
    mime: str


class Parameters:
    """The parameters of one call, by name; a parameter nobody asks for is ignored."""

    def __init__(
        self, values: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None
    ) -> None:
        self._values = values
        self.uploads: Mapping[str, Upload] = uploads or {}

    def has(self, name: str) -> bool:
        return self._values.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        value = self._values.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (dict, list)):
            return json.dumps(value, ensure_ascii=False)
        return str(value)

    def integer(self, name: str, default: int = 0, low: int = -(10**18), high: int = 10**18) -> int:
        """The leading whole number of the value, 0 where there is none, clamped into the range."""
        if not self.has(name):
            return default
        found = _INTEGER.match(self.text(name))
        return min(max(int(found.group(1)) if found else 0, low), high)

    def number(self, name: str) -> float | None:
        """A finite number, or None where the parameter is absent; ApiError 400 where it is none."""
        if not self.has(name):
            return None
        try:
            value = float(self.text(name))
        except ValueError:
            raise bad_request(f'can\'t parse "{name}" as a number') from None
        if value != value or value in (float("inf"), float("-inf")):
            raise bad_request(f'can\'t parse "{name}" as a number')
        return value

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def decoded(self, name: str, what: str) -> Any:
        """The JSON value of a parameter, None where absent; `what` names it in the refusal."""
        value = self._values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        return _from_json(value, what)

    def array(self, name: str, what: str) -> list[Any] | None:
        value = self.decoded(name, what)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"expected an Array of {what}")
        return value

    def object(self, name: str, what: str) -> dict[str, Any] | None:
        value = self.decoded(name, what)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {what}")
        return value

    def media(self, name: str) -> Upload | str | None:
        """A file parameter: the upload itself, or a file_id or URL, or None where absent."""
        if name in self.uploads:
            return self.uploads[name]
        return self.attached(self.text(name))

    def attached(self, value: str) -> Upload | str | None:
        """What `attach://part`, a file_id or a URL stands for; None for a part that is missing."""
        if value.startswith(ATTACH):
            return self.uploads.get(value.removeprefix(ATTACH))
        return value.strip() or None


async def read_parameters(request: web.BaseRequest) -> Parameters:
    """Reads query string and body; the body wins. ApiError 400 for a body that cannot be read."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        values.update(await _json_body(request))
        return Parameters(values)
    try:
        form = await request.post()
    except ValueError as error:
        raise bad_request("can't parse the request body") from error
    for name, value in form.items():
        if isinstance(value, FileField):
            data = value.file.read()
            value.file.close()
            uploads[name] = Upload(value.filename, data, value.content_type)
        elif isinstance(value, str):
            values[name] = value
        else:  # a part with a content type of its own but no file name is still a file
            uploads[name] = Upload(name, bytes(value), "application/octet-stream")
    return Parameters(values, uploads)


def _from_json(source: str | bytes, what: str) -> Any:
    try:
        value = json.loads(source)
        # Half of a surrogate pair can be written in JSON, but it is no text.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise bad_request(f"can't parse {what} JSON object") from None
    return value


async def _json_body(request: web.BaseRequest) -> dict[str, Any]:
    body = await request.read()
    if not body.strip():
        return {}
    values = _from_json(body, "request")
    if not isinstance(values, dict):
        raise bad_request("can't parse request JSON object")
    return values
