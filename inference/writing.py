"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inference.errors import UserError

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # of Linux's fcntl.h


class OccupiedError(UserError):
    """The folder to write holds something else, which would be lost."""


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` to write; it takes the name `path` when the block succeeds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(descriptor)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def check_replaceable(path: Path, marker: str) -> None:
    """Raise OccupiedError unless `path` is new, an empty folder, or holds the file `marker`.

    By the marker a folder of the kind that is to be written is known.
    """
    if path.exists() and not (path / marker).is_file() and (path.is_file() or any(path.iterdir())):
        raise OccupiedError(f"{path} holds something else; name a new or an empty folder.")


@contextmanager
def whole_folder(path: Path, marker: str) -> Iterator[Path]:
    """A temporary folder beside `path` to fill; it replaces `path` when the block succeeds.

    Raises OccupiedError as `check_replaceable` does. Where the file system cannot exchange two
    folders at once, a kill between two renames leaves no `path`, but the old folder beside it,
    under a name that ends in `.old`. Any kill may leave a temporary folder whose name has a dot
    and the name of `path` in front.
    """
    path = path.resolve()  # the folder that a link leads to, not the link
    check_replaceable(path, marker)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        yield temporary
        _put_in_place(temporary, path, marker)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


class BusyFolderError(UserError):
    """Another process is filling the same folder."""


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """A folder under way to `path`: `whole` is what takes its name, the rest of `work` goes."""

    path: Path
    work: Path
    marker: str

    @property
    def whole(self) -> Path:
        return self.work / "whole"

    def finish(self) -> None:
        """Put `whole` in the place of `path`, and remove what led there."""
        _put_in_place(self.whole, self.path, self.marker)
        shutil.rmtree(self.work, ignore_errors=True)


@contextmanager
def resumable_folder(path: Path, marker: str) -> Iterator[WorkFolder]:
    """A folder `.<name>.partial` beside `path` that outlives failures, kills and restarts.

    The block fills it and ends with `finish`; what it does not finish, the next call finds. Raises
    OccupiedError as `check_replaceable` does, and BusyFolderError while another process is at it.
    """
    import fcntl  # of POSIX alone; the rest of this module serves other systems too

    path = path.resolve()
    check_replaceable(path, marker)
    work = path.with_name(f".{path.name}.partial")
    work.mkdir(parents=True, exist_ok=True)
    with (work / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The other process may have finished, and removed the folder, just now.
            held = os.path.samestat(os.fstat(lock.fileno()), (work / "lock").stat())
        except OSError:
            held = False
        if not held:
            raise BusyFolderError(f"Another process is writing {path}; wait until it has ended.")
        folder = WorkFolder(path, work, marker)
        folder.whole.mkdir(exist_ok=True)
        yield folder


def _put_in_place(temporary: Path, path: Path, marker: str) -> None:
    """Give a finished folder the name `path`; the folder that had it is removed."""
    temporary.chmod(0o755)
    check_replaceable(path, marker)  # again: filling may have taken hours
    if not path.exists():
        temporary.replace(path)
    elif _exchange(temporary, path):
        shutil.rmtree(temporary, ignore_errors=True)
    else:
        # A rename over a folder that is not empty fails, so the old one steps aside first.
        old = path.with_name(f".{path.name}.{os.getpid()}.old")
        path.rename(old)
        try:
            temporary.replace(path)
        except OSError:
            old.rename(path)
            raise
        shutil.rmtree(old)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders at once (renameat2 of Linux); False where that cannot be had."""
    try:
        swap = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    names = (os.fsencode(one), os.fsencode(other))
    return bool(swap(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
