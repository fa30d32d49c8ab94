"""What outlives a restart or a kill: one SQLite file, written in whole transactions.

The playground serves one person on one machine and every statement takes microseconds, so the
statements run on the event loop and no lock is needed between them.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from inference.errors import UserError

_FILE = "playground.sqlite"
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE bots (
    id INTEGER PRIMARY KEY, token TEXT NOT NULL, profile TEXT NOT NULL,
    webhook TEXT, allowed_updates TEXT NOT NULL DEFAULT '[]'
);
CREATE TABLE commands (
    bot_id INTEGER NOT NULL, scope TEXT NOT NULL, language TEXT NOT NULL, commands TEXT NOT NULL,
    PRIMARY KEY (bot_id, scope, language)
);
CREATE TABLE users (id INTEGER PRIMARY KEY, profile TEXT NOT NULL);
CREATE TABLE chats (id INTEGER PRIMARY KEY, chat TEXT NOT NULL, migrated_to INTEGER);
CREATE TABLE members (
    chat_id INTEGER NOT NULL, bot_id INTEGER NOT NULL, status TEXT NOT NULL,
    PRIMARY KEY (chat_id, bot_id)
);
CREATE TABLE messages (
    owner INTEGER NOT NULL, chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL,
    message TEXT NOT NULL, PRIMARY KEY (owner, chat_id, message_id)
) WITHOUT ROWID;
CREATE TABLE files (
    id INTEGER PRIMARY KEY, picture INTEGER, kind TEXT NOT NULL, sha256 TEXT NOT NULL,
    size INTEGER NOT NULL, path TEXT NOT NULL, facts TEXT NOT NULL
);
CREATE INDEX files_of_a_picture ON files (picture);
CREATE TABLE downloads (
    bot_id INTEGER NOT NULL, file_id INTEGER NOT NULL, PRIMARY KEY (bot_id, file_id)
) WITHOUT ROWID;
CREATE TABLE updates (
    bot_id INTEGER NOT NULL, update_id INTEGER NOT NULL, date INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (bot_id, update_id)
) WITHOUT ROWID;
CREATE TABLE callbacks (
    id TEXT PRIMARY KEY, bot_id INTEGER NOT NULL, date INTEGER NOT NULL, answer TEXT
);
"""
_GROUPS_AND_INLINE = """
ALTER TABLE members ADD COLUMN rights TEXT NOT NULL DEFAULT '{}';
CREATE TABLE participants (
    chat_id INTEGER NOT NULL, user_id INTEGER NOT NULL, status TEXT NOT NULL,
    PRIMARY KEY (chat_id, user_id)
) WITHOUT ROWID;
CREATE TABLE topics (
    chat_id INTEGER NOT NULL, thread_id INTEGER NOT NULL, title TEXT NOT NULL,
    PRIMARY KEY (chat_id, thread_id)
) WITHOUT ROWID;
CREATE TABLE inline_queries (
    id TEXT PRIMARY KEY, bot_id INTEGER NOT NULL, date REAL NOT NULL, query TEXT NOT NULL,
    answer TEXT
);
CREATE TABLE inline_messages (
    id TEXT PRIMARY KEY, bot_id INTEGER NOT NULL, owner INTEGER NOT NULL,
    chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL
);
"""
_STEPS = (_SCHEMA, _GROUPS_AND_INLINE)
"""What each version of the database adds to the one before; user_version counts them."""


class Storage:
    """The playground's database under `folder`; a second process on the same folder is refused."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(folder / _FILE, timeout=1)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise
        except (OSError, sqlite3.Error) as error:
            raise UserError(
                f"The playground cannot use the folder {folder}: {_reason(error)}"
            ) from error

    def _prepare(self) -> None:
        self._db.isolation_level = None
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._open()
        self.secret = str(self.value("SELECT value FROM meta WHERE name = 'secret'"))

    def _open(self) -> None:
        version = int(self.value("PRAGMA user_version"))
        if version > len(_STEPS):
            raise sqlite3.DatabaseError("it was written by another version")
        if version and self.value("PRAGMA quick_check(1)") != "ok":
            raise sqlite3.DatabaseError("the database is damaged")
        # Takes the exclusive lock even where nothing is to be added.
        statements = "".join(_STEPS[version:])
        self._db.executescript(
            f"BEGIN IMMEDIATE; {statements} PRAGMA user_version = {len(_STEPS)};"
        )
        if version == 0:
            self._db.execute("INSERT INTO meta VALUES ('secret', ?)", (secrets.token_hex(16),))
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements of the block, or none of them. Blocks may nest; they must not await."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def execute(self, statement: str, *values: object) -> int:
        """Runs a statement; returns how many rows it changed."""
        return self._db.execute(statement, values).rowcount

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._db.execute(query, values).fetchall()

    def row(self, query: str, *values: object) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self._db.execute(query, values).fetchone()
        return found

    def value(self, query: str, *values: object) -> Any:
        found = self.row(query, *values)
        return None if found is None else found[0]

    def upcoming(self, counter: str, first: int = 1) -> int:
        """What `next` will return."""
        last = self.value("SELECT value FROM counters WHERE name = ?", counter)
        return first if last is None else int(last) + 1

    def next(self, counter: str, first: int = 1) -> int:
        """The next number of a named counter."""
        return int(
            self.value(
                "INSERT INTO counters VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
                counter,
                first,
            )
        )


def _reason(error: OSError | sqlite3.Error) -> str:
    if isinstance(error, FileExistsError):
        return "it is not a folder."
    if isinstance(error, OSError):
        return f"{error.strerror or error}."
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest tells the kinds of one error
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"{error}. Is another playground running on it?"
    return f"{error} ({_FILE})."


def dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
