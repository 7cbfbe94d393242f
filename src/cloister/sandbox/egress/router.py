"""The network that all others lead to: it makes them, by orders of the host, and none leads anywhere but through it.

It runs in a user namespace to which it and they belong, and has no right over anything else.
"""

import ipaddress
import os
import socket
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from cloister.kernel import calls as sys_
from cloister.sandbox.egress.orders import (
    AnswerNames,
    CloseNetwork,
    ForgetNames,
    GatewayStarted,
    NetworkOpened,
    OpenNetwork,
)
from cloister.sandbox.egress.programs import ProgramFailed, ip, nft
from cloister.sandbox.egress.rules import (
    UPLINK,
    network_added,
    network_removed,
    router_table,
)
from cloister.sandbox.egress.uplink import Addresses, without_ipv6
from cloister.sandbox.namespaces.orders import ORDER_BYTES_MAX, Order

INSIDE_LINK: Final = "eth0"
NEXT_HOP: Final = "169.254.1.1"
"""The router, as every network sees it."""
RESOLVER_ADDRESS: Final = ("127.0.0.1", 53)
"""Where the C library asks for names when nobody says otherwise. Only the router may listen below port 1024."""
_ADDRESSES: Final = ipaddress.IPv4Network("10.0.0.0/8")
"""Of networks; seen by the router and nobody else. Each is used once in 16 million times, so that no packet for a
network that is gone arrives at another one."""
_LISTEN_BACKLOG: Final = 16


class Router:
    """Makes and removes networks, one order at a time, until the host is gone."""

    def __init__(
        self, control: socket.socket, names: socket.socket, *, left_out: Collection[str]
    ) -> None:
        """`names` leads to the resolver. The calling process is alone in a new network namespace."""
        self._control = control
        self._names = names
        self._left_out = left_out
        self._links: dict[str, str] = {}
        """Network to the router's end of its link."""
        self._opened = 0
        self._home_fd = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)

    def run(self, uplink: Addresses) -> None:
        """Take orders until there are no more. Raises OSError and ProgramFailed where there can't be a router."""
        self._set_up(uplink)
        user_fd = os.open("/proc/self/ns/user", os.O_RDONLY | os.O_CLOEXEC)
        socket.send_fds(self._control, [GatewayStarted().encode()], [user_fd])
        os.close(user_fd)
        while data := self._control.recv(ORDER_BYTES_MAX):
            match Order.decode(data):
                case OpenNetwork(network=network):
                    self._answer(network)
                case CloseNetwork(network=network):
                    self._close(network)
                case order:
                    raise TypeError(f"an order that a router can't follow: {order}")

    def _set_up(self, uplink: Addresses) -> None:
        nft(router_table(left_out=self._left_out))
        Path("/proc/sys/net/ipv4/ip_forward").write_text("1")
        ip(
            "link set lo up",
            f"addr add {NEXT_HOP}/32 dev lo",
            *without_ipv6(UPLINK, self._left_out),
            f"addr add {uplink.router}/32 peer {uplink.host} dev {UPLINK}",
            f"link set {UPLINK} up",
            f"route add default via {uplink.host} dev {UPLINK}",
        )

    def _answer(self, name: str) -> None:
        with ExitStack() as opened:
            try:
                fds = [self._open(name, opened)]
            except (OSError, ProgramFailed) as error:
                # What was made of it goes with its namespace, when nobody holds that any more.
                self._names.send(ForgetNames(name).encode())
                self._control.send(NetworkOpened(name, str(error)).encode())
                return
            socket.send_fds(self._control, [NetworkOpened(name).encode()], fds)

    def _open(self, name: str, opened: ExitStack) -> int:
        """A new network's namespace. `opened` closes it here: it lasts as long as the host, or a sandbox, holds it."""
        self._opened += 1
        link = f"t{self._opened}"
        address = str(_ADDRESSES[self._opened % (_ADDRESSES.num_addresses - 2) + 1])
        with self._in_new_namespace(opened) as namespace_fd:
            ip(
                "link set lo up",
                f"link add {INSIDE_LINK} type veth peer name {link} netns /proc/self/fd/{self._home_fd}",
                *without_ipv6(INSIDE_LINK, self._left_out),
                f"addr add {address}/32 dev {INSIDE_LINK}",
                f"link set {INSIDE_LINK} up",
                f"route add {NEXT_HOP} dev {INSIDE_LINK}",
                f"route add default via {NEXT_HOP} dev {INSIDE_LINK}",
                fds=[self._home_fd],
            )
            self._answer_names(name)
        ip(
            *without_ipv6(link, self._left_out),
            f"link set {link} up",
            f"route add {address} dev {link}",
        )
        nft(network_added(link, address, left_out=self._left_out))
        self._links[name] = link
        return namespace_fd

    @contextmanager
    def _in_new_namespace(self, opened: ExitStack) -> Iterator[int]:
        sys_.unshare(sys_.CLONE_NEWNET)
        try:
            namespace_fd = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
            opened.callback(os.close, namespace_fd)
            yield namespace_fd
        finally:
            sys_.setns(self._home_fd, sys_.CLONE_NEWNET)

    def _answer_names(self, name: str) -> None:
        """The resolver gets sockets of the namespace that this process is in, and answers there from where it is."""
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
            socket.create_server(RESOLVER_ADDRESS, backlog=_LISTEN_BACKLOG) as connections,
        ):
            datagrams.bind(RESOLVER_ADDRESS)
            fds = [datagrams.fileno(), connections.fileno()]
            socket.send_fds(self._names, [AnswerNames(name).encode()], fds)

    def _close(self, name: str) -> None:
        # The link goes with the namespace, when nobody holds that any more.
        self._names.send(ForgetNames(name).encode())
        nft(network_removed(self._links.pop(name)))
