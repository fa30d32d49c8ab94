"""A process that searches, seen by the one that asks it."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections import deque
from contextlib import suppress
from pathlib import Path

_WORKER = f"{__package__}.worker"
_LONGEST_LINE = 1024 * 1024
_PATIENCE = 5.0  # seconds; a question that has waited for more than these, twice, has no answer
_GRACE = 1.0  # seconds that a process has to end with its input; it has nothing to lose


class SearchProcess:
    """Answers lines with lines, in their order."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        questions: asyncio.StreamWriter,
        answers: asyncio.StreamReader,
    ) -> None:
        self._process, self._questions, self._answers = process, questions, answers
        self._waiting: deque[asyncio.Future[bytes | None]] = deque()

    @classmethod
    async def start(cls, catalogue: Path, encoder: str, index: Path) -> SearchProcess:
        """Start the worker with these. Raises OSError where the system starts none."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", _WORKER, catalogue, encoder, index),
            stdin=PIPE,
            stdout=PIPE,
            limit=_LONGEST_LINE,
            env={**os.environ, "OMP_NUM_THREADS": "1"},  # there is a process a core
        )
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the process has no pipes")
        return cls(process, process.stdin, process.stdout)

    def waiting(self) -> int:
        """How many lines it has not answered yet."""
        return len(self._waiting)

    async def first_line(self) -> bytes:
        """What it says before it is asked; nothing where it ends before."""
        return await self._answers.readline()

    async def ask(self, line: bytes) -> bytes | None:
        """The line that answers a line; None where the process ends before."""
        answer: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        self._questions.write(line)
        return await answer

    async def listen(self) -> None:
        """Hand out answers until the process ends, or leaves a question without an answer."""
        late: asyncio.Future[bytes | None] | None = None
        while True:
            try:
                async with asyncio.timeout(_PATIENCE):
                    line = await self._answers.readline()
            except TimeoutError:
                first = self._waiting[0] if self._waiting else None
                if first is not None and first is late:
                    return
                late = first
                continue
            if not line.endswith(b"\n"):
                return
            answer = self._waiting.popleft()
            if not answer.done():  # whoever asked may be gone
                answer.set_result(line)

    async def end(self) -> None:
        """End the process; who waits for it is told."""
        while self._waiting:
            answer = self._waiting.popleft()
            if not answer.done():
                answer.set_result(None)
        self._questions.close()
        try:
            await asyncio.wait_for(self._process.wait(), _GRACE)
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
