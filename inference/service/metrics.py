"""What Prometheus is told at /metrics; a registry of its own, not the library's global one.

https://prometheus.io/docs/practices/naming/
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from inference.protocol import Stage

if TYPE_CHECKING:
    from inference.engine import Engine

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_GONE = "499"  # the client has gone; no such status is ever sent


class Metrics:
    """Counts what the service and its engine do; an `Observer` of the engine."""

    def __init__(self) -> None:
        self.idle = asyncio.Event()
        """Set while no request is being answered."""
        self.idle.set()
        self._in_flight = 0
        self.registry = CollectorRegistry()
        labels = ("route", "method", "status")
        self._requests = Counter(
            "orientir_requests", "HTTP requests answered.", labels, registry=self.registry
        )
        self._latency = Histogram(
            "orientir_request_seconds",
            "Time to answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._stages = Histogram(
            "orientir_stage_seconds",
            "Time in each stage of the engine.",
            ("stage",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._batches = Histogram(
            "orientir_batch_size",
            "Photos taken by the device at once.",
            buckets=_SIZES,
            registry=self.registry,
        )
        self._refused = Counter(
            "orientir_refused", "Requests told that the engine is busy.", registry=self.registry
        )
        self._photos = Counter(
            "orientir_photos",
            "Photos, by outcome: answered or refused.",
            ("outcome",),
            registry=self.registry,
        )
        self._queue = Gauge("orientir_queue_length", "Photos that wait.", registry=self.registry)
        self._queue_size = Gauge(
            "orientir_queue_size", "Requests that may wait.", registry=self.registry
        )
        self._processes = Gauge(
            "orientir_search_processes",
            "Processes that search beside the service.",
            registry=self.registry,
        )
        self._model = Gauge(
            "orientir_model_info", "The model that answers.", ("version",), registry=self.registry
        )
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self.registry.register(_DeviceMemory())

    def middleware(self) -> Middleware:
        """Middleware that counts and times every request."""

        @web.middleware
        async def measure(request: web.Request, handler: Handler) -> web.StreamResponse:
            begun = time.perf_counter()
            status = _GONE
            self._in_flight += 1
            self.idle.clear()
            try:
                response = await handler(request)
                status = str(response.status)
                return response
            except web.HTTPException as error:
                status = str(error.status)
                raise
            except asyncio.CancelledError:
                raise
            finally:
                self._in_flight -= 1
                if not self._in_flight:
                    self.idle.set()
                resource = request.match_info.route.resource
                route = "none" if resource is None else resource.canonical
                method = request.method if request.method in _METHODS else "other"
                self._requests.labels(route, method, status).inc()
                self._latency.labels(route).observe(time.perf_counter() - begun)

        return measure

    def follow(self, engine: Engine) -> None:
        """Tell of this engine, and of the model that it has now."""
        self._queue.set_function(lambda: engine.queued)
        self._queue_size.set(engine.queue_size)
        self._processes.set_function(lambda: engine.search_processes)
        self._model.clear()
        self._model.labels(engine.model_version).set(1)

    def photo(self, outcome: str) -> None:
        """A photo was answered (`answered`) or refused (the refusal's code)."""
        self._photos.labels(outcome).inc()

    def stage(self, stage: Stage, seconds: float) -> None:
        self._stages.labels(stage).observe(seconds)

    def batch(self, size: int) -> None:
        self._batches.observe(size)

    def refused(self) -> None:
        self._refused.inc()

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)


class _DeviceMemory(Collector):
    """Memory of the CUDA devices, where torch has been loaded and finds any."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        torch = sys.modules.get("torch")
        if torch is None or not torch.cuda.is_initialized():
            return
        family = GaugeMetricFamily(
            "orientir_device_memory_bytes", "Memory of a CUDA device.", labels=("device", "kind")
        )
        for number in range(torch.cuda.device_count()):
            free, total = torch.cuda.mem_get_info(number)
            for kind, size in (
                ("allocated", torch.cuda.memory_allocated(number)),
                ("reserved", torch.cuda.memory_reserved(number)),
                ("used", total - free),
                ("total", total),
            ):
                family.add_metric((str(number), kind), size)
        yield family
