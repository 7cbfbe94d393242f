"""SnapStart on the owner's side: what publishing asks of the pool, what becomes of the version, and which are kept."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloister.control.configuration import ConfigurationChange
from cloister.control.versions import Publication
from cloister.domain import limits
from cloister.domain.arn import FunctionReference
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.function import FunctionState, SnapStart, UpdateStatus
from cloister.domain.ids import RevisionId
from cloister.domain.release import PublishedVersion
from cloister.pool.snapshots import InitFailed, Snapshot, Snapshots
from tests.support import a_version
from tests.unit.example_functions import NAME, REFERENCE, Disk, Server, a_new_function

WITH_SNAP_START = ConfigurationChange(snap_start=SnapStart.PUBLISHED_VERSIONS)
FAILED = InitFailed("Runtime.ImportModuleError\x1b", "2026/11/23/[1]00")


@pytest.fixture
async def server(disk: Disk) -> AsyncIterator[Server]:
    async with disk.server() as server:
        await server.active(a_new_function())
        await server.functions.update_configuration(REFERENCE, WITH_SNAP_START, revision=None)
        await server.settled()
        yield server


async def published(server: Server) -> PublishedVersion:
    """The function's last version, settled."""
    number = (await server.versions.publish(REFERENCE, Publication(), revision=None)).number
    await server.settled()
    return server.catalogue.releases(server.catalogue.function(REFERENCE)).versions[number]


async def test_publishing_has_init_run_once_and_what_stands_for_its_snapshot_is_kept(
    server: Server,
) -> None:
    version = await published(server)

    assert (version.state, version.has_snapshot) == (FunctionState.ACTIVE, True)
    assert server.held_ready.snapshots_asked == ["1"]
    assert server.held_ready.snapshots == {NAME: {"1"}}


async def test_without_snap_start_nothing_is_asked(server: Server) -> None:
    nothing = ConfigurationChange(snap_start=SnapStart.NONE)
    await server.functions.update_configuration(REFERENCE, nothing, revision=None)
    await server.settled()

    version = await published(server)

    assert (version.state, version.has_snapshot) == (FunctionState.ACTIVE, False)
    assert server.held_ready.snapshots_asked == []


async def test_a_version_whose_init_fails_has_failed_and_says_where_to_read_why(
    server: Server,
) -> None:
    server.held_ready.snapshot = FAILED

    version = await published(server)

    assert (version.state, version.has_snapshot) == (FunctionState.FAILED, False)
    assert version.last_update_status is UpdateStatus.FAILED
    assert (version.state_reason, version.state_reason_code) == (
        "An error occurred during function initialization. Runtime.ImportModuleError\\x1b: "
        "see log stream 2026/11/23/[1]00 of /aws/lambda/counter.",
        "FunctionError",
    )


async def test_what_has_failed_can_be_published_again_unchanged(server: Server) -> None:
    server.held_ready.snapshot = FAILED
    await published(server)
    server.held_ready.snapshot = Snapshot.TAKEN

    again = await published(server)
    repeated = await published(server)

    assert (again.version, again.state) == ("2", FunctionState.ACTIVE)
    assert repeated == again


@pytest.mark.parametrize(
    ("outcome", "state", "has_snapshot", "code"),
    [
        (Snapshot.NO_ROOM, FunctionState.ACTIVE, True, None),
        (Snapshot.OF_TENANTS_ONLY, FunctionState.ACTIVE, False, None),
        (Snapshot.NO_SANDBOX, FunctionState.FAILED, False, "InternalError"),
    ],
)
async def test_where_init_could_not_be_run_the_version_says_so(
    server: Server, outcome: Snapshot, state: FunctionState, has_snapshot: bool, code: str | None
) -> None:
    server.held_ready.snapshot = outcome

    version = await published(server)

    assert (version.state, version.has_snapshot) == (state, has_snapshot)
    assert version.state_reason_code == code


async def test_the_next_server_keeps_them_and_takes_up_what_is_pending(
    disk: Disk, server: Server
) -> None:
    first = await published(server)
    await server.functions.update_configuration(
        REFERENCE, ConfigurationChange(memory_mb=256), revision=None
    )
    await server.settled()
    second = await published(server)
    pending = replace(
        second, state=FunctionState.PENDING, has_snapshot=False, revision_id=RevisionId("p")
    )
    assert await server.store.replace_version(pending, expected=second.revision_id)

    async with disk.server() as restarted:
        kept_at_once = dict(restarted.held_ready.snapshots)
        await restarted.settled()

        assert kept_at_once == {NAME: {first.version}}
        assert restarted.held_ready.snapshots_asked == [second.version]
        assert restarted.held_ready.snapshots == {NAME: {first.version, second.version}}


async def test_a_version_with_snap_start_is_not_provisioned(server: Server) -> None:
    await published(server)

    with pytest.raises(InvalidParameterValue, match="not supported for function versions with"):
        await server.plane.provisioned.put(FunctionReference(NAME, "1"), 1)


def test_of_so_many_versions_those_that_were_used_last_are_kept(tmp_path: Path) -> None:
    snapshots = Snapshots()
    version = a_version("", tmp_path)
    versions = [
        replace(version, revision=RevisionId(str(number)))
        for number in range(limits.SNAPSHOTS_KEPT_MAX + 1)
    ]
    for each in versions[:-1]:
        snapshots.use(each)

    snapshots.use(versions[0])
    snapshots.use(versions[-1])

    kept = {each.version.revision for each in snapshots}
    assert kept == {each.revision for each in versions} - {versions[1].revision}


def test_what_a_function_keeps_replaces_what_it_kept_and_nothing_of_others(tmp_path: Path) -> None:
    snapshots = Snapshots()
    old, new = a_version("", tmp_path), a_version("", tmp_path)
    other = a_version("", tmp_path, name="other")
    snapshots.replace(old.account, old.name, [old])
    snapshots.replace(other.account, other.name, [other])

    snapshots.replace(new.account, new.name, [new])

    assert {each.version.revision for each in snapshots} == {new.revision, other.revision}
