"""The HTTP service as a Ray Serve application: replicas on the machines of a cluster.

Every replica is the service of `inference.service` whole, with its own models and its own engine;
Ray Serve spreads the requests, and adds and removes replicas. The engine makes the batches:
`serve.batch` would wait a set time for a fuller one.

    serve run inference.ray_app:build               on a cluster, see docs/ray.md
    python -m inference.ray_local --replicas 2      on this machine alone, for a trial
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import Any

import aiohttp
from ray import serve
from starlette.requests import Request
from starlette.responses import Response

from inference.loading import load_models, start_engine
from inference.ray_settings import RaySettings
from inference.reloading import keep_up
from inference.service.serving import listening
from inference.service.state import Service
from inference.settings import read_settings

REPLICA = "X-Replica"
# What belongs to one connection and not to the message (RFC 9110, 7.6.1), and what is said anew.
_HOP = {
    *("connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"),
    *("host", "date", "server"),
}


class Replica:
    """One copy of the service. It answers Ray on a port of its own machine's loopback."""

    async def __init__(  # type: ignore[misc]  # Ray awaits it
        self, settings: RaySettings
    ) -> None:
        self._stack = AsyncExitStack()
        own = settings.model_copy(update={"serve_host": "127.0.0.1", "serve_port": 0})
        service = Service(own)
        port = await self._stack.enter_async_context(listening(service))
        models = await asyncio.to_thread(load_models, own)
        service.start(start_engine(own, models, service.metrics), models)
        watching = asyncio.create_task(keep_up(own, service.take_up, asyncio.Event()))
        self._stack.push_async_callback(_end, watching)
        # Bodies go through as they come: packed or not, and without a second limit of time.
        self._session = await self._stack.enter_async_context(
            aiohttp.ClientSession(
                f"http://127.0.0.1:{port}",
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=None),
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        )
        self._name = serve.get_replica_context().replica_id.unique_id

    async def __call__(self, request: Request) -> Response:
        """What the service answers; the header X-Replica says which copy it was."""
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        headers = [(name, value) for name, value in request.headers.items() if name not in _HOP]
        has_body = {"content-length", "transfer-encoding"} & set(request.headers)
        async with self._session.request(
            request.method,
            target,
            headers=headers,
            data=request.stream() if has_body else None,
            allow_redirects=False,
        ) as answer:
            body = await answer.read()
            kept = {k: v for k, v in answer.headers.items() if k.lower() not in _HOP}
            return Response(body, answer.status, {**kept, REPLICA: self._name})

    async def check_health(self) -> None:
        """Asked by Ray, which starts another replica in place of one that raises."""
        async with self._session.get("/healthz") as answer:
            answer.raise_for_status()

    async def __del__(self) -> None:
        await self._stack.aclose()


def build(arguments: dict[str, Any]) -> serve.Application:
    """The application for `serve run inference.ray_app:build replicas_max=8 …`.

    Arguments go before the settings of the environment. Raises SettingsError.
    """
    settings = read_settings(RaySettings, **arguments)
    deployment = serve.deployment(name="orientir", **settings.deployment())(Replica)
    return deployment.bind(settings)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
