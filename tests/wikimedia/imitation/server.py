"""All services on one port, with a log of what they were asked."""

from __future__ import annotations

import asyncio
import re
import time
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

from aiohttp import web

from tests.wikimedia.imitation.api import Api
from tests.wikimedia.imitation.fault_answers import Handler, faulty_answer
from tests.wikimedia.imitation.faults import Fault, FaultChooser, Faults
from tests.wikimedia.imitation.image_host import ImageHost
from tests.wikimedia.imitation.log import Log, Request
from tests.wikimedia.imitation.page_set import Limits, Wiki
from tests.wikimedia.imitation.sparql import MalformedQueryError, QueryService
from tests.wikimedia.imitation.thumbnails import ROOT
from tests.wikimedia.imitation.world import World

_WIKIDATA, _COMMONS, _SPARQL = "/wikidata/w/api.php", "/commons/w/api.php", "/sparql"
_ROBOTS = (
    "Please set a user-agent and respect our robot policy https://w.wiki/4wJS. See also T400119."
)
_NAMELESS = re.compile(
    r"\s*$|Python/3|python-(requests|urllib|httpx)/|curl/|aiohttp/", re.IGNORECASE
)


class Imitation:
    """An async context manager that listens on loopback while its block runs.

    `latency`: seconds every answer takes, so that requests sent at once are in flight at once.
    """

    def __init__(
        self,
        world: World,
        *,
        faults: Faults | None = None,
        limits: Limits | None = None,
        latency: float = 0.01,
        port: int = 0,
    ) -> None:
        limits = limits if limits is not None else Limits()
        self.world = world
        self.log = Log()
        self.wikidata = Api(Wiki("wikidata", world), limits)
        self.commons = Api(Wiki("commons", world), limits)
        self.queries = QueryService(world)
        self.url = ""
        self._chooser = FaultChooser(faults if faults is not None else Faults())
        self._latency = latency
        self._port = port
        self._in_flight = 0
        self._runner: web.AppRunner | None = None

    @property
    def wikidata_api_url(self) -> str:
        return self.url + _WIKIDATA

    @property
    def commons_api_url(self) -> str:
        return self.url + _COMMONS

    @property
    def sparql_url(self) -> str:
        return self.url + _SPARQL

    def fail_next(self, *faults: Fault) -> None:
        """The next requests fail so, whatever they ask."""
        self._chooser.ordered.extend(faults)

    async def __aenter__(self) -> Self:
        images = ImageHost(self.world)

        @web.middleware
        async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._watch(request, handler)

        app = web.Application(middlewares=[watch])
        app.router.add_get(_WIKIDATA, self._api)
        app.router.add_get(_COMMONS, self._api)
        app.router.add_get(_SPARQL, self._query)
        app.router.add_get(ROOT + "/{a:[0-9a-f]}/{ab:[0-9a-f]{2}}/{key}", images.original)
        app.router.add_get(
            ROOT + "/thumb/{a:[0-9a-f]}/{ab:[0-9a-f]{2}}/{key}/{thumbnail}", images.thumbnail
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._in_flight += 1
        entry = Request(
            time.monotonic(),
            request.method,
            request.path,
            dict(request.query),
            dict(request.headers),
            self._in_flight,
        )
        self.log.requests.append(entry)
        try:
            await asyncio.sleep(self._latency)
            response = await self._answer(request, handler, entry)
            if entry.fault not in {Fault.RESET.value, Fault.TRUNCATED.value}:
                entry.status = response.status
            entry.retry_after = _seconds(response.headers.get("Retry-After"))
            entry.error = response.headers.get("MediaWiki-API-Error")
            return response
        finally:
            entry.answered = time.monotonic()
            self._in_flight -= 1

    async def _answer(
        self, request: web.Request, handler: Handler, entry: Request
    ) -> web.StreamResponse:
        if _NAMELESS.match(request.headers.get("User-Agent", "")):
            return web.Response(status=403, text=_ROBOTS)
        service = {_SPARQL: "sparql", _WIKIDATA: "api", _COMMONS: "api"}.get(request.path, "image")
        fault = self._chooser.choose(service, entry.key)
        if service == "sparql" and fault is None:
            fault = self._time_out(request)
        if fault is None:
            return await handler(request)
        entry.fault = fault.value
        api = self._api_of(request) if service == "api" else None
        wait = self._chooser.faults.retry_after
        return await faulty_answer(fault, request, handler, api, wait)

    def _time_out(self, request: web.Request) -> Fault | None:
        most = self._chooser.faults.most_classes
        named = len(set(re.findall(r"\bwd:Q\d+", request.query.get("query", ""))))
        if most is None or named <= most:
            return None
        return Fault.TIMED_OUT_AT_ONCE if named > 2 * most else Fault.TIMED_OUT

    def _api_of(self, request: web.Request) -> Api:
        return self.wikidata if request.path == _WIKIDATA else self.commons

    async def _api(self, request: web.Request) -> web.StreamResponse:
        answer = self._api_of(request).answer(dict(request.query), self.url)
        return web.Response(
            text=answer.body, content_type=answer.content_type, headers=answer.headers
        )

    async def _query(self, request: web.Request) -> web.StreamResponse:
        accepted = request.headers.get("Accept", "")
        if request.query.get("format") != "json" and "sparql-results+json" not in accepted:
            return web.Response(text="<sparql/>", content_type="application/sparql-results+xml")
        try:
            text = await asyncio.to_thread(self.queries.answer, request.query.get("query", ""))
        except MalformedQueryError as error:
            trace = f"SPARQL-QUERY: queryStr={request.query.get('query', '')}\n{error}\n"
            return web.Response(status=400, text=trace, content_type="text/plain")
        return web.Response(text=text, content_type="application/sparql-results+json")


def _seconds(header: str | None) -> float | None:
    if header is None:
        return None
    if header.isdigit():
        return float(header)
    return parsedate_to_datetime(header).timestamp() - time.time()
