"""Networks as drivers have them: entered by name, made for the first, removed some time after the last."""

import asyncio
import contextlib
import ipaddress
import os
import socket
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import structlog

from cloister.domain import limits
from cloister.kernel.descriptors import receive_fds
from cloister.sandbox.driver import NetworkId, SandboxFailed
from cloister.sandbox.egress.gateway import Plan
from cloister.sandbox.egress.needs import needs
from cloister.sandbox.egress.orders import (
    CloseNetwork,
    GatewayStarted,
    NetworkOpened,
    OpenNetwork,
    next_order,
)
from cloister.sandbox.egress.programs import SEARCH_PATH
from cloister.sandbox.namespaces.orders import ORDER_BYTES_MAX, Order
from cloister.sandbox.outbox import Outbox

GATEWAY_MODULE = "cloister.sandbox.egress.gateway"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Entrance:
    """What it takes to enter a network: descriptors of two namespaces, good until the network is left."""

    user_fd: int
    network_fd: int


def system_resolvers() -> list[str]:
    """The addresses that this machine asks for names. Reads /etc/resolv.conf; none where it names none."""
    path = Path("/etc/resolv.conf")
    lines = path.read_text().splitlines() if path.exists() else []
    words = (line.split() for line in lines)
    named = [each[1] for each in words if len(each) > 1 and each[0] == "nameserver"]
    return [each for each in named if _is_address(each)]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


@dataclass(eq=False, slots=True)
class _Network:
    namespace: asyncio.Future[int]
    """A descriptor, once the router has made it."""
    users: int = 0
    removal: asyncio.TimerHandle | None = field(default=None)
    """Set while nobody is in it."""


class Networks:
    """All networks of one installation. Use `start`; `close` leaves nothing behind."""

    def __init__(
        self, gateway: asyncio.subprocess.Process, control: socket.socket, user_fd: int
    ) -> None:
        self._gateway = gateway
        self._control = control
        self._outbox = Outbox(control)
        self._user_fd = user_fd
        self._networks: dict[NetworkId, _Network] = {}
        self._is_lost = False
        asyncio.get_running_loop().add_reader(control.fileno(), self._hear)

    @classmethod
    async def start(
        cls, installation: str, *, resolvers: Sequence[str], left_out: Collection[str] = ()
    ) -> Self:
        """Networks whose leftovers from an earlier run are gone: links, tables of rules.

        `installation` names them and must differ between installations of one machine; `resolvers` are the addresses
        that names are asked of. `left_out` names guards to go without, for the twins of security tests and nobody
        else. Raises SandboxFailed, saying what the machine lacks.
        """
        lacking = [
            f"{need.name} ({need.found}): {need.remedy}" for need in needs() if not need.is_met
        ]
        if lacking:
            raise SandboxFailed(f"egress is not possible here. {'; '.join(lacking)}")
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        plan = Plan(installation, list(resolvers), sorted(left_out))
        with its:
            gateway = await _exec_gateway(its, plan)
        ours.settimeout(0)
        try:
            user_fd = await _first_word(ours)
        except SandboxFailed:
            ours.close()
            await gateway.wait()
            raise
        log.info("networks ready", resolvers=list(resolvers))
        return cls(gateway, ours, user_fd)

    async def enter(self, name: NetworkId) -> Entrance:
        """One more is in the network, which is made if it is not there. Raises SandboxFailed; nobody entered then."""
        network = self._networks.get(name) or self._order(name)
        network.users += 1
        if network.removal is not None:
            network.removal.cancel()
            network.removal = None
        try:
            async with asyncio.timeout(limits.NETWORK_OPEN_TIMEOUT.total_seconds()):
                namespace_fd = await asyncio.shield(network.namespace)
        except BaseException as error:
            self._count_out(name, network)
            if isinstance(error, TimeoutError):
                raise SandboxFailed("the network was not made in time") from error
            raise
        return Entrance(self._user_fd, namespace_fd)

    def leave(self, name: NetworkId) -> None:
        """One of those who entered is gone. The last one's network is kept for limits.NETWORK_KEEP."""
        network = self._networks.get(name)
        if network is None:
            # The gateway is gone, and all networks with it.
            return
        self._count_out(name, network)

    async def close(self) -> None:
        """No network, link or rule is left afterwards. Everybody has left before."""
        if not self._is_lost:
            self._stop_listening()
        self._forget_all("Cloister is stopping")
        self._control.close()
        os.close(self._user_fd)
        await self._gateway.wait()

    def _order(self, name: NetworkId) -> _Network:
        if self._is_lost:
            raise SandboxFailed("the gateway is gone: no network can be made until a restart")
        self._make_room()
        try:
            self._outbox.send(OpenNetwork(name).encode())
        except OSError as error:
            raise SandboxFailed(f"the gateway takes no order: {error}") from error
        network = self._networks[name] = _Network(asyncio.get_running_loop().create_future())
        return network

    def _make_room(self) -> None:
        """There may be one more, if need be for one that nobody is in. Raises SandboxFailed."""
        if len(self._networks) < limits.NETWORKS_MAX:
            return
        empty = next(
            (name for name, network in self._networks.items() if network.removal is not None), None
        )
        if empty is None:
            raise SandboxFailed(f"all {limits.NETWORKS_MAX} networks are in use")
        self._remove(empty)

    def _count_out(self, name: NetworkId, network: _Network) -> None:
        network.users -= 1
        # One that could not be made may have a successor by now, which is others'.
        if self._networks.get(name) is network:
            self._remove_later(name, network)

    def _remove_later(self, name: NetworkId, network: _Network) -> None:
        """Unless somebody is in it, or enters meanwhile. One that is still being made is asked about again then."""
        if not network.users and _is_made(network):
            keep_s = limits.NETWORK_KEEP.total_seconds()
            network.removal = asyncio.get_running_loop().call_later(keep_s, self._remove, name)

    def _remove(self, name: NetworkId) -> None:
        network = self._networks.pop(name)
        if network.removal is not None:
            network.removal.cancel()
        os.close(network.namespace.result())
        # A gateway that is gone has left nothing to close, and _hear will be told.
        with contextlib.suppress(OSError):
            self._outbox.send(CloseNetwork(name).encode())

    def _hear(self) -> None:
        try:
            data, fds = receive_fds(self._control, ORDER_BYTES_MAX, 1)
        except BlockingIOError:
            return
        except ConnectionResetError:
            data, fds = b"", []
        match Order.decode(data) if data else None:
            case NetworkOpened(network=name, error=None):
                network = self._networks[NetworkId(name)]
                network.namespace.set_result(fds[0])
                self._remove_later(NetworkId(name), network)
            case NetworkOpened(network=name, error=error):
                network = self._networks.pop(NetworkId(name))
                network.namespace.set_exception(SandboxFailed(f"the network: {error}"))
            case _:
                self._lose_gateway()

    def _lose_gateway(self) -> None:
        self._is_lost = True
        self._stop_listening()
        log.error(
            "the gateway is gone: sandboxes with egress reach nothing, and no more can be made"
        )
        self._forget_all("the gateway is gone")

    def _stop_listening(self) -> None:
        asyncio.get_running_loop().remove_reader(self._control.fileno())
        self._outbox.close()

    def _forget_all(self, reason: str) -> None:
        for network in self._networks.values():
            if network.removal is not None:
                network.removal.cancel()
            if _is_made(network):
                os.close(network.namespace.result())
            elif not network.namespace.done():
                network.namespace.set_exception(SandboxFailed(reason))
        self._networks.clear()


def _is_made(network: _Network) -> bool:
    return network.namespace.done() and network.namespace.exception() is None


async def _first_word(control: socket.socket) -> int:
    """The user namespace of all networks. Raises SandboxFailed when there can't be any."""
    match await next_order(control):
        case None:
            raise SandboxFailed("the gateway ended at its start: see its message above")
        case (GatewayStarted(error=None), fds):
            return fds[0]
        case (GatewayStarted(error=error), _):
            raise SandboxFailed(f"the gateway can't stand: {error}")
        case (said, _):
            raise SandboxFailed(f"the gateway did not start but said {said}")


async def _exec_gateway(control: socket.socket, plan: Plan) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        GATEWAY_MODULE,
        plan.encode(),
        str(control.fileno()),
        stdin=asyncio.subprocess.DEVNULL,
        env={"PATH": SEARCH_PATH},
        pass_fds=(control.fileno(),),
    )
