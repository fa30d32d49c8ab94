"""More settings of a chat; feedback, statistics, small memories, and updates not yet answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("chats", sa.Column("language", sa.String(10)))
    op.add_column(
        "chats", sa.Column("every_photo", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("given_at", sa.Double, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False, index=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("place_id", sa.String(40)),
        sa.Column("scores", sa.JSON, nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("agreed", sa.Boolean, nullable=False),
        sa.Column("photo", sa.LargeBinary),
    )
    op.create_table(
        "visitors",
        sa.Column("user_id", sa.BigInteger, primary_key=True),
        sa.Column("seen_on", sa.Date, nullable=False, index=True),
    )
    op.create_table(
        "tallies",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("event", sa.String(40), primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "durations",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("event", sa.String(40), primary_key=True),
        sa.Column("step", sa.Integer, primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "memories",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("user_id", sa.BigInteger, index=True),
        sa.Column("until", sa.Double, index=True),
    )
    op.create_table(
        "inbox",
        # The numbers are Telegram's, so none is ever made here.
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("update", sa.Text, nullable=False),
        sa.Column("taken_at", sa.Double, nullable=False),
    )
