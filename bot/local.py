"""Starts the playground beside the bot, or finds the one that an earlier bot left running."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

from inference import UserError

HOST = "127.0.0.1"
_START_SECONDS = 20.0


class PlaygroundError(UserError):
    """The playground could not be started."""


class Playground:
    """The local Bot API server as a process of its own, so that the bot can die and come back."""

    def __init__(self, url: str, process: subprocess.Popen[bytes] | None) -> None:
        self.url = url
        self._process = process

    @classmethod
    def start(cls, port: int, folder: Path) -> Playground:
        """Start the server, or use one that runs at that port. Raises PlaygroundError."""
        url = f"http://{HOST}:{port}"
        if _is_playground(url):
            return cls(url, None)
        command = [sys.executable, "-m", "bot.playground", "--port", str(port)]
        command += ["--data", str(folder)]
        # A session of its own: Ctrl-C is the bot's alone, which still has answers to send.
        process = subprocess.Popen(command, start_new_session=True)  # noqa: S603  # our own module
        return cls(url, process)

    def wait_until_ready(self) -> int | None:
        """None once the server answers; its exit status when it has ended, after saying why.

        Raises PlaygroundError when it neither answers nor ends.
        """
        deadline = time.monotonic() + _START_SECONDS
        while self._process is not None and not _is_playground(self.url):
            status = self._process.poll()
            if status is not None:
                return status or 1
            if time.monotonic() > deadline:
                raise PlaygroundError(f"The playground does not answer at {self.url}.")
            time.sleep(0.05)
        return None

    def stop(self) -> None:
        """Stop the server if it was started here; one that was found running stays."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()


def _is_playground(url: str) -> bool:
    address = f"{url}/playground/api/state"
    try:
        # No proxy of the environment has a way to this machine's loopback.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address, timeout=1) as response:
            state = json.load(response)
    except (URLError, OSError, ValueError):
        return False
    return isinstance(state, dict) and {"bots", "groups"} <= state.keys()
