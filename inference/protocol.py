"""What programs need of an inference module, whether it runs here or on another machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from inference.recognition import Recognition
    from inference.search.results import SearchResult

Stage = Literal["decode", "wait", "model", "search"]


class BusyError(Exception):
    """As many requests wait as may wait; try again in a moment."""


class DeadlineError(TimeoutError):
    """The request waited longer than it may, and was not begun; try again in a moment."""


class ClosedError(Exception):
    """The engine has been closed."""


class AwayError(Exception):
    """The inference service cannot be reached just now; nothing is wrong with the request."""


class PhotoView(Protocol):
    """A photo made ready to be recognised, by the engine that made it."""

    @property
    def position(self) -> tuple[float, float] | None:
        """Where its file says that it was taken, in degrees; read only when asked for."""


class Inference(Protocol):
    """Photos and words in, answers out; `inference.engine.Engine` is one.

    Every question raises BusyError when too many wait, DeadlineError when it has waited too long
    and ClosedError after `close`; one on another machine also raises AwayError.
    """

    @property
    def queue_size(self) -> int:
        """How many requests may wait."""

    @property
    def queued(self) -> int:
        """How many photos wait now."""

    @property
    def model_version(self) -> str:
        """Which model answers photos now."""

    async def recognize(self, data: bytes, city: str | None = None, k: int = 5) -> Recognition:
        """What a photo shows. Raises ImageError for a bad file."""

    async def view(self, data: bytes, with_position: bool = False) -> PhotoView:
        """Make a photo ready, small enough to keep. Raises ImageError for a bad file."""

    async def recognize_views(
        self, views: Sequence[Any], city: str | None = None, k: int = 5
    ) -> Recognition:
        """One answer for several photos, one at least, of one place."""

    async def search(self, text: str, city: str | None = None, k: int = 5) -> SearchResult:
        """The places that words describe."""

    async def understood_city(self, text: str) -> str | None:
        """The city that words name, in any grammatical case."""

    async def close(self) -> None:
        """Answer what waits, then stop."""


class Observer(Protocol):
    """Told what an engine does, from any thread; must return at once."""

    def stage(self, stage: Stage, seconds: float) -> None:
        """A photo was decoded, waited for the device, was in the model; words were searched."""

    def batch(self, size: int) -> None:
        """So many photos were taken by the device at once."""

    def refused(self) -> None:
        """A request was told that the engine is busy."""
