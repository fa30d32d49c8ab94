"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
        temporary.chmod(0o755)
        check_replaceable(path, marker)  # again: filling may have taken hours
        if not path.exists():
            temporary.replace(path)
        elif not _exchange(temporary, path):
            # A rename over a folder that is not empty fails, so the old one steps aside first.
            old = temporary.with_name(f"{temporary.name}.old")
            path.rename(old)
            try:
                temporary.replace(path)
            except OSError:
                old.rename(path)
                raise
            shutil.rmtree(old)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders at once (renameat2 of Linux); False where that cannot be had."""
    try:
        swap = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    names = (os.fsencode(one), os.fsencode(other))
    return bool(swap(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
