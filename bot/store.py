"""What outlives a restart: the city of each chat, and the file_ids of uploaded pictures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from sqlalchemy import BigInteger, String, delete, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from inference import UserError


class StoreError(UserError):
    """The database cannot be opened."""


class _Base(DeclarativeBase):
    pass


class _Chat(_Base):
    __tablename__ = "chats"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    city: Mapped[str | None] = mapped_column(String(200))


class _Upload(_Base):
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
        except (ArgumentError, ImportError, SQLAlchemyError) as error:
            raise StoreError(f"DATABASE_URL cannot be used: {type(error).__name__}.") from error
        except OSError as error:
            raise StoreError(f"DATA_DIR cannot be written to: {error.strerror}.") from error
        if parsed.get_backend_name() == "sqlite":
            event.listen(engine.sync_engine, "connect", _tune_sqlite)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(_Base.metadata.create_all)
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
            chat = await session.get(_Chat, chat_id)
            return chat.city if chat else None

    async def set_city(self, chat_id: int, city: str | None) -> None:
        async with self._session.begin() as session:
            await session.merge(_Chat(chat_id=chat_id, city=city))

    async def file_ids(self, bot_id: int, pictures: Collection[str]) -> Mapping[str, str]:
        """The file_ids of those pictures that this bot has uploaded."""
        query = select(_Upload).where(_Upload.bot_id == bot_id, _Upload.picture.in_(pictures))
        async with self._session() as session:
            return {row.picture: row.file_id for row in await session.scalars(query)}

    async def remember_uploads(self, bot_id: int, file_ids: Mapping[str, str]) -> None:
        async with self._session.begin() as session:
            for picture, file_id in file_ids.items():
                await session.merge(_Upload(bot_id=bot_id, picture=picture, file_id=file_id))

    async def forget_uploads(self, bot_id: int, pictures: Collection[str]) -> None:
        query = delete(_Upload).where(_Upload.bot_id == bot_id, _Upload.picture.in_(pictures))
        async with self._session.begin() as session:
            await session.execute(query)


def _tune_sqlite(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # DB-API connections have no type
    cursor.execute("PRAGMA journal_mode=WAL")  # readers do not wait for a writer
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()
