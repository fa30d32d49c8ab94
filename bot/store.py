"""What outlives a restart: the city of each chat, and the file_ids of uploaded pictures."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, String, delete, event, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from inference import UserError

# Standard SQL has no upsert; the databases that the store runs on each have this one.
_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class StoreError(UserError):
    """The database cannot be opened."""


class Base(DeclarativeBase):
    """The tables below, made when the database is first opened."""


class Chat(Base):
    """What a chat has chosen."""

    __tablename__ = "chats"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    city: Mapped[str | None] = mapped_column(String(200))


class Upload(Base):
    """A picture that Telegram keeps; a file_id is valid for the bot that uploaded it alone."""

    __tablename__ = "uploads"

    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    picture: Mapped[str] = mapped_column(String(200), primary_key=True)
    file_id: Mapped[str] = mapped_column(String(400))


class Store:
    """Open with `await Store.open(url)`, close with `await store.close()`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._session = async_sessionmaker(engine, expire_on_commit=False)

    @classmethod
    async def open(cls, url: str) -> Store:
        """Open the database at an SQLAlchemy address, made if missing. Raises StoreError."""
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
        if engine.dialect.name not in _INSERTS:
            raise StoreError("DATABASE_URL must name an SQLite or a PostgreSQL database.")
        if engine.dialect.name == "sqlite":
            event.listen(engine.sync_engine, "connect", _tune_sqlite)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
        except (SQLAlchemyError, OSError) as error:
            await engine.dispose()
            place = parsed.render_as_string(hide_password=True)
            raise StoreError(f"The database {place} cannot be opened.") from error
        return cls(engine)

    async def close(self) -> None:
        await self._engine.dispose()

    async def city(self, chat_id: int) -> str | None:
        """The city that a chat chose, or None for all."""
        async with self._session() as session:
            chat = await session.get(Chat, chat_id)
            return chat.city if chat else None

    async def set_city(self, chat_id: int, city: str | None) -> None:
        await self._upsert(Chat, [{"chat_id": chat_id, "city": city}])

    async def file_ids(self, bot_id: int, pictures: Collection[str]) -> Mapping[str, str]:
        """The file_ids of those pictures that this bot has uploaded."""
        query = select(Upload).where(Upload.bot_id == bot_id, Upload.picture.in_(pictures))
        async with self._session() as session:
            return {row.picture: row.file_id for row in await session.scalars(query)}

    async def remember_uploads(self, bot_id: int, file_ids: Mapping[str, str]) -> None:
        rows = [
            {"bot_id": bot_id, "picture": picture, "file_id": file_id}
            for picture, file_id in file_ids.items()
        ]
        await self._upsert(Upload, rows)

    async def forget_uploads(self, bot_id: int, pictures: Collection[str]) -> None:
        query = delete(Upload).where(Upload.bot_id == bot_id, Upload.picture.in_(pictures))
        async with self._session.begin() as session:
            await session.execute(query)

    async def _upsert(self, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows or renew those whose key exists, in one statement: two handlers may race."""
        if not rows:
            return
        insert = _INSERTS[self._engine.dialect.name](table)
        keys = [column.name for column in inspect(table).primary_key]
        renewed = {name: insert.excluded[name] for name in rows[0] if name not in keys}
        async with self._session.begin() as session:
            await session.execute(insert.on_conflict_do_update(keys, set_=renewed), rows)


def _tune_sqlite(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # DB-API connections have no type
    cursor.execute("PRAGMA journal_mode=WAL")  # readers do not wait for a writer
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()
