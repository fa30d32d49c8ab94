"""`Inference` over HTTP: photos are checked here, recognised and searched on the service."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from aiohttp import FormData

from inference.catalogue import Catalogue
from inference.images import ImageLimits
from inference.protocol import BusyError, ClosedError
from inference.recognition import Recognition
from inference.remote.answers import read_recognition, read_search
from inference.remote.connection import Answer, Connection
from inference.remote.errors import UnknownCityError
from inference.remote.photos import RemoteView, make_view
from inference.remote.status import Status, StatusWatch
from inference.search.results import SearchResult


class RemoteEngine:
    """Asks the service behind a connection, which it closes; use as `async with RemoteEngine(…)`.

    At most `queue_size` requests wait here, less where the service says so. `told` is called with
    what the service says of itself, whenever that has changed.
    """

    def __init__(
        self,
        connection: Connection,
        catalogue: Catalogue,
        limits: ImageLimits | None = None,
        *,
        queue_size: int = 64,
        decoders: int = 2,
        told: Callable[[Status], None] = lambda _: None,
    ) -> None:
        self.catalogue = catalogue
        self._connection = connection
        self._limits = limits or ImageLimits()
        self._queue_size = queue_size
        self._watch = StatusWatch(connection, told)
        self._waiting = 0
        self._closed = False
        self._idle: asyncio.Event | None = None
        self._decoders = ThreadPoolExecutor(decoders, thread_name_prefix="decode")

    @property
    def reachable(self) -> bool:
        """Whether the service answered when it was last asked."""
        return self._connection.reachable

    @property
    def queue_size(self) -> int:
        """How many requests may wait: as many as here, and as on the service."""
        status = self._watch.status
        return min(status.queue_size, self._queue_size) if status else self._queue_size

    @property
    def queued(self) -> int:
        """How many photos waited on the service when it last told."""
        return self._watch.status.queued if self._watch.status else 0

    @property
    def model_version(self) -> str:
        """Which model answers photos, as the last answer says; empty until there was one."""
        return self._watch.model

    async def recognize(self, data: bytes, city: str | None = None, k: int = 5) -> Recognition:
        """What a photo shows. Raises ImageError for a bad file, BusyError and AwayError."""
        with self._place_in_queue():
            return await self._recognize([await self._view(data, False)], city, k)

    async def view(self, data: bytes, with_position: bool = False) -> RemoteView:
        """Make a photo ready, small enough to keep; its position stays here. Raises ImageError."""
        with self._place_in_queue():
            return await self._view(data, with_position)

    async def recognize_views(
        self, views: Sequence[RemoteView], city: str | None = None, k: int = 5
    ) -> Recognition:
        """One answer for several photos, one at least, of one place.

        Raises BusyError, AwayError, and ImageError where the service takes none of them.
        """
        with self._place_in_queue():
            return await self._recognize(views, city, k)

    async def search(self, text: str, city: str | None = None, k: int = 5) -> SearchResult:
        """The places that words describe. Raises BusyError and AwayError."""
        with self._place_in_queue():
            document = {"query": text, "city": city, "k": k}
            try:
                answer = self._watch.heard(await self._connection.post_json("/v1/search", document))
            except UnknownCityError:  # nothing there fits, as there is nothing
                return SearchResult(text, city, ())
            return read_search(answer, self.catalogue)

    async def understood_city(self, text: str) -> str | None:
        """The city that words name, in any grammatical case. Raises BusyError and AwayError."""
        return (await self.search(text, k=1)).city

    async def close(self) -> None:
        """Wait for the answers under way, then end the connection."""
        self._closed = True
        await self._watch.close()
        if self._waiting:
            self._idle = asyncio.Event()
            await self._idle.wait()
        await asyncio.to_thread(self._decoders.shutdown)
        await self._connection.close()

    async def __aenter__(self) -> RemoteEngine:
        """Asks the service what it is; one that is away may come later.

        Raises RefusedKeyError, a sentence for the owner, when it does not take the key.
        """
        try:
            await self._watch.start()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _view(self, data: bytes, with_position: bool) -> RemoteView:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._decoders, make_view, data, self._limits, with_position
        )

    async def _recognize(
        self, views: Sequence[RemoteView], city: str | None, k: int
    ) -> Recognition:
        try:
            answer = await self._classify(views, city, k)
        except UnknownCityError:
            # As where the model knows no place: what kind it is, and that it is none of there.
            everywhere = read_recognition(await self._classify(views, None, 1), self.catalogue)
            first = everywhere.places[0] if everywhere.known and everywhere.places else None
            return replace(everywhere, places=(), known=False, elsewhere=first)
        return read_recognition(answer, self.catalogue)

    async def _classify(self, views: Sequence[RemoteView], city: str | None, k: int) -> Answer:
        def form() -> FormData:
            fields = FormData({"together": "true", "k": str(k), "lang": "ru"})
            if city is not None:
                fields.add_field("city", city)
            for number, view in enumerate(views):
                fields.add_field(
                    "photo", view.data, filename=f"{number}.jpg", content_type="image/jpeg"
                )
            return fields

        return self._watch.heard(await self._connection.post_form("/v1/classify", form))

    @contextmanager
    def _place_in_queue(self) -> Iterator[None]:
        if self._closed:
            raise ClosedError("The engine has been closed.")
        if self._waiting >= self.queue_size:
            raise BusyError(f"{self._waiting} requests wait already; try again in a moment.")
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            if self._idle is not None and self._waiting == 0:
                self._idle.set()
