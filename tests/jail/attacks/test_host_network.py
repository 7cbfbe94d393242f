"""The API, a database or the metadata service on an address of the host: Judge0's CVE-2024-29021 went that way (T8)."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.jail.attacks.probes_kernel import outside, with_system_calls
from tests.support import Lab, clock

pytestmark = pytest.mark.asyncio(loop_scope="session")

ATTACK = with_system_calls("""
def connected(family, address):
    with socket.socket(family) as opened:
        opened.settimeout(2)
        opened.connect(address)
def resolved():
    try:
        return socket.getaddrinfo("localhost.example", 80)[0][4][0]
    except socket.gaierror:
        return None
def handler(event, context):
    port = event["port"]
    tcp = {name: answer(connected, socket.AF_INET, (name, port)) for name in ("127.0.0.1", event["address"])}
    return {
        "tcp": [tcp["127.0.0.1"], tcp[event["address"]], answer(connected, socket.AF_INET6, ("::1", port))],
        "abstract": answer(connected, socket.AF_UNIX, "\\0" + event["abstract"]),
        "metadata": answer(connected, socket.AF_INET, ("169.254.169.254", 80)) if event["jailed"] else None,
        "resolved": resolved() if event["jailed"] else None,
        "interfaces": [name for _, name in socket.if_nameindex()],
    }
""")


@pytest.fixture
def host() -> Iterator[dict[str, str | int]]:
    """What listens on the machine: on all its addresses, and by an abstract name."""
    name = clock.new_token(8)
    with (
        closing(socket.create_server(("", 0))) as tcp,
        closing(socket.socket(socket.AF_UNIX)) as local,
    ):
        local.bind(f"\0{name}")
        local.listen()
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
            # Nothing is sent: it only asks which of the machine's addresses looks outwards.
            probe.connect(("192.0.2.1", 9))
            address = probe.getsockname()[0]
        yield {"port": tcp.getsockname()[1], "address": address, "abstract": name}


async def test_a_function_reaches_nothing_that_listens_on_the_host(
    lab: Lab, host: dict[str, str | int]
) -> None:
    found = await lab.result(ATTACK, event={**host, "jailed": True})

    assert found["tcp"][0] == "ECONNREFUSED"
    assert found["tcp"][1] in ("ENETUNREACH", "ECONNREFUSED")
    assert found["tcp"][2] in ("ECONNREFUSED", "EADDRNOTAVAIL", "ENETUNREACH")
    assert found["abstract"] == "ECONNREFUSED"
    assert (found["metadata"], found["resolved"]) == ("ENETUNREACH", None)
    assert found["interfaces"] == ["lo"]


async def test_a_process_in_the_hosts_network_namespace_does(host: dict[str, str | int]) -> None:
    # It asks neither for the metadata service nor for names: a test has no business with either.
    found = await outside(ATTACK, {**host, "jailed": False})

    assert (found["tcp"][:2], found["abstract"]) == (["OK", "OK"], "OK")
