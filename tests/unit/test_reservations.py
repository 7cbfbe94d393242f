"""Concurrency that functions reserve at the same time: together never more than the account can spare."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cloister.domain.arn import FunctionReference
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.ids import FunctionName
from tests.unit.example_functions import HOME, REFERENCE, Disk, Server, a_new_function

SPARE = 900
"""The account's thousand without the hundred that are left to all."""
OTHER = FunctionReference(FunctionName("other"), None)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """With two functions that have nothing reserved."""
    async with Disk(tmp_path).server() as server:
        await server.active(a_new_function())
        await server.active(a_new_function(OTHER.name))
        yield server


async def test_of_two_functions_that_reserve_all_there_is_at_once_one_gets_it(
    server: Server,
) -> None:
    reservations = server.plane.reservations

    results = await asyncio.gather(
        reservations.put(REFERENCE, SPARE), reservations.put(OTHER, SPARE), return_exceptions=True
    )

    assert results.count(SPARE) == 1
    assert [type(each) for each in results if each != SPARE] == [InvalidParameterValue]
    assert server.store.reserved_concurrency(HOME.account, HOME.region) == SPARE


async def test_a_reservation_that_shrinks_gives_the_rest_to_the_others(server: Server) -> None:
    reservations = server.plane.reservations
    await reservations.put(REFERENCE, SPARE)

    await reservations.put(REFERENCE, SPARE - 10)

    assert await reservations.put(OTHER, 10) == 10
    with pytest.raises(InvalidParameterValue):
        await reservations.put(OTHER, 11)
    assert reservations.get(OTHER) == 10
