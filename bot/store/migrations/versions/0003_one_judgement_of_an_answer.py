"""One row of feedback for each person and answer: what is said later takes the earlier place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("feedback", sa.Column("answer", sa.String(40)))
    # Rows from before name no answer, and NULLs are not equal to one another.
    op.create_index("ix_feedback_user_id_answer", "feedback", ["user_id", "answer"], unique=True)
