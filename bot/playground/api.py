"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from aiohttp import ClientSession, web

from bot.playground.errors import ApiError, file_not_found, method_not_found, too_large
from bot.playground.faults import Fault, GatewayError
from bot.playground.methods import METHODS, Call
from bot.playground.requests import read_parameters
from bot.playground.storage import dumps
from bot.playground.telegram import Telegram

TELEGRAM = web.AppKey("telegram", Telegram)
HTTP = web.AppKey("http", ClientSession)

log = logging.getLogger(__name__)
routes = web.RouteTableDef()


class _HungUp(Exception):  # noqa: N818  # no error: a fault that a test asked for
    """The connection is to end without an answer."""


@routes.route("*", "/bot{token:[^/]+}/{method:.*}")
async def call_method(request: web.Request) -> web.StreamResponse:
    """Answers one call of a bot in the envelope; nothing but the envelope ever leaves."""
    telegram = request.app[TELEGRAM]
    name = request.match_info["method"]
    try:
        bot = telegram.bots.by_token(request.match_info["token"])
        entry = METHODS.get(name.lower())
        if entry is None:
            raise method_not_found()
        name, method = entry
        telegram.statistics.calls[name] += 1
        fault = telegram.faults.take(name)
        if fault is not None:
            await _fail_before(fault)
        parameters = await read_parameters(request)
        call = Call(telegram, bot, parameters, request.app[HTTP], lambda: _gone(request))
        telegram.updates.saw(bot.id)
        result = await method(call)
        if fault is not None and fault.after:
            _fail(fault)
    except ApiError as error:
        telegram.statistics.refusals[name] += 1
        return _refusal(error)
    except GatewayError as error:
        telegram.statistics.refusals[name] += 1
        return _gateway_page(error)
    except web.HTTPRequestEntityTooLarge:
        return _refusal(too_large())
    except _HungUp:
        return _hang_up(request)
    except web.HTTPException:
        raise
    except Exception:
        log.exception("The playground failed in %s", name)
        return _refusal(ApiError(500, "Internal Server Error"))
    return _answer({"ok": True, "result": result})


async def _fail_before(fault: Fault) -> None:
    if fault.delay:
        await asyncio.sleep(fault.delay)
    if not fault.after:
        _fail(fault)


def _fail(fault: Fault) -> None:
    if fault.code == 0:
        raise _HungUp
    if fault.code != 200:  # 200 is a fault that only delays
        raise fault.error()


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.close()
    return web.Response()


def _gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


@routes.get("/file/bot{token:[^/]+}/{path:.+}")
async def download(request: web.Request) -> web.StreamResponse:
    """A file that getFile has named for this bot; the path is looked up, never opened."""
    telegram = request.app[TELEGRAM]
    try:
        bot = telegram.bots.by_token(request.match_info["token"])
        telegram.statistics.calls["download"] += 1
        fault = telegram.faults.take("download")
        if fault is not None:
            await _fail_before(fault)
        file = telegram.files.by_path(bot.id, request.match_info["path"])
        location = telegram.files.location(file)
        if not location.is_file():
            raise file_not_found()
    except ApiError as error:
        return _refusal(error)
    except GatewayError as error:
        return _gateway_page(error)
    except _HungUp:
        return _hang_up(request)
    return web.FileResponse(location, headers={"Content-Type": "application/octet-stream"})


def _answer(body: dict[str, Any], status: int = 200, headers: Any = None) -> web.Response:
    return web.Response(
        text=dumps(body), status=status, headers=headers, content_type="application/json"
    )


def _refusal(error: ApiError) -> web.Response:
    return _answer(error.envelope(), error.code, error.headers())


def _gateway_page(error: GatewayError) -> web.Response:
    return web.Response(text=error.page, status=error.code, content_type="text/html")
