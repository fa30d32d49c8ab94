"""Settings of the HTTP service: those of the inference module, and where and how it serves."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from inference.settings import InferenceSettings

MAX_PHOTOS = 16
"""How many photos one request may hold."""

MAX_K = 20
"""How many places the answer to a photo may have."""

MAX_HITS = 100
"""How many places the answer to a query may have: what inline results page through."""

MAX_QUERIES = 64
"""How many queries one request may hold."""

MAX_TEXT = 1000
"""How many characters a query, or any other text field, may have."""

_BODY_PHOTOS = 4  # as many of the largest size make the largest body
_KEY = re.compile(r"[!-~]{1,256}")


class ServeSettings(InferenceSettings):
    """`.env.example` explains each in a line."""

    serve_host: str = "127.0.0.1"
    serve_port: int = Field(default=8000, ge=0, le=65535)
    api_key: SecretStr | None = None
    request_seconds: float = Field(default=30, gt=0)
    drain_seconds: float = Field(default=10, ge=0)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("api_key")
    @classmethod
    def _fits_a_header(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not _KEY.fullmatch(key.get_secret_value()):
            raise ValueError("it has 1 to 256 visible ASCII characters and no spaces")
        return key

    @property
    def max_body(self) -> int:
        """Bytes of the largest request body."""
        return _BODY_PHOTOS * self.limits.max_bytes
