"""Which packages are on the disk after what: none that is needed ever goes, and the others do."""

import asyncio
import hashlib
from dataclasses import replace

import pytest

from cloister.artifacts.buckets import NoBuckets
from cloister.artifacts.sources import PackageSources
from cloister.control.background import Background
from cloister.control.deployments import Deployments
from cloister.control.functions import CodeChange
from cloister.domain.errors import InvalidParameterValue, PreconditionFailed, ResourceConflict
from cloister.domain.function import FunctionState, UpdateStatus
from cloister.domain.ids import RevisionId
from cloister.domain.package import Uploaded
from tests.unit.example_functions import REFERENCE, Disk, Server, a_new_function, zipped

OLD_CODE, NEW_CODE = zipped("old = 1\n"), zipped("new = 1\n")
OLD, NEW = hashlib.sha256(OLD_CODE).hexdigest(), hashlib.sha256(NEW_CODE).hexdigest()
NEW_CODE_CHANGE = CodeChange(source=Uploaded(NEW_CODE))


async def test_a_function_whose_package_is_lost_fails_instead_of_becoming_active(
    disk: Disk,
) -> None:
    async with disk.server() as server:
        function = await server.active(a_new_function())
        await server.packages.remove_unused(())
    await disk.leave(replace(function, state=FunctionState.PENDING))

    async with disk.server() as restarted:
        await restarted.settled()

        assert restarted.catalogue.release(REFERENCE).state is FunctionState.FAILED


async def test_an_update_that_loses_its_package_fails_and_new_code_mends_it(disk: Disk) -> None:
    async with disk.server() as server:
        function = await server.active(a_new_function())
        await server.packages.remove_unused(())
    await disk.leave(replace(function, last_update_status=UpdateStatus.IN_PROGRESS))

    async with disk.server() as restarted:
        await restarted.settled()
        failed = restarted.catalogue.release(REFERENCE)
        await restarted.functions.update_code(REFERENCE, NEW_CODE_CHANGE, revision=None)
        await restarted.settled()

        mended = restarted.catalogue.release(REFERENCE)
    assert failed.last_update_status is UpdateStatus.FAILED
    assert mended.last_update_status is UpdateStatus.SUCCESSFUL


async def test_of_two_creations_at_once_one_wins_and_the_others_package_goes(
    server: Server,
) -> None:
    outcomes = await asyncio.gather(
        server.functions.create(a_new_function(code=OLD_CODE)),
        server.functions.create(a_new_function(code=NEW_CODE)),
        return_exceptions=True,
    )
    await server.settled()

    stored = server.stored()
    assert stored is not None
    assert [type(outcome) for outcome in outcomes].count(ResourceConflict) == 1
    assert server.digests() == {stored.code.digest}


async def test_new_code_takes_the_place_of_the_old_and_the_old_package_goes(
    server: Server,
) -> None:
    before = await server.active(a_new_function(code=OLD_CODE))

    after = await server.functions.update_code(REFERENCE, NEW_CODE_CHANGE, revision=None)
    await server.settled()

    assert after.code.digest == NEW
    assert server.digests() == {NEW}
    assert server.retired == [before]


async def test_a_package_that_environments_still_stand_on_stays(server: Server) -> None:
    await server.active(a_new_function(code=OLD_CODE))
    server.in_use.add(OLD)

    await server.functions.update_code(REFERENCE, NEW_CODE_CHANGE, revision=None)
    await server.settled()

    assert server.digests() == {OLD, NEW}


async def test_a_package_that_another_function_uses_stays(server: Server) -> None:
    await server.active(a_new_function("counter", code=OLD_CODE))
    await server.active(a_new_function("other", code=OLD_CODE))

    await server.functions.delete(REFERENCE)
    await server.settled()

    assert server.digests() == {OLD}


async def test_a_package_survives_that_is_uploaded_again_while_its_last_function_is_deleted(
    server: Server,
) -> None:
    await server.active(a_new_function("counter", code=OLD_CODE))

    await asyncio.gather(
        server.functions.delete(REFERENCE),
        *(server.functions.create(a_new_function(f"f{n}", code=OLD_CODE)) for n in range(5)),
    )
    await server.settled()

    assert server.digests() == {OLD}


async def test_the_package_of_a_cancelled_write_stays_for_the_write_may_yet_be_committed(
    server: Server,
) -> None:
    async with Background() as background:
        deployments = Deployments(
            server.packages,
            PackageSources(NoBuckets()),
            functions=server.store,
            layers=server.layer_store,
            in_use=set,
            background=background,
        )
        writing = asyncio.Event()

        async def write() -> None:
            async with deployments.added(Uploaded(NEW_CODE)):
                writing.set()
                await asyncio.Event().wait()

        write_task = asyncio.create_task(write())
        await writing.wait()
        write_task.cancel()
        await asyncio.wait([write_task])
        deployments.remove_unused_soon()

    assert server.digests() == {NEW}


async def test_packages_that_a_killed_server_left_unused_go_at_the_next_start(disk: Disk) -> None:
    async with disk.server() as server:
        await server.active(a_new_function(code=OLD_CODE))
        await server.packages.add(NEW_CODE)

    async with disk.server() as restarted:
        await restarted.settled()

        assert restarted.digests() == {OLD}


async def test_a_dry_run_shows_the_new_code_and_leaves_everything_as_it_was(
    server: Server,
) -> None:
    before = await server.active(a_new_function(code=OLD_CODE))

    would_be = await server.functions.try_code(REFERENCE, NEW_CODE_CHANGE, revision=None)
    await server.settled()

    assert would_be == replace(before, code=would_be.code)
    assert would_be.code.digest == NEW
    assert server.stored() == before
    assert server.digests() == {OLD}
    assert server.retired == []


async def test_a_dry_run_refuses_what_the_update_would_refuse(server: Server) -> None:
    await server.active(a_new_function())

    with pytest.raises(InvalidParameterValue, match="unzip"):
        await server.functions.try_code(
            REFERENCE, CodeChange(source=Uploaded(b"no zip")), revision=None
        )
    with pytest.raises(PreconditionFailed):
        await server.functions.try_code(REFERENCE, NEW_CODE_CHANGE, revision=RevisionId("old"))
    with pytest.raises(InvalidParameterValue, match="x86_64 only, not arm64"):
        await server.functions.try_code(
            REFERENCE, replace(NEW_CODE_CHANGE, architecture="arm64"), revision=None
        )


async def test_a_deleted_function_is_gone_with_its_package_and_its_environments(
    server: Server,
) -> None:
    function = await server.active(a_new_function())

    await server.functions.delete(REFERENCE)
    await server.settled()

    assert server.stored() is None
    assert server.digests() == set()
    assert server.retired == [function]


async def test_what_is_no_package_leaves_nothing_behind(server: Server) -> None:
    with pytest.raises(InvalidParameterValue, match="Could not unzip uploaded file"):
        await server.functions.create(a_new_function(code=b"no zip"))

    assert server.stored() is None
    assert server.digests() == set()
