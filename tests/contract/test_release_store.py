"""The promises of FunctionStore about versions and aliases: what they point at stays, and of writers one wins."""

import asyncio
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from cloister.domain.function import Function, FunctionState
from cloister.domain.ids import FunctionName, RevisionId
from cloister.domain.release import Alias, AliasName, PublishedVersion, Releases, VersionNumber
from cloister.store import schema
from cloister.store.database import Database
from cloister.store.functions import FunctionStore, SqlFunctionStore
from tests.contract.test_function_store import (
    ACCOUNT,
    COUNTER,
    POLICY,
    REGION,
    a_function,
    loaded,
)

R1 = RevisionId("r1")


def a_version(number: int, *, revision: str = "v1", function: str = COUNTER) -> PublishedVersion:
    of = a_function(function)
    return PublishedVersion(
        account=ACCOUNT,
        region=REGION,
        name=of.name,
        number=VersionNumber(number),
        configuration=of.configuration,
        code=of.code,
        tenant_isolation=of.tenant_isolation,
        own_description="released",
        revision_id=RevisionId(revision),
        environment_revision=RevisionId(f"e-{number}"),
        last_modified=datetime(2026, 11, 23, 7, 0, 0, 1, tzinfo=UTC),
        state=FunctionState.ACTIVE,
        policy=POLICY,
    )


def an_alias(
    name: str = "live", *, version: int | None = 1, second: int | None = None, revision: str = "a1"
) -> Alias:
    return Alias(
        account=ACCOUNT,
        region=REGION,
        function=COUNTER,
        name=AliasName(name),
        version=None if version is None else VersionNumber(version),
        description="for customers",
        second_version=None if second is None else VersionNumber(second),
        second_weight=None if second is None else 0.25,
        revision_id=RevisionId(revision),
        policy=POLICY,
    )


def of_counter(store: FunctionStore) -> Releases:
    return store.releases(ACCOUNT, REGION, COUNTER)


@pytest.fixture
async def store(database: Database) -> SqlFunctionStore:
    """With a function that has versions 1 and 2."""
    store = await loaded(database)
    await store.create(a_function(), published=a_version(1))
    assert await store.replace(a_function(), expected=R1, published=a_version(2))
    return store


async def test_versions_and_aliases_are_there_at_once_and_after_a_restart_field_by_field(
    store: FunctionStore, database: Database
) -> None:
    weighted, latest = an_alias(second=2), an_alias("newest", version=None)
    for alias in (weighted, latest):
        assert await store.create_alias(alias)

    expected = Releases(
        {VersionNumber(1): a_version(1), VersionNumber(2): a_version(2)},
        {AliasName("live"): weighted, AliasName("newest"): latest},
    )
    assert of_counter(store) == expected
    assert of_counter(await loaded(database)) == expected


@pytest.mark.parametrize(
    ("table", "kind"), [("function_versions", PublishedVersion), ("aliases", Alias)]
)
def test_every_field_has_its_column(table: str, kind: type[PublishedVersion | Alias]) -> None:
    columns = [column.name for column in schema.metadata.tables[table].columns]

    assert sorted(columns) == sorted(field.name for field in fields(kind))


async def test_a_version_is_not_published_with_a_function_that_another_one_has_replaced(
    store: FunctionStore, database: Database
) -> None:
    replaced = await store.replace(a_function(), expected=RevisionId("old"), published=a_version(3))

    assert not replaced
    assert [*of_counter(store).versions] == [1, 2]
    assert [*of_counter(await loaded(database)).versions] == [1, 2]


@pytest.mark.parametrize("alias", [an_alias(version=2), an_alias(version=1, second=2)])
async def test_a_version_that_an_alias_points_at_is_not_deleted(
    store: FunctionStore, database: Database, alias: Alias
) -> None:
    await store.create_alias(alias)

    deleted = await store.delete_version(a_version(2))

    assert not deleted
    assert [*of_counter(store).versions] == [1, 2]
    assert of_counter(await loaded(database)) == of_counter(store)


async def test_a_version_that_nothing_points_at_is_deleted_once(
    store: FunctionStore, database: Database
) -> None:
    assert await store.delete_version(a_version(2))

    assert not await store.delete_version(a_version(2))
    assert [*of_counter(store).versions] == [1]
    assert of_counter(await loaded(database)) == of_counter(store)


@pytest.mark.parametrize(
    "alias",
    [an_alias(version=3), an_alias(second=3), replace(an_alias(), function=FunctionName("none"))],
)
async def test_an_alias_of_what_is_not_there_is_not_created(
    store: FunctionStore, database: Database, alias: Alias
) -> None:
    assert not await store.create_alias(alias)

    assert of_counter(store).aliases == {}
    assert of_counter(await loaded(database)).aliases == {}


async def test_an_alias_is_not_created_twice(store: FunctionStore) -> None:
    await store.create_alias(an_alias(version=1))

    assert not await store.create_alias(an_alias(version=2))

    assert of_counter(store).aliases == {"live": an_alias(version=1)}


async def test_of_twenty_concurrent_replacements_of_an_alias_exactly_one_wins(
    store: FunctionStore, database: Database
) -> None:
    await store.create_alias(an_alias(revision="a1"))
    updates = [an_alias(version=2, revision=f"by-{number}") for number in range(20)]

    async with asyncio.TaskGroup() as group:
        attempts = [
            group.create_task(store.replace_alias(update, expected=RevisionId("a1")))
            for update in updates
        ]

    winners = [it for it, attempt in zip(updates, attempts, strict=True) if attempt.result()]
    assert len(winners) == 1
    assert [*of_counter(store).aliases.values()] == winners
    assert of_counter(await loaded(database)) == of_counter(store)


async def test_an_alias_never_comes_to_point_at_a_version_that_is_gone(
    store: FunctionStore,
) -> None:
    await store.create_alias(an_alias(version=1))
    await store.delete_version(a_version(2))

    moved = await store.replace_alias(an_alias(version=2), expected=RevisionId("a1"))

    assert not moved
    assert of_counter(store).aliases == {"live": an_alias(version=1)}


async def test_a_deleted_alias_lets_its_version_go(store: FunctionStore) -> None:
    await store.create_alias(an_alias(version=2))

    assert await store.delete_alias(an_alias())

    assert not await store.delete_alias(an_alias())
    assert await store.delete_version(a_version(2))


async def test_a_deleted_function_takes_its_versions_and_aliases_along(
    store: FunctionStore, database: Database
) -> None:
    await store.create_alias(an_alias(second=2))

    await store.delete(ACCOUNT, REGION, COUNTER)
    await store.create(a_function())

    assert of_counter(store) == Releases({}, {})
    assert of_counter(await loaded(database)) == Releases({}, {})


async def test_a_version_is_replaced_only_in_the_expected_revision(
    store: FunctionStore, database: Database
) -> None:
    newer = a_version(1, revision="v2")

    assert await store.replace_version(newer, expected=RevisionId("v1"))

    assert not await store.replace_version(a_version(1), expected=RevisionId("v1"))
    assert of_counter(store).versions[VersionNumber(1)] == newer
    assert of_counter(await loaded(database)) == of_counter(store)


async def test_the_packages_of_versions_are_in_use_as_those_of_functions_are(
    store: FunctionStore,
) -> None:
    function: Function = a_function()
    other = replace(function.code, digest="1" * 64)
    third = replace(a_version(3), code=other)

    await store.replace(function, expected=R1, published=third)

    assert {*store.packages()} == {function.code.digest, other.digest}
