"""What the host and the processes behind its networks say to each other, and which descriptors go along.

One message is one packet of JSON, as between host and spawner. No byte of a sandbox's ever comes this way.
"""

import asyncio
import socket
from dataclasses import dataclass

from cloister.kernel.descriptors import receive_fds
from cloister.sandbox.namespaces.orders import ORDER_BYTES_MAX, Order

NETWORK_FDS_MAX = 2


@dataclass(frozen=True)
class GatewayStarted(Order):
    """There can be networks, or why not. With it goes the user namespace that all of them belong to."""

    error: str | None = None


@dataclass(frozen=True)
class OpenNetwork(Order):
    """Make a network. Answered by NetworkOpened."""

    network: str


@dataclass(frozen=True)
class NetworkOpened(Order):
    """The network is there, and its namespace goes along; or why it is not."""

    network: str
    error: str | None = None


@dataclass(frozen=True)
class CloseNetwork(Order):
    """Remove a network that nobody is in any more."""

    network: str


@dataclass(frozen=True)
class AnswerNames(Order):
    """From router to resolver: answer what comes in by these sockets, a UDP one and a listening TCP one."""

    network: str


@dataclass(frozen=True)
class ForgetNames(Order):
    """From router to resolver: the network is gone."""

    network: str


async def next_order(control: socket.socket) -> tuple[Order, list[int]] | None:
    """What is said next over a non-blocking socket, with the descriptors that go along; None at the other end's end."""
    readable = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(control.fileno(), readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(control.fileno())
    try:
        data, fds = receive_fds(control, ORDER_BYTES_MAX, NETWORK_FDS_MAX)
    except ConnectionResetError:
        return None
    return (Order.decode(data), fds) if data else None
