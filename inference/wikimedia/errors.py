"""What can come of a request to the services, other than an answer."""

from __future__ import annotations

from inference.errors import UserError


class WikimediaError(UserError):
    """A service did not give what it was asked for."""


class ServiceAwayError(WikimediaError):
    """A service cannot be reached, or answers with errors only, or asks for a long pause."""


class GoneError(WikimediaError):
    """There is nothing at the address, or no longer (404, 410)."""


class RefusedError(WikimediaError):
    """The service refuses the request; `status` is 0 where none was sent."""

    def __init__(self, message: str, status: int = 0, body: bytes = b"") -> None:
        super().__init__(message)
        self.status = status
        self.body = body


class TooLargeError(WikimediaError):
    """An answer has more bytes than are taken."""


class ApiError(WikimediaError):
    """The Action API refuses a request; `code` is its name for the reason."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class TemporaryError(Exception):
    """An answer that says nothing: it is not kept, and asked for again.

    `retry_after` is how many seconds the service asks for before that; None where it says nothing.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
