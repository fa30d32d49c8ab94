"""The simulation side: faults and flood limits that tests ask for."""

from __future__ import annotations

from typing import Any

from bot.playground.errors import bad_request
from bot.playground.faults import GATEWAY_CODES, Fault
from bot.playground.scene import MAX_WAIT, Scene, act


@act("POST", "/faults")
async def plan_fault(scene: Scene) -> Any:
    """The next `times` calls of `method` fail; see Fault."""
    parameters = scene.parameters
    code, html = parameters.integer("code", 500, 0, 599), parameters.flag("html")
    if html and code not in GATEWAY_CODES:
        raise bad_request("a gateway answers 502, 503 or 504")
    scene.telegram.faults.plan(
        Fault(
            method=parameters.text("method", "*"),
            code=code,
            retry_after=parameters.integer("retry_after") or None,
            times=parameters.integer("times", 1, 1, 10_000),
            delay=min(parameters.number("delay") or 0.0, MAX_WAIT),
            after=parameters.flag("after"),
            description=parameters.text("description") or None,
            html=html,
        )
    )
    return True


@act("DELETE", "/faults")
async def forget_faults(scene: Scene) -> Any:
    scene.telegram.faults.clear()
    return True


@act("POST", "/limits")
async def set_limits(scene: Scene) -> Any:
    scene.telegram.limits.enabled = scene.parameters.flag("enabled")
    return True
