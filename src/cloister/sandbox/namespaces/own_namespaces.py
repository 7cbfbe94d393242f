"""What a sandbox's own namespaces are set to: none within them, few watches, one host name, a loopback that forgets."""

import fcntl
import os
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from cloister.kernel import calls as sys_
from cloister.kernel.files import read_kernel_file, write_kernel_file
from cloister.sandbox.namespaces.step import Unproven, expect

NAMESPACES = (
    sys_.CLONE_NEWUSER
    | sys_.CLONE_NEWNS
    | sys_.CLONE_NEWPID
    | sys_.CLONE_NEWNET
    | sys_.CLONE_NEWIPC
    | sys_.CLONE_NEWUTS
)
HOSTNAME = "sandbox"
INOTIFY_BOUNDS = {"instances": 8, "watches": 8192}
"""Of one sandbox. A library that watches files takes an instance for each observer, and a watch for each directory."""

CLOSED_CONNECTION_BOUNDS = {"tcp_orphan_retries": 1, "tcp_max_tw_buckets": 1024}
"""How often the kernel asks whether a peer takes what was sent before a close: a second and a half, instead of minutes.
And of how many connections that have ended well it remembers the ports for a minute.
Over loopback nothing is lost on the way, and nothing comes late."""

_KINDS = ("user", "mnt", "net", "pid", "ipc", "uts", "cgroup", "time")
_USER_BOUNDS = "/proc/sys/user"
_IPV4 = "/proc/sys/net/ipv4"
_SIOCGIFFLAGS = 0x8913
_SIOCSIFFLAGS = 0x8914
_IFF_UP = 1
_IFREQ = struct.Struct("16sh14x")


@dataclass(frozen=True, slots=True)
class ForbidNamespaces:
    def describe(self) -> str:
        return "forbid namespaces within"

    def execute(self) -> None:
        # The figures are this user namespace's own (user_namespaces(7));
        # that the filter refuses clone flags as well makes two walls of it.
        _write_bounds(_USER_BOUNDS, self._bounds())

    def verify(self) -> None:
        # Not by asking for one: a refused IPC namespace waits for all that are being given up (ipc/namespace.c).
        _expect_bounds(_USER_BOUNDS, self._bounds())

    def _bounds(self) -> dict[str, int]:
        return {f"max_{kind}_namespaces": 0 for kind in _KINDS}


@dataclass(frozen=True, slots=True)
class BoundWatches:
    def describe(self) -> str:
        return "bound the watches on files"

    def execute(self) -> None:
        # The kernel counts them a second time by the uid that made the user namespace, which is the template's for
        # every sandbox, against the host's own bound (fs.inotify.max_user_instances, 128 by default): one could take
        # them all.
        _write_bounds(_USER_BOUNDS, self._bounds())

    def verify(self) -> None:
        _expect_bounds(_USER_BOUNDS, self._bounds())

    def _bounds(self) -> dict[str, int]:
        return {f"max_inotify_{kind}": bound for kind, bound in INOTIFY_BOUNDS.items()}


@dataclass(frozen=True, slots=True)
class GiveUpClosedConnections:
    """Where the network is the sandbox's own."""

    def describe(self) -> str:
        return "give up closed connections soon"

    def execute(self) -> None:
        # The kernel counts connections that nobody holds any more for the whole machine (net.ipv4.tcp_max_orphans).
        # Beyond that bound every close on the host is a reset, and what was sent last is lost. What it remembers of
        # those that ended well is in the tables of all networks, and in memory that is charged to nobody.
        _write_bounds(_IPV4, CLOSED_CONNECTION_BOUNDS)

    def verify(self) -> None:
        _expect_bounds(_IPV4, CLOSED_CONNECTION_BOUNDS)


@dataclass(frozen=True, slots=True)
class SetHostName:
    def describe(self) -> str:
        return "set the host name"

    def execute(self) -> None:
        sys_.sethostname(HOSTNAME)

    def verify(self) -> None:
        expect(os.uname().nodename, HOSTNAME, "host name")


@dataclass(frozen=True, slots=True)
class BringUpLoopback:
    def describe(self) -> str:
        return "bring up loopback"

    def execute(self) -> None:
        with _interface_socket() as probe:
            flags = _loopback_flags(probe)
            fcntl.ioctl(probe, _SIOCSIFFLAGS, _IFREQ.pack(b"lo", flags | _IFF_UP))

    def verify(self) -> None:
        with _interface_socket() as probe:
            expect(_loopback_flags(probe) & _IFF_UP, _IFF_UP, "flags of loopback")


@dataclass(frozen=True, slots=True)
class OwnNoNetwork:
    """In the place of loopback, where the network is one that others are in."""

    def describe(self) -> str:
        return "own no network"

    def execute(self) -> None:
        """There is nothing to do but to look."""

    def verify(self) -> None:
        # Every capability is still there, and must be worth nothing here: the network is another user namespace's.
        try:
            BringUpLoopback().execute()
        except PermissionError:
            return
        raise Unproven("its addresses and routes can be changed")


def _write_bounds(directory: str, bounds: Mapping[str, int]) -> None:
    directory_fd = os.open(directory, os.O_PATH | os.O_CLOEXEC)
    for name, bound in bounds.items():
        write_kernel_file(name, str(bound), dir_fd=directory_fd)
    os.close(directory_fd)


def _expect_bounds(directory: str, bounds: Mapping[str, int]) -> None:
    for name, bound in bounds.items():
        expect(int(read_kernel_file(f"{directory}/{name}")), bound, name)


def _interface_socket() -> socket.socket:
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)


def _loopback_flags(probe: socket.socket) -> int:
    _, flags = _IFREQ.unpack(fcntl.ioctl(probe, _SIOCGIFFLAGS, _IFREQ.pack(b"lo", 0)))
    return int(flags)
