"""A local imitation of Wikidata, Wikimedia Commons and the Wikidata Query Service.

Written from the services' own documentation (docs/wikidata.md says which pages), without a look at
the readers it is to try. One aiohttp server, one port, nothing fetched from outside.
"""

from tests.wikimedia.imitation.faults import Fault, Faults
from tests.wikimedia.imitation.log import Log, Request
from tests.wikimedia.imitation.making import make_world
from tests.wikimedia.imitation.page_set import Limits
from tests.wikimedia.imitation.server import Imitation
from tests.wikimedia.imitation.world import Coordinates, Item, MediaFile, Statement, World

__all__ = [
    "Coordinates",
    "Fault",
    "Faults",
    "Imitation",
    "Item",
    "Limits",
    "Log",
    "MediaFile",
    "Request",
    "Statement",
    "World",
    "make_world",
]
