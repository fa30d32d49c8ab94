"""Brings a database's tables to this version, with Alembic, in one transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

MIGRATIONS = Path(__file__).parent / "migrations"
# The tables of the first version, which kept no number of it.
UNNUMBERED = "0001"
# Any number that no other program locks in the same PostgreSQL database.
_LOCK = 7_246_912_083


class NewerSchemaError(Exception):
    """The database has a version that this program does not know."""


def upgrade(connection: Connection) -> None:
    """Make the tables, or bring them to the newest version. Raises NewerSchemaError.

    A kill leaves the tables as they were, and another program that starts at once waits.
    """
    if connection.dialect.name == "sqlite":
        # The driver begins no transaction of its own before it changes a table.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    present = set(MigrationContext.configure(connection).get_current_heads())
    if present - known:
        raise NewerSchemaError(", ".join(sorted(present - known)))
    if not present and inspect(connection).has_table("chats"):
        command.stamp(config, UNNUMBERED)
    command.upgrade(config, "head")
    connection.commit()
