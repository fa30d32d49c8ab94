"""The tables of the store. A change here needs a migration beside it, which a test compares."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    Double,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Times are seconds since 1970; the ids of users and chats are Telegram's."""


class Chat(Base):
    """What a chat has chosen; a private chat has the id of its user."""

    __tablename__ = "chats"

    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    city: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(10))
    every_photo: Mapped[bool] = mapped_column(Boolean, server_default=false(), default=False)


class Upload(Base):
    """A picture that Telegram keeps; a file_id is valid for the bot that uploaded it alone."""

    __tablename__ = "uploads"

    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    picture: Mapped[str] = mapped_column(String(200), primary_key=True)
    file_id: Mapped[str] = mapped_column(String(400))


class FeedbackRow(Base):
    """What a user said last of an answer to a photo; `answer` is the answer's key.

    Rows of the versions before it have no key.
    """

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_user_id_answer", "user_id", "answer", unique=True),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    given_at: Mapped[float] = mapped_column(Double)
    user_id: Mapped[int] = mapped_column(BigInteger, index=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    place_id: Mapped[str | None] = mapped_column(String(40))
    scores: Mapped[dict[str, float]] = mapped_column(JSON)
    model: Mapped[str] = mapped_column(String(200))
    agreed: Mapped[bool] = mapped_column(Boolean)
    photo: Mapped[bytes | None] = mapped_column(LargeBinary)
    answer: Mapped[str | None] = mapped_column(String(40))


class Visitor(Base):
    """Who has used the bot, and the last day of it."""

    __tablename__ = "visitors"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    seen_on: Mapped[date] = mapped_column(Date, index=True)


class Tally(Base):
    """How often something happened on a day; no user stands in it."""

    __tablename__ = "tallies"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    event: Mapped[str] = mapped_column(String(40), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class Duration(Base):
    """How many answers of a day took about as long: `step` counts tenths of a factor of two."""

    __tablename__ = "durations"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    event: Mapped[str] = mapped_column(String(40), primary_key=True)
    step: Mapped[int] = mapped_column(Integer, primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class Memory(Base):
    """A small value under a key, for good or until a time; a user's goes when the user says so."""

    __tablename__ = "memories"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    until: Mapped[float | None] = mapped_column(Double, index=True)


class InboxRow(Base):
    """An update that was taken from Telegram, as JSON, until it is answered."""

    __tablename__ = "inbox"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    update: Mapped[str] = mapped_column(Text)
    taken_at: Mapped[float] = mapped_column(Double)
