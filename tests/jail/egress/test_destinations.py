"""Where packets of functions with egress do not arrive: metadata, private networks, the host, neighbours, mail.

Each attack has a twin where the guard is taken away, and the attack succeeds.
"""

import asyncio
import json

import pytest

from cloister.sandbox.egress.router import NEXT_HOP
from cloister.sandbox.egress.rules import (
    NO_IPV6,
    NO_MAIL,
    NO_NEIGHBOUR,
    NOT_PRIVATE,
    NOT_THE_HOST,
    NOT_THE_ROUTER,
)
from tests.jail.egress.labs import LabWithout
from tests.jail.egress.strangers import UDP_PORT
from tests.jail.egress.world import (
    CONTROL_PLANE_PORT,
    HOST_ADDRESS,
    INTERNET,
    NOT_THE_INTERNET,
    PRIVATE,
    World,
)
from tests.support import Lab

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALL_ALL = """
    import socket

    def call(address, port, patience_s):
        try:
            with socket.create_connection((address, port), timeout=patience_s) as connection:
                return connection.recv(100).decode()
        except OSError as error:
            return type(error).__name__

    def handler(event, context):
        patience_s = event.get("patience_s", 0.5)
        return {address: call(address, event["port"], patience_s) for address in event["to"]}
"""
ASK_ALL = """
    import socket

    def ask(address, port, patience_s):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.settimeout(patience_s)
            try:
                asking.sendto(b"who am I?", (address, port))
                return asking.recv(100).decode()
            except OSError as error:
                return type(error).__name__

    def handler(event, context):
        patience_s = event.get("patience_s", 0.5)
        return {address: ask(address, event["port"], patience_s) for address in event["to"]}
"""
HELLO = f"hello {HOST_ADDRESS}"
PATIENT = {"patience_s": 10}
"""For who expects an answer: it may come late on a busy machine."""


async def test_private_networks_and_metadata_services_are_not_reached_by_tcp(
    lab_reaching: Lab,
) -> None:
    said = await lab_reaching.result(CALL_ALL, event={"to": NOT_THE_INTERNET, "port": 80})

    assert said == dict.fromkeys(NOT_THE_INTERNET, "TimeoutError")


async def test_twin_without_the_destinations_they_are_reached_by_tcp(
    lab_reaching_without: LabWithout,
) -> None:
    async with lab_reaching_without(NOT_PRIVATE) as lab:
        event = {"to": NOT_THE_INTERNET, "port": 80, **PATIENT}
        said = await lab.result(CALL_ALL, event=event)

    assert said == dict.fromkeys(NOT_THE_INTERNET, HELLO)


async def test_private_networks_and_metadata_services_are_not_reached_by_udp(
    lab_reaching: Lab,
) -> None:
    said = await lab_reaching.result(ASK_ALL, event={"to": NOT_THE_INTERNET, "port": UDP_PORT})

    assert said == dict.fromkeys(NOT_THE_INTERNET, "TimeoutError")


async def test_twin_without_the_destinations_they_are_reached_by_udp(
    lab_reaching_without: LabWithout,
) -> None:
    async with lab_reaching_without(NOT_PRIVATE) as lab:
        event = {"to": NOT_THE_INTERNET, "port": UDP_PORT, **PATIENT}
        said = await lab.result(ASK_ALL, event=event)

    assert said == dict.fromkeys(NOT_THE_INTERNET, HOST_ADDRESS)


REBIND = """
    import socket

    def handler(event, context):
        found = socket.getaddrinfo("rebound.test", 80, socket.AF_INET, socket.SOCK_STREAM)
        address = found[0][4]
        patience_s = event.get("patience_s", 0.5)
        try:
            with socket.create_connection(address, timeout=patience_s) as connection:
                return [address[0], connection.recv(100).decode()]
        except OSError as error:
            return [address[0], type(error).__name__]
"""


async def test_a_public_name_of_a_private_address_leads_nowhere(lab_reaching: Lab) -> None:
    assert await lab_reaching.result(REBIND) == [PRIVATE, "TimeoutError"]


async def test_twin_without_the_destinations_the_name_leads_there(
    lab_reaching_without: LabWithout,
) -> None:
    async with lab_reaching_without(NOT_PRIVATE) as lab:
        assert await lab.result(REBIND, event=PATIENT) == [PRIVATE, HELLO]


async def test_the_host_and_its_control_plane_are_not_reached(
    lab_reaching: Lab, world: World
) -> None:
    addresses = world.addresses_of_the_host()

    said = await lab_reaching.result(CALL_ALL, event={"to": addresses, "port": CONTROL_PLANE_PORT})

    assert HOST_ADDRESS in addresses
    assert said == dict.fromkeys(addresses, "TimeoutError")


async def test_twin_without_the_guard_of_the_host_its_control_plane_is_reached(
    lab_reaching_without: LabWithout,
) -> None:
    async with lab_reaching_without(NOT_THE_HOST) as lab:
        event = {"to": [HOST_ADDRESS], "port": CONTROL_PLANE_PORT, **PATIENT}
        said = await lab.result(CALL_ALL, event=event)

    assert said[HOST_ADDRESS].startswith("hello 169.254.")


async def test_the_router_is_not_reached(lab_reaching: Lab) -> None:
    said = await lab_reaching.result(CALL_ALL, event={"to": [NEXT_HOP], "port": 80})

    assert said == {NEXT_HOP: "TimeoutError"}


async def test_twin_without_the_guard_the_router_answers(lab_reaching_without: LabWithout) -> None:
    async with lab_reaching_without(NOT_THE_ROUTER) as lab:
        said = await lab.result(CALL_ALL, event={"to": [NEXT_HOP], "port": 80, **PATIENT})

    assert said == {NEXT_HOP: "ConnectionRefusedError"}


async def test_mail_is_not_sent(lab_reaching: Lab) -> None:
    by_port = [
        await lab_reaching.result(CALL_ALL, event={"to": [INTERNET], "port": port})
        for port in (25, 465)
    ]

    assert by_port == [{INTERNET: "TimeoutError"}] * 2


async def test_twin_without_the_guard_mail_is_sent(lab_reaching_without: LabWithout) -> None:
    async with lab_reaching_without(NO_MAIL) as lab:
        said = await lab.result(CALL_ALL, event={"to": [INTERNET], "port": 25, **PATIENT})

    assert said == {INTERNET: HELLO}


SERVE = """
    import socket, threading

    listener = socket.create_server(("0.0.0.0", 8080))

    def serve():
        while True:
            connection, _ = listener.accept()
            connection.sendall(b"secrets of the neighbour")
            connection.close()

    threading.Thread(target=serve, daemon=True).start()

    def handler(event, context):
        if event.get("serve_for_s"):
            import time
            # The thread above serves while this invocation runs, and is frozen after it.
            time.sleep(event["serve_for_s"])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("203.0.113.80", 80))
            return probe.getsockname()[0]
"""


async def call_the_neighbour(lab: Lab, **patience: float) -> str:
    """What tenant-B hears when it calls the address that tenant-A's environment has, which listens there."""
    neighbour = lab.version(SERVE, name="served")
    address = json.loads((await lab.run(neighbour, "tenant-A")).outcome.payload)
    async with asyncio.TaskGroup() as tasks:
        # Between invocations it is frozen.
        tasks.create_task(lab.run(neighbour, "tenant-A", {"serve_for_s": 2}))
        event = {"to": [address], "port": 8080, **patience}
        said = await lab.result(CALL_ALL, tenant="tenant-B", event=event)
    return str(said[address])


async def test_a_neighbour_is_not_reached(lab_reaching: Lab) -> None:
    assert await call_the_neighbour(lab_reaching) == "TimeoutError"


async def test_twin_without_the_guard_a_neighbour_is_reached(
    lab_reaching_without: LabWithout,
) -> None:
    async with lab_reaching_without(NO_NEIGHBOUR) as lab:
        said = await call_the_neighbour(lab, **PATIENT)

    assert said == "secrets of the neighbour"


IPV6 = """
    import errno, socket

    ALL_ROUTERS = "ff02::2%eth0"
    TENTATIVE = 0x40

    def addresses():
        return [line.split() for line in open("/proc/self/net/if_inet6")]

    def handler(event, context):
        # A new address can't be used before nobody else was found to have it.
        while any(int(flags, 16) & TENTATIVE for _, _, _, _, flags, _ in addresses()):
            pass
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sending:
            try:
                return [len(addresses()), sending.sendto(b"hello", (ALL_ROUTERS, 7777))]
            except OSError as error:
                return [len(addresses()), errno.errorcode[error.errno]]
"""


async def test_there_is_no_ipv6_but_loopback(lab_reaching: Lab) -> None:
    assert await lab_reaching.result(IPV6) == [1, "EADDRNOTAVAIL"]


async def test_twin_without_the_guard_link_local_packets_leave(
    lab_reaching_without: LabWithout,
) -> None:
    async with lab_reaching_without(NO_IPV6) as lab:
        assert await lab.result(IPV6) == [2, 5]
