"""Provisioned concurrency as owners ask for it: what may have it, how much, and what the pool is told of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloister.control.aliases import AliasChange
from cloister.control.configuration import ConfigurationChange
from cloister.control.provisioned import ProvisionedConcurrency, Status
from cloister.control.versions import Publication
from cloister.domain.arn import FunctionReference
from cloister.domain.compatibility import Compatibility
from cloister.domain.errors import (
    CloisterError,
    InvalidParameterValue,
    ProvisionNotFound,
    ResourceConflict,
    ResourceNotFound,
)
from cloister.domain.function import TenantIsolation
from cloister.domain.release import Alias, AliasName, Releases, VersionNumber, provisions
from cloister.pool.provision import ProvisionFailure
from tests.unit.example_functions import NAME, REFERENCE, Disk, Server, a_new_function

LIVE, OTHER = AliasName("live"), AliasName("other")
SPARE = 900
"""The account's thousand without the hundred that are left to all."""
HALF_TO_2 = AliasChange(version="1", weights={"2": 0.5})


def at(qualifier: str) -> FunctionReference:
    return FunctionReference(NAME, qualifier)


async def publish_two(server: Server) -> None:
    """Versions 1 and 2 of a function with tenant isolation."""
    await server.active(a_new_function(tenant_isolation=TenantIsolation.PER_TENANT))
    await server.versions.publish(REFERENCE, Publication(), revision=None)
    await server.settled()
    change = ConfigurationChange(memory_mb=256)
    await server.functions.update_configuration(REFERENCE, change, revision=None)
    await server.settled()
    await server.versions.publish(REFERENCE, Publication(), revision=None)
    await server.settled()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """With versions 1 and 2, and an alias for the first."""
    async with Disk(tmp_path).server() as server:
        await publish_two(server)
        await server.aliases.create(REFERENCE, LIVE, AliasChange(version="1"))
        yield server


@pytest.fixture
def provisioned(server: Server) -> ProvisionedConcurrency:
    return server.plane.provisioned


def told(server: Server) -> dict[str, int]:
    """What the pool holds ready for the function, by version."""
    return server.held_ready.wanted.get(NAME, {})


async def test_what_is_asked_for_a_version_is_in_progress_until_it_is_ready(
    server: Server, provisioned: ProvisionedConcurrency
) -> None:
    begun = await provisioned.put(at("1"), 3)
    server.held_ready.ready = 3
    done = provisioned.get(at("1"))

    assert (begun.requested, begun.ready, begun.status) == (3, 0, Status.IN_PROGRESS)
    assert (done.ready, done.status, done.reason) == (3, Status.READY, None)
    assert done.changed_at == server.clock.now()
    assert told(server) == {"1": 3}


async def test_what_is_given_up_is_told_with_its_reason(
    server: Server, provisioned: ProvisionedConcurrency
) -> None:
    server.held_ready.failure = ProvisionFailure.INIT

    failed = await provisioned.put(at("1"), 1)

    assert (failed.status, failed.reason) == (Status.FAILED, "FUNCTION_ERROR_INIT_FAILURE")


async def test_a_later_put_takes_the_place_of_an_earlier_one_and_delete_of_both(
    server: Server, provisioned: ProvisionedConcurrency
) -> None:
    await provisioned.put(at("1"), 3)
    await provisioned.put(at("1"), 1)
    fewer = told(server)

    await provisioned.delete(at("1"))
    await provisioned.delete(at("1"))

    assert fewer == {"1": 1}
    assert told(server) == {}
    with pytest.raises(ProvisionNotFound):
        provisioned.get(at("1"))


async def test_a_provision_moves_with_its_alias_and_goes_with_it(
    server: Server, provisioned: ProvisionedConcurrency
) -> None:
    await provisioned.put(at("live"), 4)
    first = told(server)
    await server.aliases.update(REFERENCE, LIVE, AliasChange(version="2"), revision=None)
    moved = told(server)
    await server.aliases.delete(REFERENCE, LIVE)

    assert (first, moved, told(server)) == ({"1": 4}, {"2": 4}, {})


async def test_an_alias_of_two_versions_shares_its_provision_between_them(
    server: Server, provisioned: ProvisionedConcurrency
) -> None:
    await provisioned.put(at("live"), 5)
    await server.aliases.update(
        REFERENCE, LIVE, replace(HALF_TO_2, weights={"2": 0.2}), revision=None
    )
    server.held_ready.ready = 2

    view = provisioned.get(at("live"))

    assert told(server) == {"1": 4, "2": 1}
    assert (view.requested, view.ready, view.status) == (5, 3, Status.IN_PROGRESS)


async def test_two_aliases_of_a_version_are_added_up(
    server: Server, provisioned: ProvisionedConcurrency
) -> None:
    await server.aliases.create(REFERENCE, OTHER, AliasChange(version="1"))
    await provisioned.put(at("live"), 2)
    await provisioned.put(at("other"), 6)
    server.held_ready.ready = 4

    views = {view.qualifier: view for view in provisioned.list(REFERENCE)}

    assert told(server) == {"1": 8}
    assert {name: (view.requested, view.ready) for name, view in views.items()} == {
        "live": (2, 1),
        "other": (6, 3),
    }


@pytest.mark.parametrize(
    ("qualifier", "error", "text"),
    [
        ("$LATEST", InvalidParameterValue, "cannot be applied to unpublished function versions."),
        ("at-latest", InvalidParameterValue, "cannot be applied to unpublished function versions."),
        ("of-two", InvalidParameterValue, "Alias with weights can not be used"),
        ("9", ResourceNotFound, "Function not found: .*:counter:9"),
        ("nobody", ResourceNotFound, "Cannot find alias arn: .*:counter:nobody"),
    ],
)
async def test_what_can_not_hold_any_ready_is_refused(
    server: Server,
    provisioned: ProvisionedConcurrency,
    qualifier: str,
    error: type[CloisterError],
    text: str,
) -> None:
    at_latest = AliasChange(version="$LATEST")
    await server.aliases.create(REFERENCE, AliasName("at-latest"), at_latest)
    await server.aliases.create(REFERENCE, AliasName("of-two"), HALF_TO_2)

    with pytest.raises(error, match=text):
        await provisioned.put(at(qualifier), 1)

    assert provisioned.list(REFERENCE) == []
    assert told(server) == {}


async def test_a_version_and_an_alias_of_it_do_not_both_have_a_provision(
    server: Server, provisioned: ProvisionedConcurrency
) -> None:
    await provisioned.put(at("2"), 1)
    await provisioned.put(at("live"), 1)

    with pytest.raises(ResourceConflict, match="Version is pointed by a Provisioned Concurrency"):
        await provisioned.put(at("1"), 1)
    with pytest.raises(ResourceConflict, match="already Provisioned version"):
        await server.aliases.update(REFERENCE, LIVE, AliasChange(version="2"), revision=None)
    await server.aliases.create(REFERENCE, OTHER, AliasChange(version="2"))
    with pytest.raises(ResourceConflict, match="already Provisioned version"):
        await provisioned.put(at("other"), 1)

    assert told(server) == {"1": 1, "2": 1}


async def test_an_alias_with_a_provision_does_not_move_to_latest(
    server: Server, provisioned: ProvisionedConcurrency
) -> None:
    await provisioned.put(at("live"), 1)

    with pytest.raises(InvalidParameterValue, match="unpublished"):
        await server.aliases.update(REFERENCE, LIVE, AliasChange(version="$LATEST"), revision=None)

    assert told(server) == {"1": 1}


async def test_a_version_goes_with_its_provision(
    server: Server, provisioned: ProvisionedConcurrency
) -> None:
    await provisioned.put(at("2"), 2)

    await server.versions.delete(at("2"))

    assert provisioned.list(REFERENCE) == []
    assert [version.version for version in server.retired][-1] == "2", "the pool drops what it had"
    assert server.plane.account.usage().unreserved_concurrency == 1000


async def test_a_function_provisions_within_what_it_has_reserved(
    server: Server, provisioned: ProvisionedConcurrency
) -> None:
    await server.plane.reservations.put(REFERENCE, 10)
    await provisioned.put(at("1"), 6)

    with pytest.raises(InvalidParameterValue, match="should not be greater than the reserved"):
        await provisioned.put(at("2"), 5)
    await provisioned.put(at("2"), 4)
    with pytest.raises(InvalidParameterValue, match=r"total provisioned concurrency \[10\]"):
        await server.plane.reservations.put(REFERENCE, 9)

    assert told(server) == {"1": 6, "2": 4}
    assert server.plane.account.usage().unreserved_concurrency == 990


async def test_without_a_reservation_the_others_are_left_a_hundred(
    server: Server, provisioned: ProvisionedConcurrency
) -> None:
    results = await asyncio.gather(
        provisioned.put(at("1"), SPARE), provisioned.put(at("2"), SPARE), return_exceptions=True
    )

    refusals = [str(each) for each in results if isinstance(each, InvalidParameterValue)]
    assert refusals == [
        "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
        "below its minimum value of [100]."
    ]
    assert server.plane.account.usage().unreserved_concurrency == 100


async def test_what_is_provisioned_turns_into_a_part_of_what_is_reserved(
    server: Server, provisioned: ProvisionedConcurrency
) -> None:
    await provisioned.put(at("1"), SPARE)

    await server.plane.reservations.put(REFERENCE, SPARE)
    reserved = server.plane.account.usage().unreserved_concurrency
    await server.plane.reservations.delete(REFERENCE)

    assert reserved == server.plane.account.usage().unreserved_concurrency == 100


async def test_the_next_server_holds_ready_what_was_asked_of_the_one_before(
    tmp_path: Path,
) -> None:
    disk = Disk(tmp_path)
    async with disk.server() as before:
        await publish_two(before)
        await before.aliases.create(REFERENCE, LIVE, AliasChange(version="1"))
        await before.plane.provisioned.put(at("live"), 2)
        await before.plane.provisioned.put(at("2"), 1)

    async with disk.server() as after:
        views = after.plane.provisioned.list(REFERENCE)

        assert told(after) == {"1": 2, "2": 1}
        assert {view.qualifier: view.requested for view in views} == {"live": 2, "2": 1}


async def test_as_aws_a_function_with_tenant_isolation_is_refused(tmp_path: Path) -> None:
    async with Disk(tmp_path, compatibility=Compatibility.AWS).server() as server:
        await publish_two(server)

        with pytest.raises(InvalidParameterValue, match="not supported for functions enabled with"):
            await server.plane.provisioned.put(at("1"), 1)

        assert told(server) == {}


def test_an_alias_at_latest_and_an_empty_share_hold_nothing_ready(server: Server) -> None:
    function = server.stored()
    assert function is not None
    alias = replace(
        server.aliases.get(REFERENCE, LIVE), provisioned=1, second_version=VersionNumber(2)
    )

    shares = [
        provisions(Releases(aliases={LIVE: each}))
        for each in (
            replace(alias, second_weight=0.1),
            replace(alias, second_weight=0.9),
            replace(alias, version=None, second_version=None),
        )
    ]

    assert isinstance(alias, Alias)
    assert shares == [{1: 1}, {2: 1}, {}]
