"""A host with the internet around it, in network namespaces of the tests' own: nothing of the machine's is touched."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cloister.kernel import calls as sys_
from tests.support import clock

ROOT = Path(__file__).parents[3]
INTERNET = "203.0.113.80"
RESOLVER = "203.0.113.53"
METADATA = "169.254.169.254"
PRIVATE = "10.1.2.3"
HOST_ADDRESS = "203.0.113.2"
"""The host's own, at which its control plane listens."""
CONTROL_PLANE_PORT = 9000
NOT_THE_INTERNET = (
    *(METADATA, "169.254.170.2", PRIVATE, "172.16.5.5", "192.168.1.1", "100.100.100.200"),
    *("192.0.0.192", "168.63.129.16", "198.18.0.5"),
)
"""Addresses that the world beyond the host answers at, and no function may."""


@dataclass(frozen=True, slots=True)
class World:
    """Two network namespaces, by name: the host's, and of everything else."""

    host: str
    beyond: str

    @contextmanager
    def at_the_host(self) -> Iterator[None]:
        """This thread, and what it starts, is in the host's network."""
        with _namespace(self.host) as there, inside(there):
            yield

    @contextmanager
    def beyond_it(self) -> Iterator[None]:
        """This thread, and what it starts, is in the network of everything else."""
        with _namespace(self.beyond) as there, inside(there):
            yield

    def addresses_of_the_host(self) -> list[str]:
        """Every IPv4 address that the host has, but loopback's."""
        listed = json.loads(self.on_the_host("ip -json -4 address"))
        found = [info["local"] for link in listed for info in link["addr_info"]]
        return [address for address in found if not address.startswith("127.")]

    def on_the_host(self, command: str) -> str:
        """What a shell command says in the host's network."""
        return _run(*_inside(self.host), "sh", "-c", command)

    def counting(self, what: str) -> AbstractContextManager[Callable[[], int]]:
        """How many packets of a kind, as nft describes it, have arrived beyond the host since the block began."""
        return _counting(self.beyond, "prerouting", f'iifname "wan0" {what}')

    def counting_inwards(self, link: str, what: str) -> AbstractContextManager[Callable[[], int]]:
        """The same of what the host has sent by one of its links."""
        return _counting(self.host, "postrouting", f'oifname "{link}" {what}')


@contextmanager
def _counting(namespace: str, hook: str, what: str) -> Iterator[Callable[[], int]]:
    def counted() -> int:
        listed = _run(*_inside(namespace), "nft", "list", "table", "inet", "watch")
        (packets,) = re.findall(r"packets (\d+)", listed)
        return int(packets)

    chain = f"chain packets {{ type filter hook {hook} priority 300\n{what} counter\n}}"
    _nft(namespace, f"table inet watch {{\n{chain}\n}}")
    try:
        yield counted
    finally:
        _nft(namespace, "delete table inet watch")


@contextmanager
def inside(network_fd: int) -> Iterator[None]:
    """This thread, and what it starts, is in that network namespace, with the rights that it has anywhere."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    sys_.setns(network_fd, sys_.CLONE_NEWNET)
    try:
        yield
    finally:
        sys_.setns(home, sys_.CLONE_NEWNET)
        os.close(home)


@contextmanager
def _namespace(name: str) -> Iterator[int]:
    namespace_fd = os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        yield namespace_fd
    finally:
        os.close(namespace_fd)


@contextmanager
def a_world() -> Iterator[World]:
    """Nothing of it is left afterwards."""
    token = clock.new_token(3)
    world = World(f"cloister-{token}-host", f"cloister-{token}-beyond")
    with ExitStack() as stack:
        for name in (world.host, world.beyond):
            _run("ip", "netns", "add", name)
            stack.callback(_run, "ip", "netns", "delete", name)
        _lay_out(world)
        for name in (world.beyond, world.host):
            stack.enter_context(_strangers(name))
        yield world


def _lay_out(world: World) -> None:
    _ip(
        world.host,
        "link set lo up",
        f"link add wan0 type veth peer name wan0 netns {world.beyond}",
        f"addr add {HOST_ADDRESS}/24 dev wan0",
        "addr add fd00:7::2/64 dev wan0 nodad",
        # Narrower than the links of networks: packets that don't fit must be heard of.
        "link set wan0 mtu 1280 up",
        "route add default via 203.0.113.1",
    )
    elsewhere = (INTERNET, RESOLVER, *NOT_THE_INTERNET)
    _ip(
        world.beyond,
        "link set lo up",
        "addr add 203.0.113.1/24 dev wan0",
        "addr add fd00:7::1/64 dev wan0 nodad",
        "link set wan0 up",
        *(f"addr add {address}/32 dev lo" for address in elsewhere),
    )
    # Only the tests' own namespace forwards.
    world.on_the_host("echo 1 > /proc/sys/net/ipv4/ip_forward")


@contextmanager
def _strangers(namespace: str) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.jail.egress.strangers"]
    with subprocess.Popen(
        [*_inside(namespace), *command], stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"ready\n"
            yield
        finally:
            process.kill()


def _inside(namespace: str) -> tuple[str, str]:
    return "nsenter", f"--net=/run/netns/{namespace}"


def _nft(namespace: str, *lines: str) -> None:
    _run(*_inside(namespace), "nft", "-f", "-", text="\n".join(lines))


def _ip(namespace: str, *commands: str) -> None:
    _run("ip", "-netns", namespace, "-batch", "-", text="\n".join(commands))


def _run(*command: str, text: str = "") -> str:
    return subprocess.run(command, input=text, text=True, check=True, capture_output=True).stdout
