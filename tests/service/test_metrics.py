from __future__ import annotations

from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from tests.models import jpeg_of
from tests.service.conftest import Running

JPEG = {"Content-Type": "image/jpeg"}


async def figures(running: Running) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    async with running.client.get("/metrics") as response:
        text = await response.text()
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_requests_photos_stages_and_batches_are_counted(running: Running) -> None:
    for body in (jpeg_of(0, 1), jpeg_of(1, 1), b"text"):
        async with running.client.post("/v1/classify", data=body, headers=JPEG):
            pass
    async with running.client.get("/v1/search?q=башня"):
        pass
    async with running.client.get("/nothing"):
        pass
    told = await figures(running)

    def count(name: str, **labels: str) -> float:
        return told[name, tuple(sorted(labels.items()))]

    route = "/v1/classify"
    assert count("orientir_requests_total", route=route, method="POST", status="200") == 2
    assert count("orientir_requests_total", route=route, method="POST", status="422") == 1
    assert count("orientir_requests_total", route="none", method="GET", status="404") == 1
    assert count("orientir_request_seconds_count", route=route) == 3
    assert count("orientir_photos_total", outcome="answered") == 2
    assert count("orientir_photos_total", outcome="unsupported_format") == 1
    for stage in ("decode", "wait", "model"):
        assert count("orientir_stage_seconds_count", stage=stage) >= 1
    assert count("orientir_stage_seconds_count", stage="search") == 1
    assert count("orientir_batch_size_sum") == 2
    assert count("orientir_queue_size") == 8
    assert count("orientir_queue_length") == 0
    assert count("process_resident_memory_bytes") > 0
    version = running.service.now().engine.model_version
    assert count("orientir_model_info", version=version) == 1


async def test_unusual_methods_are_one_label(running: Running) -> None:
    for method in ("PROPFIND", "MKCOL"):
        async with running.client.request(method, "/v1/search"):
            pass
    told = await figures(running)
    seen = {dict(labels).get("method") for name, labels in told if name.startswith("orientir_requ")}
    assert "other" in seen
    assert not seen & {"PROPFIND", "MKCOL"}


def test_nothing_is_put_into_the_global_registry() -> None:
    assert not [m.name for m in REGISTRY.collect() if m.name.startswith("orientir")]
