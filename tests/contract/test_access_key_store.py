"""The promises of AccessKeyStore, above all towards the other processes that make and revoke keys."""

import asyncio
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cloister.domain import limits
from cloister.domain.errors import ResourceConflict
from cloister.domain.identity import AccessKey, AccessKeyId
from cloister.domain.ids import AccountId
from cloister.store import schema
from cloister.store.access_keys import AccessKeyStore, SqlAccessKeyStore
from cloister.store.database import Database

SECRET = "never/shown+to=anybody0123456789abcdefgh"


def a_key(key_id: str = "AKIACLOISTER0000BLUE", *, created_at_minute: int = 0) -> AccessKey:
    return AccessKey(
        id=AccessKeyId(key_id),
        secret=SECRET,
        account=AccountId("000000000000"),
        description="for tests",
        created_at=datetime(2026, 11, 23, 6, created_at_minute, tzinfo=UTC),
    )


@pytest.fixture
def store(database: Database) -> AccessKeyStore:
    return SqlAccessKeyStore(database)


@pytest.fixture
def server(database: Database) -> SqlAccessKeyStore:
    """The same database seen by another owner of a copy in memory, as the server sees `cloister keys`."""
    return SqlAccessKeyStore(database)


async def test_a_created_key_is_there_at_once_and_after_a_restart(
    store: AccessKeyStore, database: Database
) -> None:
    key = a_key()

    await store.create(key)

    restarted = SqlAccessKeyStore(database)
    await restarted.refresh()
    assert store.get(key.id) == key
    assert restarted.get(key.id) == key


async def test_an_unknown_key_is_none(store: AccessKeyStore) -> None:
    assert store.get(AccessKeyId("AKIAUNKNOWN")) is None


async def test_an_id_that_is_taken_is_refused_and_its_secret_stays(store: AccessKeyStore) -> None:
    await store.create(a_key())

    with pytest.raises(ResourceConflict, match="already exist"):
        await store.create(replace(a_key(), secret="another"))

    assert store.list() == [a_key()]


async def test_no_secret_stands_in_the_errors_of_the_store_or_of_the_database_below_it(
    store: AccessKeyStore,
) -> None:
    await store.create(a_key())

    with pytest.raises(ResourceConflict) as refusal:
        await store.create(a_key())

    told = [repr(refusal.value), repr(refusal.value.__cause__), str(refusal.value.__cause__)]
    assert "UNIQUE" in told[2]
    assert not any(SECRET in text for text in told)


async def test_keys_are_listed_oldest_first(store: AccessKeyStore) -> None:
    keys = [a_key(f"AKIA{minute}", created_at_minute=minute) for minute in (3, 1, 2)]

    for key in keys:
        await store.create(key)

    assert [key.id for key in store.list()] == ["AKIA1", "AKIA2", "AKIA3"]


async def test_a_deleted_key_counts_no_more(store: AccessKeyStore) -> None:
    await store.create(a_key())

    assert await store.delete(a_key().id)

    assert store.get(a_key().id) is None
    assert not await store.delete(a_key().id)


async def test_there_are_never_more_keys_than_the_bound(
    store: AccessKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ACCESS_KEYS_MAX", 2)
    await store.create(a_key("AKIA1"))
    await store.create(a_key("AKIA2"))

    with pytest.raises(ResourceConflict, match="2 access keys already"):
        await store.create(a_key("AKIA3"))

    assert [key.id for key in store.list()] == ["AKIA1", "AKIA2"]


async def test_what_another_process_made_or_revoked_counts_after_a_refresh(
    server: SqlAccessKeyStore, database_path: Path
) -> None:
    async with Database(database_path) as other:
        command_line = SqlAccessKeyStore(other)
        await command_line.create(a_key())
        await server.refresh()
        made = server.get(a_key().id)

        await command_line.delete(a_key().id)
        await server.refresh()
        revoked = server.get(a_key().id)

    assert made == a_key()
    assert revoked is None


async def test_a_server_that_follows_notices_another_process_by_itself(
    database: Database, database_path: Path
) -> None:
    server = SqlAccessKeyStore(database, interval=timedelta(0))
    following = asyncio.create_task(server.follow())

    async with Database(database_path) as other:
        await SqlAccessKeyStore(other).create(a_key())
    async with asyncio.timeout(10):
        while server.get(a_key().id) is None:  # noqa: ASYNC110 # the store tells nobody of what it finds
            await asyncio.sleep(0)

    assert server.list() == [a_key()]
    following.cancel()
    await asyncio.wait([following])


async def test_a_refresh_never_hides_a_key_that_was_just_created(
    server: SqlAccessKeyStore,
) -> None:
    keys = [a_key(f"AKIA{number}") for number in range(20)]

    async with asyncio.TaskGroup() as group:
        for key in keys:
            group.create_task(server.create(key))
            group.create_task(server.refresh())

    assert {key.id for key in server.list()} == {key.id for key in keys}


def test_every_field_of_a_key_has_its_column() -> None:
    columns = [column.name for column in schema.access_keys.columns]

    assert sorted(columns) == sorted(field.name for field in fields(AccessKey))
