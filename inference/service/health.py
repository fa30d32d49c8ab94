"""Whether the service is well: /healthz, /readyz, /v1/status and /metrics."""

from __future__ import annotations

import asyncio

from aiohttp import web

from inference.service.metrics import CONTENT_TYPE
from inference.service.responses import json_response
from inference.service.state import SERVICE

routes = web.RouteTableDef()


@routes.get("/healthz")
async def alive(_: web.Request) -> web.Response:
    return json_response({"status": "alive"})


@routes.get("/readyz")
async def ready(request: web.Request) -> web.Response:
    request.app[SERVICE].now().check_queue()
    return json_response({"status": "ready"})


@routes.get("/v1/status")
async def status(request: web.Request) -> web.Response:
    service = request.app[SERVICE]
    answering = service.now()
    engine = answering.engine
    return json_response(
        {
            "model": engine.model_version,
            "places": len(answering.catalogue.places),
            "recognizable": len(answering.recognizable),
            "queue_size": engine.queue_size,
            "queued": engine.queued,
            "device": answering.device,
            "backend": answering.backend,
            "search_processes": service.search_processes,
        }
    )


@routes.get("/metrics")
async def metrics(request: web.Request) -> web.Response:
    text = await asyncio.to_thread(request.app[SERVICE].metrics.text)
    return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE})
