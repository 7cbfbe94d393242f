"""The one thing of ours in the host's own network: a link to the router, and a table of rules over it."""

import ipaddress
import socket
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cloister.domain import limits
from cloister.sandbox.egress.programs import ProgramFailed, ip, nft
from cloister.sandbox.egress.rules import NO_IPV6, UPLINK, host_table, table_removed

_LINK_DIGITS: Final = 6
"""Of the installation's name: the kernel takes 15 characters for an interface."""
_FIRST_ADDRESS: Final = ipaddress.IPv4Address("169.254.64.0")
"""Link-local: seen by the host and the router alone, and below the addresses that clouds use."""
_PAIRS: Final = 8192
_CONNTRACK_MAX: Final = Path("/proc/sys/net/netfilter/nf_conntrack_max")


@dataclass(frozen=True, slots=True)
class Addresses:
    """The two ends of an uplink."""

    host: str
    router: str


class Uplink:
    """The link and the table of one installation, by names that no other has."""

    def __init__(self, installation: str) -> None:
        self.table = f"cloister-{installation}"
        self.link = f"cloister-{installation[:_LINK_DIGITS]}"

    def lay(
        self, router_pid: int, *, resolvers: Iterable[str], left_out: Collection[str] = ()
    ) -> Addresses:
        """The link leads to the network namespace of that process, with the rules in force. Raises ProgramFailed."""
        ip(f"link add {self.link} type veth peer name {UPLINK} netns {router_pid}")
        # An index is no other living interface's, so the addresses are no other installation's.
        first = _FIRST_ADDRESS + 2 * (socket.if_nametoindex(self.link) % _PAIRS)
        addresses = Addresses(str(first), str(first + 1))
        nft(
            host_table(
                self.table,
                self.link,
                addresses.router,
                resolvers=[ipaddress.ip_address(resolver) for resolver in resolvers],
                connections_max=connections_max(),
                left_out=left_out,
            )
        )
        ip(
            *without_ipv6(self.link, left_out),
            f"addr add {addresses.host}/32 peer {addresses.router} dev {self.link}",
            f"link set {self.link} up",
        )
        return addresses

    def remove(self) -> None:
        """Neither is there afterwards, whoever made it. Raises ProgramFailed."""
        nft(table_removed(self.table))
        # The kernel takes the link away with the router's namespace, soon after its last process.
        if self._is_there():
            try:
                ip(f"link delete {self.link}")
            except ProgramFailed:
                # Gone meanwhile?
                if self._is_there():
                    raise

    def _is_there(self) -> bool:
        return self.link in (name for _, name in socket.if_nameindex())


def connections_max() -> int:
    """How many connections all networks together may have, by what the kernel remembers of all that the host has."""
    try:
        remembered = int(_CONNTRACK_MAX.read_text())
    except FileNotFoundError:
        # Nothing on this machine has asked for connections yet: the table will.
        remembered = limits.CONNTRACK_MAX_LEAST
    return remembered // limits.NETWORKS_CONNTRACK_PARTS


def without_ipv6(link: str, left_out: Collection[str]) -> list[str]:
    """Commands for a link that is to have no IPv6 address, its link-local one included."""
    return [] if NO_IPV6 in left_out else [f"link set {link} addrgenmode none"]
