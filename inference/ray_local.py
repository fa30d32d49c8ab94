"""The Ray Serve application on this machine alone: `python -m inference.ray_local --replicas 2`.

For trials, tests and measurements; a Ray of its own, on loopback, which sends nothing anywhere and
ends with the program. On a cluster it is `serve run inference.ray_app:build`.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading

from inference.commands.options import positive
from inference.errors import UserError
from inference.ray_settings import RaySettings
from inference.settings import read_settings

_HOST = "127.0.0.1"
_OBJECT_STORE = 100 * 1024 * 1024  # bytes; requests do not go through it


def main() -> int:
    """Run until SIGTERM or SIGINT. Returns an exit status; what is wrong is one sentence."""
    parser = argparse.ArgumentParser(prog="python -m inference.ray_local", description=__doc__)
    parser.add_argument("--replicas", type=positive, default=1)
    parser.add_argument("--port", type=int, help="default: SERVE_PORT")
    options = parser.parse_args()
    try:
        return _run(options.replicas, options.port)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1


def _run(replicas: int, port: int | None) -> int:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # Here, not above: it reads the environment when it is imported.
    import ray
    from ray import serve

    from inference.ray_app import build

    settings = read_settings(RaySettings, serve_port=port)
    ray.init(
        address="local",
        num_cpus=replicas + 1,
        include_dashboard=False,
        object_store_memory=_OBJECT_STORE,
        log_to_driver=False,
        _node_ip_address=_HOST,
    )
    try:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):  # after Ray, which takes them as well
            signal.signal(number, lambda *_: stop.set())
        serve.start(http_options={"host": _HOST, "port": settings.serve_port})
        serve.run(build({"replicas_min": replicas, "replicas_max": replicas, "replica_cpus": 1}))
        print(f"Ready: {replicas} replicas at http://{_HOST}:{settings.serve_port}", flush=True)
        stop.wait()
        serve.shutdown()  # type: ignore[no-untyped-call]
    finally:
        ray.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
