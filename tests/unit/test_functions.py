"""What owners do to their functions: what is acknowledged, refused, settled afterwards, and left on the disk."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from cloister.control.configuration import ConfigurationChange
from cloister.control.functions import CodeChange
from cloister.domain.arn import FunctionReference
from cloister.domain.errors import (
    CloisterError,
    InvalidParameterValue,
    PreconditionFailed,
    ResourceConflict,
    ResourceNotFound,
)
from cloister.domain.function import Function, FunctionState, TenantIsolation, UpdateStatus
from cloister.domain.ids import FunctionName
from cloister.domain.package import Uploaded
from tests.unit.example_functions import ARN, NAME, REFERENCE, Disk, Server, a_new_function, zipped

LARGER = ConfigurationChange(memory_mb=256)
OLD_CODE, NEW_CODE = zipped("old = 1\n"), zipped("new = 1\n")
NEW_CODE_CHANGE = CodeChange(source=Uploaded(NEW_CODE))
IN_PROGRESS = (
    f"The operation cannot be performed at this time. An update is in progress for resource: {ARN}"
)
STALE = (
    "The Revision Id provided does not match the latest Revision Id. "
    "Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
)


async def test_a_created_function_is_pending_when_acknowledged_and_active_soon_after(
    server: Server,
) -> None:
    acknowledged = await server.functions.create(a_new_function())
    await server.settled()

    settled = server.catalogue.release(REFERENCE)
    assert acknowledged.state is FunctionState.PENDING
    assert settled.state is FunctionState.ACTIVE
    assert settled.last_update_status is UpdateStatus.SUCCESSFUL


async def test_becoming_active_makes_a_new_revision_and_keeps_the_environments(
    server: Server,
) -> None:
    acknowledged = await server.functions.create(a_new_function())
    await server.settled()

    settled = server.catalogue.release(REFERENCE)
    assert settled.revision_id != acknowledged.revision_id
    assert settled.environment_revision == acknowledged.environment_revision


async def test_a_killed_servers_pending_function_becomes_active_at_the_next_start(
    disk: Disk,
) -> None:
    async with disk.server() as server:
        function = await server.active(a_new_function())
    await disk.leave(replace(function, state=FunctionState.PENDING))

    async with disk.server() as restarted:
        await restarted.settled()

        assert restarted.catalogue.release(REFERENCE).state is FunctionState.ACTIVE


async def test_a_killed_servers_update_is_successful_after_the_next_start(disk: Disk) -> None:
    async with disk.server() as server:
        function = await server.active(a_new_function())
    await disk.leave(replace(function, last_update_status=UpdateStatus.IN_PROGRESS))

    async with disk.server() as restarted:
        await restarted.settled()

        settled = restarted.catalogue.release(REFERENCE)
        assert settled.last_update_status is UpdateStatus.SUCCESSFUL


async def test_a_name_that_is_taken_is_refused(server: Server) -> None:
    first = await server.active(a_new_function())

    with pytest.raises(ResourceConflict, match=r"^Function already exist: counter$"):
        await server.functions.create(a_new_function(code=NEW_CODE))

    assert server.stored() == first


@pytest.mark.parametrize("name", ["nobody", "counter2"])
async def test_an_unknown_function_is_named_by_its_arn(server: Server, name: str) -> None:
    await server.active(a_new_function())

    with pytest.raises(ResourceNotFound) as refused:
        server.catalogue.release(FunctionReference(FunctionName(name), "$LATEST"))

    assert str(refused.value) == f"Function not found: {ARN.replace('counter', name)}"


async def test_a_version_that_does_not_exist_is_named_with_its_qualifier(server: Server) -> None:
    await server.active(a_new_function())

    with pytest.raises(ResourceNotFound) as refused:
        server.catalogue.release(FunctionReference(NAME, "7"))

    assert str(refused.value) == f"Function not found: {ARN}:7"


async def test_a_changed_configuration_is_in_progress_then_successful(server: Server) -> None:
    await server.active(a_new_function())

    acknowledged = await server.functions.update_configuration(REFERENCE, LARGER, revision=None)
    await server.settled()

    settled = server.catalogue.release(REFERENCE)
    assert acknowledged.last_update_status is UpdateStatus.IN_PROGRESS
    assert settled.last_update_status is UpdateStatus.SUCCESSFUL
    assert settled.configuration.memory_mb == 256


async def test_a_change_dates_the_function_and_ends_the_use_of_its_environments(
    server: Server,
) -> None:
    before = await server.active(a_new_function())
    server.clock.advance(timedelta(hours=1))

    after = await server.functions.update_configuration(REFERENCE, LARGER, revision=None)

    assert after.last_modified - before.last_modified == timedelta(hours=1)
    assert after.environment_revision != before.environment_revision
    assert server.retired == [before]


async def test_of_two_updates_at_once_one_succeeds_and_one_conflicts(server: Server) -> None:
    before = await server.active(a_new_function(code=OLD_CODE))

    outcomes = await asyncio.gather(
        server.functions.update_configuration(REFERENCE, LARGER, revision=None),
        server.functions.update_code(REFERENCE, NEW_CODE_CHANGE, revision=None),
        return_exceptions=True,
    )

    [refused] = [outcome for outcome in outcomes if isinstance(outcome, ResourceConflict)]
    [updated] = [outcome for outcome in outcomes if isinstance(outcome, Function)]
    await server.settled()
    stored = server.stored()
    assert stored is not None
    assert str(refused) == IN_PROGRESS
    assert (stored.configuration, stored.code) == (updated.configuration, updated.code)
    assert server.digests() == {stored.code.digest}
    assert server.retired == [before]


async def test_an_update_of_what_is_deleted_meanwhile_finds_nothing(server: Server) -> None:
    await server.active(a_new_function(code=OLD_CODE))

    update, _ = await asyncio.gather(
        server.functions.update_code(REFERENCE, NEW_CODE_CHANGE, revision=None),
        server.functions.delete(REFERENCE),
        return_exceptions=True,
    )
    await server.settled()

    assert server.stored() is None
    assert isinstance(update, Function | ResourceNotFound)
    assert server.digests() == set()


@pytest.mark.parametrize(
    ("interrupted", "told"),
    [
        ((FunctionState.ACTIVE, UpdateStatus.IN_PROGRESS), IN_PROGRESS),
        (
            (FunctionState.PENDING, UpdateStatus.SUCCESSFUL),
            "The operation cannot be performed at this time. "
            "The function is currently in the following state: Pending",
        ),
    ],
)
async def test_a_function_that_is_not_settled_takes_no_update(
    server: Server, interrupted: tuple[FunctionState, UpdateStatus], told: str
) -> None:
    function = await server.active(a_new_function())
    state, status = interrupted
    unsettled = replace(function, state=state, last_update_status=status)
    await server.store.replace(unsettled, expected=function.revision_id)

    with pytest.raises(ResourceConflict) as refused:
        await server.functions.update_configuration(REFERENCE, LARGER, revision=None)

    assert str(refused.value) == told


async def test_an_update_conditional_on_an_older_revision_is_refused(server: Server) -> None:
    created = await server.functions.create(a_new_function())
    await server.settled()
    before = server.stored()

    for update in (
        server.functions.update_configuration(REFERENCE, LARGER, revision=created.revision_id),
        server.functions.update_code(REFERENCE, NEW_CODE_CHANGE, revision=created.revision_id),
    ):
        with pytest.raises(PreconditionFailed) as refused:
            await update
        assert str(refused.value) == STALE

    assert server.stored() == before


async def test_an_update_conditional_on_the_latest_revision_is_done(server: Server) -> None:
    function = await server.active(a_new_function())

    after = await server.functions.update_configuration(
        REFERENCE, LARGER, revision=function.revision_id
    )

    assert after.configuration.memory_mb == 256


@pytest.mark.parametrize(
    ("qualifier", "error", "told"),
    [
        (
            "$LATEST",
            InvalidParameterValue,
            "$LATEST version cannot be deleted without deleting the function.",
        ),
        (
            "live",
            InvalidParameterValue,
            "Deletion of aliases is not currently supported.",
        ),
    ],
)
async def test_a_part_of_a_function_is_not_deleted(
    server: Server, qualifier: str, error: type[CloisterError], told: str
) -> None:
    function = await server.active(a_new_function())

    with pytest.raises(error) as refused:
        await server.versions.delete(FunctionReference(NAME, qualifier))

    assert str(refused.value) == told
    assert server.stored() == function


async def test_a_function_that_does_not_exist_cannot_be_deleted(server: Server) -> None:
    with pytest.raises(ResourceNotFound) as refused:
        await server.functions.delete(REFERENCE)

    assert str(refused.value) == f"Function not found: {ARN}"


async def test_tenant_isolation_outlives_every_change(server: Server) -> None:
    isolated = a_new_function(tenant_isolation=TenantIsolation.PER_TENANT)
    await server.active(isolated)

    await server.functions.update_configuration(REFERENCE, LARGER, revision=None)
    await server.settled()
    await server.functions.update_code(REFERENCE, NEW_CODE_CHANGE, revision=None)
    await server.settled()

    assert server.catalogue.release(REFERENCE).tenant_isolation is TenantIsolation.PER_TENANT
