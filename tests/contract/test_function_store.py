"""The promises of FunctionStore, and of the database under it."""

import asyncio
import sys
import threading
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, event

from cloister.domain.errors import ResourceConflict, ServiceFailure
from cloister.domain.function import (
    Code,
    Configuration,
    Function,
    FunctionState,
    LogFormat,
    Logging,
    TenantIsolation,
    UpdateStatus,
)
from cloister.domain.ids import AccountId, FunctionName, Region, RevisionId
from cloister.domain.resource_policy import Effect, Statement
from cloister.store import schema
from cloister.store.database import Database
from cloister.store.functions import FunctionStore, SqlFunctionStore

ACCOUNT = AccountId("000000000000")
REGION = Region("eu-central-1")
COUNTER = FunctionName("counter")

CREATES_AND_SAYS_SO = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from cloister.domain.function import Code, Configuration, Function, Logging
from cloister.store.database import Database
from cloister.store.functions import SqlFunctionStore

async def main():
    async with Database(Path(sys.argv[1])) as database:
        await SqlFunctionStore(database).create(Function(
            account="000000000000", region="eu-central-1", name="counter", revision_id="r1",
            configuration=Configuration(runtime="python3.13", handler="a.b", role="r", logging=Logging(group="g")),
            code=Code(digest="d", size_bytes=1), tenant_isolation=None, environment_revision="e1",
            last_modified=datetime(2026, 1, 1, tzinfo=UTC)))
        print("ok", flush=True)
        sys.stdin.read()

asyncio.run(main())
"""


POLICY = (
    Statement(
        sid="bucket",
        effect=Effect.ALLOW,
        principal={"AWS": ("123456789012", "210987654321")},
        action="lambda:InvokeFunction",
        resource="*",
        condition={"StringEquals": {"AWS:SourceAccount": "123456789012"}},
    ),
    Statement(effect=Effect.DENY, principal="*", action=("lambda:*",), resource="*"),
)


def a_function(name: str = COUNTER, *, revision: str = "r1") -> Function:
    return Function(
        account=ACCOUNT,
        region=REGION,
        name=FunctionName(name),
        configuration=Configuration(
            runtime="python3.13",
            handler="app.handler",
            role="arn:aws:iam::000000000000:role/any",
            environment={"GREETING": "grüß dich"},
            logging=Logging(
                format=LogFormat.JSON, application_level="INFO", group="/aws/lambda/counter"
            ),
        ),
        code=Code(digest="0" * 64, size_bytes=123),
        tenant_isolation=TenantIsolation.PER_TENANT,
        revision_id=RevisionId(revision),
        environment_revision=RevisionId("e1"),
        last_modified=datetime(2026, 11, 23, 6, 0, 0, 123456, tzinfo=UTC),
        state=FunctionState.ACTIVE,
        last_update_status=UpdateStatus.FAILED,
        tags={"team": "blue"},
        reserved_concurrency=0,
        policy=POLICY,
    )


async def loaded(database: Database) -> SqlFunctionStore:
    store = SqlFunctionStore(database)
    await store.load()
    return store


def modes_in(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}


def an_empty_file(folder: Path, *, mode: int) -> Path:
    path = folder / "metadata.db"
    path.touch(mode=mode)
    return path


@pytest.fixture
async def store(database: Database) -> FunctionStore:
    return await loaded(database)


async def test_a_created_function_is_there_at_once_and_after_a_restart_field_by_field(
    store: FunctionStore, database: Database
) -> None:
    function = a_function()

    await store.create(function)

    assert store.get(ACCOUNT, REGION, COUNTER) == function
    assert (await loaded(database)).get(ACCOUNT, REGION, COUNTER) == function


async def test_an_absent_environment_is_not_an_empty_one(
    store: FunctionStore, database: Database
) -> None:
    function = a_function()
    absent = replace(function, configuration=replace(function.configuration, environment=None))

    await store.create(absent)

    assert (await loaded(database)).all() == [absent]


async def test_times_of_another_zone_are_the_same_moment_after_a_restart(
    store: FunctionStore, database: Database
) -> None:
    there = datetime(2026, 11, 23, 7, tzinfo=timezone(timedelta(hours=1)))

    await store.create(replace(a_function(), last_modified=there))

    [function] = (await loaded(database)).all()
    assert function.last_modified == there
    assert function.last_modified.utcoffset() == timedelta(0)


async def test_a_name_that_is_taken_is_refused_and_the_first_function_stays(
    store: FunctionStore, database: Database
) -> None:
    await store.create(a_function(revision="r1"))

    with pytest.raises(ResourceConflict, match=r"^Function already exist: counter$"):
        await store.create(a_function(revision="r2"))

    assert store.all() == [a_function(revision="r1")]
    assert (await loaded(database)).all() == [a_function(revision="r1")]


async def test_the_same_name_in_another_account_or_region_is_another_function(
    store: FunctionStore,
) -> None:
    ours = a_function()
    theirs = replace(ours, account=AccountId("111111111111"))
    elsewhere = replace(ours, region=Region("us-east-1"))

    for function in (ours, theirs, elsewhere):
        await store.create(function)
    await store.delete(theirs.account, theirs.region, COUNTER)

    assert store.get(ACCOUNT, REGION, COUNTER) == ours
    assert store.list(ACCOUNT, elsewhere.region) == [elsewhere]
    assert store.list(theirs.account, REGION) == []


async def test_what_another_account_or_region_has_reserved_is_not_counted(
    store: FunctionStore,
) -> None:
    ours = replace(a_function(), reserved_concurrency=5)
    theirs = replace(ours, account=AccountId("111111111111"), reserved_concurrency=100)
    elsewhere = replace(ours, region=Region("us-east-1"), reserved_concurrency=1000)

    for function in (ours, theirs, elsewhere):
        await store.create(function)

    assert store.reserved_concurrency(ACCOUNT, REGION) == 5
    assert store.reserved_concurrency(theirs.account, REGION) == 100
    assert store.reserved_concurrency(theirs.account, elsewhere.region) == 0


async def test_a_function_that_does_not_exist_is_none(store: FunctionStore) -> None:
    assert store.get(ACCOUNT, REGION, COUNTER) is None


async def test_a_replacement_counts_when_the_expected_revision_is_the_stored_one(
    store: FunctionStore, database: Database
) -> None:
    await store.create(a_function(revision="r1"))

    replaced = await store.replace(a_function(revision="r2"), expected=RevisionId("r1"))

    assert replaced
    assert store.get(ACCOUNT, REGION, COUNTER) == a_function(revision="r2")
    assert (await loaded(database)).all() == [a_function(revision="r2")]


async def test_a_replacement_of_an_older_revision_changes_nothing(
    store: FunctionStore, database: Database
) -> None:
    await store.create(a_function(revision="r2"))

    replaced = await store.replace(a_function(revision="r3"), expected=RevisionId("r1"))

    assert not replaced
    assert store.all() == [a_function(revision="r2")]
    assert (await loaded(database)).all() == [a_function(revision="r2")]


async def test_a_replacement_never_brings_a_deleted_function_back(store: FunctionStore) -> None:
    await store.create(a_function(revision="r1"))
    await store.delete(ACCOUNT, REGION, COUNTER)

    replaced = await store.replace(a_function(revision="r2"), expected=RevisionId("r1"))

    assert not replaced
    assert store.all() == []


async def test_of_twenty_concurrent_replacements_exactly_one_wins(
    store: FunctionStore, database: Database
) -> None:
    await store.create(a_function(revision="r1"))
    updates = [a_function(revision=f"by-{number}") for number in range(20)]

    async with asyncio.TaskGroup() as group:
        attempts = [
            group.create_task(store.replace(update, expected=RevisionId("r1")))
            for update in updates
        ]

    winners = [
        update for update, attempt in zip(updates, attempts, strict=True) if attempt.result()
    ]
    assert len(winners) == 1
    assert store.all() == winners
    assert (await loaded(database)).all() == winners


async def test_a_deleted_function_is_gone_at_once_and_after_a_restart(
    store: FunctionStore, database: Database
) -> None:
    await store.create(a_function())

    assert await store.delete(ACCOUNT, REGION, COUNTER)

    assert store.get(ACCOUNT, REGION, COUNTER) is None
    assert (await loaded(database)).all() == []
    assert not await store.delete(ACCOUNT, REGION, COUNTER)


async def test_an_acknowledged_creation_survives_the_kill_of_its_process(
    database_path: Path,
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", CREATES_AND_SAYS_SO, str(database_path)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    acknowledged = await process.stdout.readline()

    process.kill()
    await process.communicate()

    assert acknowledged == b"ok\n"
    async with Database(database_path) as database:
        assert [function.name for function in (await loaded(database)).all()] == [COUNTER]


async def test_a_creation_cancelled_while_it_commits_is_in_memory_and_in_the_database(
    store: FunctionStore, database: Database
) -> None:
    loop, commits, cancelled = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def commit_once_cancelled(_: Connection) -> None:
        loop.call_soon_threadsafe(commits.set)
        cancelled.wait(10)

    event.listen(database._engine, "commit", commit_once_cancelled)
    creation = asyncio.create_task(store.create(a_function()))
    await commits.wait()

    creation.cancel()
    await asyncio.wait([creation])
    cancelled.set()

    assert (await loaded(database)).all() == [a_function()]
    assert creation.cancelled()
    assert store.all() == [a_function()]


async def test_only_the_owner_may_read_the_database_and_its_journals(
    store: FunctionStore, database_path: Path
) -> None:
    await store.create(a_function())

    assert modes_in(database_path.parent) == {
        f"metadata.db{suffix}": 0o600 for suffix in ("", "-wal", "-shm")
    }


async def test_a_database_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = an_empty_file(tmp_path, mode=0o644)

    async with Database(path):
        modes = modes_in(tmp_path)

    assert modes[path.name] == 0o600


async def test_commits_are_on_disk_before_they_are_acknowledged(database: Database) -> None:
    with database.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    full = 2
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }


async def test_the_migrations_end_at_the_schema_that_the_stores_use(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, schema.metadata)

    assert differences == []


def test_every_field_of_a_function_has_its_column() -> None:
    columns = [column.name for column in schema.functions.columns]

    assert sorted(columns) == sorted(field.name for field in fields(Function))


async def test_a_database_of_a_newer_cloister_is_left_alone(database_path: Path) -> None:
    async with Database(database_path) as database:
        with database.writing() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(ServiceFailure, match="if a newer Cloister has used it"):
        async with Database(database_path):
            pass


async def test_two_processes_that_open_a_new_database_both_find_it_migrated(
    database_path: Path,
) -> None:
    opens = (
        "import asyncio, sys; from pathlib import Path; from cloister.store.database import Database\n"
        "async def main():\n"
        "    async with Database(Path(sys.argv[1])): pass\n"
        "asyncio.run(main())"
    )

    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", opens, str(database_path))
        for _ in range(2)
    ]

    assert [await process.wait() for process in processes] == [0, 0]
