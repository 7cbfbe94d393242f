"""Versions as owners make and delete them: numbered, never changed, and never made twice of the same."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from cloister.control.configuration import ConfigurationChange
from cloister.control.functions import CodeChange
from cloister.control.versions import Publication
from cloister.domain.arn import FunctionReference
from cloister.domain.errors import (
    InvalidParameterValue,
    PreconditionFailed,
    ResourceConflict,
    ResourceNotFound,
)
from cloister.domain.function import FunctionState
from cloister.domain.ids import RevisionId
from cloister.domain.package import Uploaded
from cloister.domain.release import PublishedVersion
from tests.unit.example_functions import ARN, NAME, REFERENCE, Disk, Server, a_new_function, zipped

LARGER = ConfigurationChange(memory_mb=256)
NEW_ZIP = zipped("new = 1\n")
NEW_CODE = CodeChange(source=Uploaded(NEW_ZIP))


def at(qualifier: str) -> FunctionReference:
    return FunctionReference(NAME, qualifier)


async def published(server: Server, **asked: str) -> PublishedVersion:
    """A version of the function as it is now, settled."""
    version = await server.versions.publish(REFERENCE, Publication(**asked), revision=None)
    await server.settled()
    return version


async def changed(server: Server) -> None:
    """The function is another one than before."""
    before = server.catalogue.function(REFERENCE)
    memory = ConfigurationChange(memory_mb=before.configuration.memory_mb + 1)
    await server.functions.update_configuration(REFERENCE, memory, revision=None)
    await server.settled()


def numbers(server: Server) -> list[str]:
    return sorted(release.version for release in server.versions.list(REFERENCE))


async def test_a_version_is_the_function_as_it_was_whatever_becomes_of_the_function(
    server: Server,
) -> None:
    before = await server.active(a_new_function())
    await published(server)

    await server.functions.update_code(REFERENCE, NEW_CODE, revision=None)
    await server.settled()
    await changed(server)

    version = server.catalogue.release(at("1"))
    assert (version.configuration, version.code) == (before.configuration, before.code)
    assert server.catalogue.release(at("$LATEST")).code != before.code
    assert server.digests() == {
        version.code.digest,
        server.catalogue.release(REFERENCE).code.digest,
    }


async def test_a_version_is_pending_when_acknowledged_and_active_soon_after(server: Server) -> None:
    await server.active(a_new_function())

    acknowledged = await server.versions.publish(REFERENCE, Publication(), revision=None)
    await server.settled()

    settled = server.catalogue.release(at("1"))
    assert acknowledged.state is FunctionState.PENDING
    assert settled.state is FunctionState.ACTIVE
    assert settled.revision_id != acknowledged.revision_id
    assert settled.environment_revision == acknowledged.environment_revision


async def test_a_killed_servers_pending_version_becomes_active_at_the_next_start(
    disk: Disk,
) -> None:
    async with disk.server() as server:
        await server.active(a_new_function())
        version = await published(server)
    async with disk.store() as store:
        [function] = store.all()
        settled = store.releases(function.account, function.region, function.name).versions[
            version.number
        ]
        pending = replace(settled, state=FunctionState.PENDING)
        assert await store.replace_version(pending, expected=settled.revision_id)

    async with disk.server() as restarted:
        await restarted.settled()

        assert restarted.catalogue.release(at("1")).state is FunctionState.ACTIVE


async def test_publishing_what_has_not_changed_gives_the_version_that_is_there(
    server: Server,
) -> None:
    await server.active(a_new_function())
    first = await published(server, description="the first")

    again = await server.versions.publish(
        REFERENCE, Publication(description="the second"), revision=None
    )

    assert (again.number, again.description) == (first.number, "the first")
    assert numbers(server) == ["$LATEST", "1"]


async def test_the_same_package_uploaded_again_makes_no_new_version(server: Server) -> None:
    await server.active(a_new_function(code=NEW_ZIP))
    await published(server)
    await server.functions.update_code(REFERENCE, NEW_CODE, revision=None)
    await server.settled()

    assert (await published(server)).version == "1"


async def test_publishing_changes_the_functions_revision_and_keeps_its_environments(
    server: Server,
) -> None:
    before = await server.active(a_new_function())
    server.clock.advance(timedelta(hours=1))

    version = await published(server)

    after = server.catalogue.function(REFERENCE)
    assert after.revision_id not in {before.revision_id, version.revision_id}
    assert (after.environment_revision, after.last_modified) == (
        before.environment_revision,
        before.last_modified,
    )
    assert version.last_modified - before.last_modified == timedelta(hours=1)
    assert server.retired == []


async def test_a_number_is_never_given_twice_though_its_version_was_deleted(server: Server) -> None:
    await server.active(a_new_function())
    await published(server)
    await server.versions.delete(at("1"))

    assert (await published(server)).version == "2"
    assert numbers(server) == ["$LATEST", "2"]


async def test_of_twenty_who_publish_at_once_one_makes_the_version_and_all_are_given_it(
    server: Server,
) -> None:
    await server.active(a_new_function())

    made = await asyncio.gather(
        *(server.versions.publish(REFERENCE, Publication(), revision=None) for _ in range(20))
    )

    assert {version.version for version in made} == {"1"}
    assert numbers(server) == ["$LATEST", "1"]


async def test_of_twenty_who_publish_one_revision_at_once_the_others_are_told_that_it_is_old(
    server: Server,
) -> None:
    function = await server.active(a_new_function())

    outcomes = await asyncio.gather(
        *(
            server.versions.publish(REFERENCE, Publication(), revision=function.revision_id)
            for _ in range(20)
        ),
        return_exceptions=True,
    )

    assert [it.version for it in outcomes if isinstance(it, PublishedVersion)] == ["1"]
    assert sum(isinstance(it, PreconditionFailed) for it in outcomes) == 19


async def test_a_package_other_than_the_expected_one_is_not_published(server: Server) -> None:
    function = await server.active(a_new_function())

    with pytest.raises(InvalidParameterValue) as refused:
        await server.versions.publish(REFERENCE, Publication(code_sha256="other"), revision=None)

    assert str(refused.value) == (
        f"CodeSHA256 (other) is different from current CodeSHA256 in $LATEST ({function.code.sha256}). "
        "Please try again with the CodeSHA256 in $LATEST."
    )
    assert numbers(server) == ["$LATEST"]


async def test_a_function_that_is_being_changed_is_not_published(server: Server) -> None:
    await server.active(a_new_function())
    await server.functions.update_configuration(REFERENCE, LARGER, revision=None)

    with pytest.raises(ResourceConflict, match="An update is in progress for resource: "):
        await server.versions.publish(REFERENCE, Publication(), revision=None)


async def test_a_version_is_not_published_by_the_name_of_another_one(server: Server) -> None:
    await server.active(a_new_function())
    await published(server)

    with pytest.raises(InvalidParameterValue, match="permitted on Lambda functions only"):
        await server.versions.publish(at("1"), Publication(), revision=None)


async def test_a_function_may_be_created_with_its_first_version(server: Server) -> None:
    shown = await server.functions.create(replace(a_new_function(), publish=True))
    await server.settled()

    assert isinstance(shown, PublishedVersion)
    assert numbers(server) == ["$LATEST", "1"]
    assert server.catalogue.release(at("1")).state is FunctionState.ACTIVE


async def test_code_may_be_updated_and_published_at_once(server: Server) -> None:
    await server.active(replace(a_new_function(), publish=True))

    new = await server.functions.update_code(
        REFERENCE, replace(NEW_CODE, publish=True), revision=None
    )
    await server.settled()
    same = await server.functions.update_code(
        REFERENCE, replace(NEW_CODE, publish=True), revision=None
    )

    assert (new.version, same.version) == ("2", "2")
    assert server.catalogue.release(at("2")).code == server.catalogue.release(REFERENCE).code


async def test_a_deleted_version_is_gone_with_its_environments_and_its_package(
    server: Server,
) -> None:
    await server.active(a_new_function())
    await published(server)
    version = server.catalogue.release(at("1"))
    await server.functions.update_code(REFERENCE, NEW_CODE, revision=None)
    await server.settled()
    server.retired.clear()

    await server.versions.delete(at("1"))
    await server.settled()

    assert server.retired == [version]
    assert server.digests() == {server.catalogue.release(REFERENCE).code.digest}
    with pytest.raises(ResourceNotFound, match=f"^Function not found: {ARN}:1$"):
        server.catalogue.release(at("1"))


async def test_a_version_that_is_not_there_is_deleted_without_a_word(server: Server) -> None:
    await server.active(a_new_function())

    await server.versions.delete(at("99"))

    assert server.retired == []
    assert numbers(server) == ["$LATEST"]


async def test_a_deleted_function_takes_its_versions_and_their_environments_along(
    server: Server,
) -> None:
    await server.active(a_new_function())
    await published(server)
    latest, version = server.catalogue.release(REFERENCE), server.catalogue.release(at("1"))

    await server.functions.delete(REFERENCE)
    await server.active(a_new_function())

    assert server.retired == [latest, version]
    assert numbers(server) == ["$LATEST"]


async def test_a_function_made_anew_begins_to_count_anew(server: Server) -> None:
    await server.active(replace(a_new_function(), publish=True))
    await server.functions.delete(REFERENCE)

    await server.active(replace(a_new_function(), publish=True))

    assert numbers(server) == ["$LATEST", "1"]


async def test_a_stale_revision_is_told_by_the_name_of_the_operation_that_knows_it(
    server: Server,
) -> None:
    await server.active(a_new_function())

    with pytest.raises(PreconditionFailed, match="Call the GetFunction/GetAlias API"):
        await server.versions.publish(REFERENCE, Publication(), revision=RevisionId("old"))
