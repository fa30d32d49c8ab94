"""The aiohttp application: routes, and the middlewares around them."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Middleware

from inference.service import classify, health, page, places, reference, search
from inference.service.authentication import authentication
from inference.service.errors import problems
from inference.service.state import SERVICE, Service

ROUTES = (classify, search, places, health, reference, page)


def create_app(service: Service) -> web.Application:
    """The service as an application; it answers `starting` until the service has been started."""
    settings = service.settings
    middlewares: list[Middleware] = [
        service.metrics.middleware(),
        problems(settings.request_seconds),
    ]
    if settings.api_key is not None:
        middlewares.append(authentication(settings.api_key.get_secret_value()))
    app = web.Application(client_max_size=settings.max_body, middlewares=middlewares)
    app[SERVICE] = service
    for module in ROUTES:
        app.add_routes(module.routes)
    return app
