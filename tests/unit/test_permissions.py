"""Statements that many add to one function at the same time: none is lost, and one revision lets one of them in."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cloister.control.permissions import NewPermission
from cloister.domain.errors import PreconditionFailed, ResourceConflict
from cloister.domain.resource_policy import Statement
from tests.unit.example_functions import REFERENCE, Disk, Server, a_new_function

WRITERS = 20


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with Disk(tmp_path).server() as server:
        await server.active(a_new_function())
        yield server


def a_permission(sid: str) -> NewPermission:
    return NewPermission(
        sid=sid, action="lambda:InvokeFunction", principal="s3.amazonaws.com", condition={}
    )


async def test_of_many_writers_who_saw_one_revision_one_wins(server: Server) -> None:
    seen = server.plane.catalogue.function(REFERENCE).revision_id

    outcomes = await asyncio.gather(
        *(
            server.plane.permissions.add(REFERENCE, a_permission(f"s{n}"), revision=seen)
            for n in range(WRITERS)
        ),
        return_exceptions=True,
    )

    won = [outcome for outcome in outcomes if isinstance(outcome, Statement)]
    assert len(won) == 1
    assert server.plane.permissions.get(REFERENCE).policy == tuple(won)
    assert {type(outcome) for outcome in outcomes} == {Statement, PreconditionFailed}


async def test_no_acknowledged_statement_is_lost_also_when_the_server_starts_anew(
    tmp_path: Path,
) -> None:
    disk = Disk(tmp_path)
    async with disk.server() as server:
        await server.active(a_new_function())
        outcomes = await asyncio.gather(
            *(
                server.plane.permissions.add(REFERENCE, a_permission(f"s{n}"), revision=None)
                for n in range(WRITERS)
            ),
            return_exceptions=True,
        )

    acknowledged = {each.sid for each in outcomes if isinstance(each, Statement)}
    refused = [each for each in outcomes if not isinstance(each, Statement)]
    assert acknowledged
    assert {type(each) for each in refused} <= {ResourceConflict}
    async with disk.server() as server:
        policy = server.plane.permissions.get(REFERENCE).policy
        assert {statement.sid for statement in policy} == acknowledged
        assert len(policy) == len(acknowledged)
