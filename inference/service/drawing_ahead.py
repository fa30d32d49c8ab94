"""The small pictures of places, drawn while nothing is asked, so that no answer waits for them."""

from __future__ import annotations

from inference.protocol import BusyError
from inference.service.state import Service

_MOST = 2_000  # places, of some 20 kB each


async def draw_ahead(service: Service) -> None:
    """Draw or read the pictures of the catalogue's first 2,000 places, one after another.

    None is begun while a request is being answered. Another catalogue is begun anew; never ends
    by itself.
    """
    while True:
        service.renewed.clear()
        answering = service.now()
        for place in list(answering.catalogue.places.values())[:_MOST]:
            await service.metrics.idle.wait()
            if service.renewed.is_set():
                break
            try:
                await answering.pictures.encoded(place, "ru")
            except BusyError:
                continue  # many are drawn for others now
        await service.renewed.wait()
