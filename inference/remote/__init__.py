"""The inference module on another machine, asked over HTTP: `Inference` without torch or FAISS."""

from inference.remote.connection import Connection
from inference.remote.engine import RemoteEngine
from inference.remote.errors import RefusedKeyError, ServiceError
from inference.remote.status import Status

__all__ = ["Connection", "RefusedKeyError", "RemoteEngine", "ServiceError", "Status"]
