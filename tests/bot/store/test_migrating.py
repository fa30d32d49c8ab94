from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from bot.store import ChatSettings, Store, StoreError, migrating
from bot.store.models import Base

# What the first version, which kept no number of its tables, wrote.
FIRST = """
CREATE TABLE chats (chat_id BIGINT NOT NULL, city VARCHAR(200), PRIMARY KEY (chat_id));
CREATE TABLE uploads (
    bot_id BIGINT NOT NULL, picture VARCHAR(200) NOT NULL, file_id VARCHAR(400) NOT NULL,
    PRIMARY KEY (bot_id, picture)
);
INSERT INTO chats VALUES (1, 'Владимир'), (-100200300400, NULL);
INSERT INTO uploads VALUES (7, 'card:a', 'id-a');
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite3"


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


def run(file: Path, script: str) -> None:
    connection = sqlite3.connect(file)
    connection.executescript(script)
    connection.close()


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(file)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


async def test_a_file_of_the_first_version_is_taken_up_without_loss(file: Path, url: str) -> None:
    run(file, FIRST)
    store = await Store.open(url)
    assert await store.chat(1) == ChatSettings("Владимир", None, False)
    assert await store.chat(-100200300400) == ChatSettings()
    assert await store.file_ids(7, ["card:a"]) == {"card:a": "id-a"}
    await store.change_chat(1, language="en", every_photo=True)
    await store.remember("key", "value")
    await store.close()
    again = await Store.open(url)
    assert await again.chat(1) == ChatSettings("Владимир", "en", True)
    assert await again.recall("key") == "value"
    await again.close()


@pytest.mark.parametrize("script", ["", FIRST])
async def test_the_migrations_make_the_tables_of_the_models(
    file: Path, url: str, script: str
) -> None:
    run(file, script)
    store = await Store.open(url)

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    async with store.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await store.close()


async def test_a_newer_file_is_refused_in_a_sentence_and_left_as_it_is(
    file: Path, url: str
) -> None:
    await (await Store.open(url)).close()
    run(file, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="is newer than this bot") as caught:
        await Store.open(url)
    assert "\n" not in str(caught.value)
    assert rows(file, "SELECT version_num FROM alembic_version") == [("9999",)]


async def test_a_migration_that_fails_changes_nothing(
    file: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(file, FIRST + "CREATE TABLE inbox (other TEXT);")  # in the way of the last table
    with pytest.raises(StoreError, match="cannot be opened"):
        await Store.open(url)
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    assert rows(file, tables) == [("chats",), ("inbox",), ("uploads",)]
    run(file, "DROP TABLE inbox")
    store = await Store.open(url)
    assert await store.city(1) == "Владимир"
    await store.close()


async def test_two_programs_may_open_a_new_database_at_once(url: str) -> None:
    stores = await asyncio.gather(*(Store.open(url) for _ in range(4)))
    await stores[0].set_city(1, "Порту")
    assert [await store.city(1) for store in stores] == ["Порту"] * 4
    for store in stores:
        await store.close()


def test_the_migrations_are_beside_the_code() -> None:
    names = sorted(path.name for path in (migrating.MIGRATIONS / "versions").glob("0*.py"))
    assert names[0] == "0001_chats_and_uploads.py"
