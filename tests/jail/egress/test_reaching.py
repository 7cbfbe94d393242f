"""What functions with egress can reach: the internet by TCP and UDP, and its names."""

import contextlib
import json
from pathlib import Path

import pytest

from cloister.domain.egress import EgressPolicy
from tests.jail.egress.labs import Reaching
from tests.jail.egress.strangers import COUNTING_PORT, LONG_ANSWER_ADDRESSES, LONG_NAME, UDP_PORT
from tests.jail.egress.world import HOST_ADDRESS, INTERNET
from tests.support import Lab, a_pool

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALL = """
    import socket

    def handler(event, context):
        with socket.create_connection((event["to"], event["port"]), timeout=5) as connection:
            return connection.recv(100).decode()
"""
ASK = """
    import socket

    def handler(event, context):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.settimeout(5)
            asking.sendto(b"who am I?", (event["to"], event["port"]))
            return asking.recv(100).decode()
"""
RESOLVE = """
    import socket

    def handler(event, context):
        found = socket.getaddrinfo(event["name"], 80, socket.AF_INET, socket.SOCK_STREAM)
        return [address for *_, (address, _) in found]
"""
NETWORK = """
    import os

    def handler(event, context):
        return os.readlink("/proc/self/ns/net")
"""


async def test_tcp_reaches_the_internet_from_the_hosts_address(lab_reaching: Lab) -> None:
    said = await lab_reaching.result(CALL, event={"to": INTERNET, "port": 80})

    assert said == f"hello {HOST_ADDRESS}"


async def test_udp_reaches_the_internet_from_the_hosts_address(lab_reaching: Lab) -> None:
    said = await lab_reaching.result(ASK, event={"to": INTERNET, "port": UDP_PORT})

    assert said == HOST_ADDRESS


async def test_large_uploads_pass_a_link_of_small_packets(lab_reaching: Lab) -> None:
    source = f"""
        import socket

        def handler(event, context):
            with socket.create_connection(("{INTERNET}", {COUNTING_PORT}), timeout=5) as connection:
                connection.sendall(bytes(1_000_000))
                connection.shutdown(socket.SHUT_WR)
                return connection.recv(100).decode()
    """

    assert await lab_reaching.result(source) == "1000000"


async def test_names_are_resolved(lab_reaching: Lab) -> None:
    found = await lab_reaching.result(RESOLVE, event={"name": "public.test"})

    assert found == [INTERNET]


async def test_answers_too_long_for_a_datagram_come_by_tcp(lab_reaching: Lab) -> None:
    found = await lab_reaching.result(RESOLVE, event={"name": LONG_NAME})

    assert len(set(found)) == LONG_ANSWER_ADDRESSES


async def test_environments_of_one_tenant_share_a_network_and_tenants_do_not(
    lab_reaching: Lab,
) -> None:
    version = lab_reaching.version(NETWORK)

    async with lab_reaching.lease(version, "tenant-A"):
        second = await lab_reaching.run(version, "tenant-A")
        third = await lab_reaching.run(version, "tenant-A")
        other = await lab_reaching.run(version, "tenant-B")

    assert second.outcome.payload == third.outcome.payload
    assert second.outcome.payload != other.outcome.payload


async def test_a_function_without_egress_has_loopback_alone(lab: Lab) -> None:
    source = """
        import socket

        def handler(event, context):
            return [name for _, name in socket.if_nameindex()]
    """

    assert await lab.result(source) == ["lo"]


@pytest.mark.parametrize(
    ("egress", "is_stocked"), [(EgressPolicy.NONE, True), (EgressPolicy.INTERNET, False)]
)
async def test_nothing_is_prepared_for_tenants_whose_network_cannot_be_known_yet(
    egress: EgressPolicy, is_stocked: bool, reaching: Reaching, tmp_path: Path
) -> None:
    driver = await reaching.driver((), ())
    async with a_pool(driver, tmp_path, egress=egress, keeps_stock=True) as lab:
        version = lab.version(NETWORK)

        await lab.run(version, "tenant-H")

        assert bool(lab.pool._fleet(version).demands) is is_stocked


def maps_of_processes_in(network: str) -> list[list[str]]:
    """Each one's line of /proc/<pid>/uid_map: inside, outside, count."""
    maps = []
    for process in Path("/proc").glob("[0-9]*"):
        # Processes end while they are being looked at.
        with contextlib.suppress(OSError):
            if str((process / "ns" / "net").readlink()) == network:
                maps.append((process / "uid_map").read_text().split())
    return maps


async def test_in_a_tenants_network_are_its_sandboxes_and_no_template(lab_reaching: Lab) -> None:
    version = lab_reaching.version(NETWORK)

    async with lab_reaching.lease(version, "tenant-G"):
        network = json.loads((await lab_reaching.run(version, "tenant-G")).outcome.payload)
        maps = maps_of_processes_in(network)

    # Two environments of two processes each, and each of them a user of its own.
    assert [inside for inside, _, _ in maps] == ["1000"] * 4
    assert len({outside for _, outside, _ in maps}) == 2
