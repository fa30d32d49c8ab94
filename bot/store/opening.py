"""Opens the database at an address, and tells in a sentence why it cannot be."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.migrating import NewerSchemaError, upgrade
from inference import UserError

_SWITCHES = 100  # tries, a tenth of a second apart
# Standard SQL has no upsert; the databases that the store runs on each have this one.
INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class StoreError(UserError):
    """The database cannot be opened."""


async def open_database(url: str) -> AsyncEngine:
    """The database at an SQLAlchemy address, made if missing, its tables of this version.

    Raises StoreError.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(parsed)
    except ImportError as error:
        raise StoreError(
            f"DATABASE_URL needs the package {error.name}; install it into the environment."
        ) from error
    except (ArgumentError, SQLAlchemyError) as error:
        raise StoreError(f"DATABASE_URL cannot be used: {type(error).__name__}.") from error
    except OSError as error:
        raise StoreError(f"DATA_DIR cannot be written to: {error.strerror}.") from error
    if engine.dialect.name not in INSERTS:
        raise StoreError("DATABASE_URL must name an SQLite or a PostgreSQL database.")
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _tune_sqlite)
    place = parsed.render_as_string(hide_password=True)
    try:
        if engine.dialect.name == "sqlite":
            await _let_readers_go_on(engine)
        async with engine.connect() as connection:
            await connection.run_sync(upgrade)
    except NewerSchemaError as error:
        await engine.dispose()
        raise StoreError(
            f"The database {place} is newer than this bot; install the bot that wrote it, or "
            "name another one by DATABASE_URL or DATA_DIR."
        ) from error
    except (SQLAlchemyError, OSError) as error:
        await engine.dispose()
        raise StoreError(f"The database {place} cannot be opened.") from error
    return engine


async def _let_readers_go_on(engine: AsyncEngine) -> None:
    """Switch an SQLite file to a write-ahead log: readers do not wait for a writer.

    The file remembers it. While another program opens the file, SQLite refuses the switch at once,
    whatever the timeout.
    """
    for attempt in range(1, _SWITCHES + 1):
        try:
            async with engine.connect() as connection:
                await connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            return
        except OperationalError as error:
            if attempt == _SWITCHES or "locked" not in str(error.orig):
                raise
            await asyncio.sleep(0.1)


def _tune_sqlite(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # DB-API connections have no type
    cursor.execute("PRAGMA busy_timeout=15000")
    cursor.execute("PRAGMA secure_delete=ON")  # what is forgotten leaves no bytes in the file
    cursor.close()
