"""The city of each chat, and the file_ids of uploaded pictures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "chats",
        sa.Column("chat_id", sa.BigInteger, primary_key=True),
        sa.Column("city", sa.String(200)),
    )
    op.create_table(
        "uploads",
        sa.Column("bot_id", sa.BigInteger, primary_key=True),
        sa.Column("picture", sa.String(200), primary_key=True),
        sa.Column("file_id", sa.String(400), nullable=False),
    )
