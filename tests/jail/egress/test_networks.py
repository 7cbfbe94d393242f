"""Networks come with who enters first, go after the last has left, and leave nothing behind, also after kill -9."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from cloister.domain import limits
from cloister.sandbox.driver import NetworkId, SandboxFailed
from cloister.sandbox.egress.networks import Networks
from cloister.sandbox.egress.programs import ip
from cloister.sandbox.egress.rules import NOT_INWARDS
from tests.e2e.leftovers import alive, family
from tests.e2e.server import eventually
from tests.jail.egress.world import HOST_ADDRESS, RESOLVER, World
from tests.support import clock

pytestmark = pytest.mark.asyncio(loop_scope="session")

BLUE, GREEN = NetworkId("blue"), NetworkId("green")
INSIDE = "10.0.0.2"
"""An address as networks have them."""


@asynccontextmanager
async def some_networks(world: World, installation: str, *guards: str) -> AsyncIterator[Networks]:
    """Networks without these guards."""
    with world.at_the_host():
        networks = await Networks.start(installation, resolvers=[RESOLVER], left_out=guards)
    try:
        yield networks
    finally:
        await networks.close()


async def visit(networks: Networks, name: NetworkId) -> int:
    """Enter and leave; the network's own number, which no other has while it is there."""
    entrance = await networks.enter(name)
    number = os.fstat(entrance.network_fd).st_ino
    networks.leave(name)
    return number


def of_ours(world: World, installation: str) -> list[str]:
    """The installation's links and tables of rules that the host has."""
    links = world.on_the_host("ip -brief link").splitlines()
    tables = world.on_the_host("nft list tables").splitlines()
    return [line for line in (*links, *tables) if f"cloister-{installation[:6]}" in line]


async def test_a_network_is_there_for_who_enters_soon_after_the_last_has_left(
    world: World,
) -> None:
    async with some_networks(world, clock.new_token(6)) as networks:
        first = await visit(networks, BLUE)

        assert await visit(networks, BLUE) == first
        assert await visit(networks, GREEN) != first


async def test_a_network_that_nobody_is_in_is_removed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "NETWORK_KEEP", timedelta(0))
    async with some_networks(world, clock.new_token(6)) as networks:
        entrance = await networks.enter(BLUE)
        # While somebody holds it, nothing else has its number.
        first = os.dup(entrance.network_fd)
        networks.leave(BLUE)
        # What is due is done before this sleep ends: the loop keeps the order.
        await asyncio.sleep(limits.NETWORK_KEEP.total_seconds() + 0.001)

        second = await visit(networks, BLUE)

        assert os.fstat(first).st_ino != second
        os.close(first)


async def test_there_are_no_more_networks_than_allowed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "NETWORKS_MAX", 1)
    async with some_networks(world, clock.new_token(6)) as networks:
        await networks.enter(BLUE)

        with pytest.raises(SandboxFailed, match="all 1 networks are in use"):
            await networks.enter(GREEN)

        networks.leave(BLUE)
        await visit(networks, GREEN)


async def test_nothing_is_left_when_they_are_closed(world: World) -> None:
    installation = clock.new_token(6)
    async with some_networks(world, installation) as networks:
        await visit(networks, BLUE)
        processes = family(networks._gateway.pid)
        before = of_ours(world, installation)

    assert len(before) == 2
    assert of_ours(world, installation) == []
    assert alive(processes) == set()


async def test_a_start_removes_what_killed_processes_left(world: World) -> None:
    installation = clock.new_token(6)
    async with some_networks(world, installation) as networks:
        await visit(networks, BLUE)
        processes = family(networks._gateway.pid)
        for process in processes:
            os.kill(process.pid, signal.SIGKILL)
        eventually(lambda: not alive(processes), within_s=20)
        left = of_ours(world, installation)

    async with some_networks(world, installation) as networks:
        await visit(networks, BLUE)
        during = of_ours(world, installation)

    assert any(line.startswith("table") for line in left)
    assert len(during) == 2
    assert of_ours(world, installation) == []


async def test_without_its_gateway_no_network_is_made(world: World) -> None:
    async with some_networks(world, clock.new_token(6)) as networks:
        for process in family(networks._gateway.pid):
            os.kill(process.pid, signal.SIGKILL)

        with pytest.raises(SandboxFailed, match="the gateway"):
            await networks.enter(BLUE)


async def calls_let_in(world: World, *guards: str) -> int:
    """Of one from beyond the host, to an address in a network that all routes lead to."""
    installation = clock.new_token(6)
    link = f"cloister-{installation[:6]}"
    async with some_networks(world, installation, *guards):
        world.on_the_host(f"ip route add {INSIDE} dev {link}")
        with world.counting_inwards(link, "tcp dport 8080") as let_in, world.beyond_it():
            ip(f"route replace {INSIDE} via {HOST_ADDRESS}")
            with pytest.raises(TimeoutError):
                socket.create_connection((INSIDE, 8080), timeout=0.5)
            return let_in()


async def test_nobody_calls_in_from_outside(world: World) -> None:
    assert await calls_let_in(world) == 0


async def test_twin_without_the_guard_their_calls_are_let_in(world: World) -> None:
    assert await calls_let_in(world, NOT_INWARDS) > 0
