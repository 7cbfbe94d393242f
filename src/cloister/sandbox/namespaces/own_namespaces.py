"""What a sandbox's own namespaces are set to: none within them, few watches, one host name, a loopback that forgets."""

import errno
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain

from cloister.kernel import calls as sys_
from cloister.kernel.looks import expect_text, write_text
from cloister.kernel.operations import (
    ANSWER,
    DESCRIPTOR,
    Cell,
    Held,
    Operation,
    Wanted,
    bits,
    call,
    same,
)

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
_IFREQ = struct.Struct("16sh22x")
_FLAGS = 16
_NODE_NAME = 65
"""In struct utsname, behind the name of the system."""


@dataclass(frozen=True, slots=True)
class ForbidNamespaces:
    def describe(self) -> str:
        return "forbid namespaces within"

    def work(self) -> list[Operation]:
        # The figures are this user namespace's own (user_namespaces(7));
        # that the filter refuses clone flags as well makes two walls of it.
        return _write_bounds(_USER_BOUNDS, self._bounds())

    def proof(self) -> list[Operation]:
        # Not by asking for one: a refused IPC namespace waits for all that are being given up (ipc/namespace.c).
        return _expect_bounds(_USER_BOUNDS, self._bounds())

    def _bounds(self) -> dict[str, int]:
        return {f"max_{kind}_namespaces": 0 for kind in _KINDS}


@dataclass(frozen=True, slots=True)
class BoundWatches:
    def describe(self) -> str:
        return "bound the watches on files"

    def work(self) -> list[Operation]:
        # The kernel counts them a second time by the uid that made the user namespace, which is the template's for
        # every sandbox, against the host's own bound (fs.inotify.max_user_instances, 128 by default): one could take
        # them all.
        return _write_bounds(_USER_BOUNDS, self._bounds())

    def proof(self) -> list[Operation]:
        return _expect_bounds(_USER_BOUNDS, self._bounds())

    def _bounds(self) -> dict[str, int]:
        return {f"max_inotify_{kind}": bound for kind, bound in INOTIFY_BOUNDS.items()}


@dataclass(frozen=True, slots=True)
class GiveUpClosedConnections:
    """Where the network is the sandbox's own."""

    def describe(self) -> str:
        return "give up closed connections soon"

    def work(self) -> list[Operation]:
        # The kernel counts connections that nobody holds any more for the whole machine (net.ipv4.tcp_max_orphans).
        # Beyond that bound every close on the host is a reset, and what was sent last is lost. What it remembers of
        # those that ended well is in the tables of all networks, and in memory that is charged to nobody.
        return _write_bounds(_IPV4, CLOSED_CONNECTION_BOUNDS)

    def proof(self) -> list[Operation]:
        return _expect_bounds(_IPV4, CLOSED_CONNECTION_BOUNDS)


@dataclass(frozen=True, slots=True)
class SetHostName:
    def describe(self) -> str:
        return "set the host name"

    def work(self) -> list[Operation]:
        return [call("sethostname", HOSTNAME, len(HOSTNAME))]

    def proof(self) -> list[Operation]:
        named = ANSWER.at(_NODE_NAME)
        return [call("uname", ANSWER), same(named, f"{HOSTNAME}\0", "host name")]


@dataclass(frozen=True, slots=True)
class BringUpLoopback:
    def describe(self) -> str:
        return "bring up loopback"

    def work(self) -> list[Operation]:
        return _ask_of_loopback(_set_up())

    def proof(self) -> list[Operation]:
        request = Cell(_IFREQ.pack(b"lo", 0))
        return [
            *_ask_of_loopback(call("ioctl", Held(DESCRIPTOR), _SIOCGIFFLAGS, request)),
            bits(request.at(_FLAGS), _IFF_UP, wanted=_IFF_UP, what="flags of loopback"),
        ]


@dataclass(frozen=True, slots=True)
class OwnNoNetwork:
    """In the place of loopback, where the network is one that others are in."""

    def describe(self) -> str:
        return "own no network"

    def work(self) -> list[Operation]:
        """There is nothing to do but to look."""
        return []

    def proof(self) -> list[Operation]:
        # Every capability is still there, and must be worth nothing here: the network is another user namespace's.
        what = "whether its addresses and routes can be changed"
        refused = replace(_set_up(), what=what, wanted=Wanted.EQUAL, value=-errno.EPERM)
        return _ask_of_loopback(refused)


def _set_up() -> Operation:
    # What else loopback is, the kernel does not let anybody change.
    request = Cell(_IFREQ.pack(b"lo", _IFF_UP))
    return call("ioctl", Held(DESCRIPTOR), _SIOCSIFFLAGS, request, what="ioctl(SIOCSIFFLAGS)")


def _ask_of_loopback(question: Operation) -> list[Operation]:
    kind = socket.SOCK_DGRAM | socket.SOCK_CLOEXEC
    return [
        call("socket", socket.AF_INET, kind, 0, into=DESCRIPTOR),
        question,
        call("close", Held(DESCRIPTOR)),
    ]


def _write_bounds(directory: str, bounds: Mapping[str, int]) -> list[Operation]:
    writes = (write_text(f"{directory}/{name}", str(bound)) for name, bound in bounds.items())
    return list(chain.from_iterable(writes))


def _expect_bounds(directory: str, bounds: Mapping[str, int]) -> list[Operation]:
    looks = (expect_text(f"{directory}/{name}", f"{bound}\n") for name, bound in bounds.items())
    return list(chain.from_iterable(looks))
