"""What a sandbox has the kernel keep to others' harm: file locks, answers of netlink unread, and watches of files.

The kernel has no bound for the first two (fs/locks.c, net/netlink/af_netlink.c), and charges nobody: 128 MB of memory
and a fifteenth of a core held a gigabyte within half a minute. So whoever holds many is looked for when the kernel's
own memory has grown, or the number of watches has.
"""

import contextlib
import time
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final, Protocol, TypeVar

from cloister.sandbox.namespaces.watches import (
    WATCHES_MAX,
    has_too_many_watches,
    watches_of_machine,
)

LOOK_INTERVAL_S: Final = 0.25
"""Between looks at the figure of the whole machine, which costs 50 µs."""
GROWTH_BYTES: Final = 128 * 1024 * 1024
"""Of the kernel's memory, beyond what sandboxes take by themselves, before anybody is looked at."""
SANDBOX_BYTES: Final = 640 * 1024
"""Of the kernel's memory, for a sandbox that hoards nothing: 610 to 710 KB, by thousands of them."""
SUSPECTS_MAX: Final = 128
"""Whose answers are looked at, those that were at work last. To look at one takes the longer, the more sandboxes there
are, since the kernel goes through all netlink sockets of the machine: a look at all of 3,500 took seven seconds."""
LOCKS_MAX: Final = 4096
"""Of one sandbox: SQLite takes three for each connection."""
LOCKS_READ_MAX: Final = 4 * LOCKS_MAX
"""Of the machine's: the newest come first, and reading them keeps others from taking any."""
NETLINK_BYTES_MAX: Final = 1024 * 1024
"""Of one sandbox, or of all in one network: a list of interfaces is some kilobytes."""
NETLINK_SOCKETS_READ_MAX: Final = 1024
"""More than these are too many by themselves."""

_KIB = 1024
_HELD_COLUMN = 4
_PID_COLUMN = 4
_NEVER = float("-inf")


class Holder(Protocol):
    """A sandbox, as far as it is looked at."""

    @property
    def uid(self) -> int:
        """As this process's user namespace numbers it."""

    @property
    def pid_fd(self) -> int | None:
        """Of its first process, while there is one."""

    @property
    def pids(self) -> Iterable[int]:
        """Of all its processes."""


class _Growth:
    """A figure of the machine's: has it grown so much since it was least, or since it was last found so?"""

    def __init__(self, figure: int, enough: int) -> None:
        self._least = figure
        self._enough = enough

    def has(self, figure: int) -> bool:
        self._least = min(self._least, figure)
        if figure - self._least < self._enough:
            return False
        self._least = figure
        return True


AnyHolder = TypeVar("AnyHolder", bound=Holder)


class Hoards:
    """Used by the spawner, while any sandbox is at work."""

    def __init__(self, *, shares_uid: bool, growth_bytes: int = GROWTH_BYTES) -> None:
        """With `shares_uid` locks can't be told apart by whose they are, and nobody is blamed for them."""
        self._shares_uid = shares_uid
        self._memory = _Growth(_kernels_own_bytes(), growth_bytes)
        self._watches = _Growth(watches_of_machine(), WATCHES_MAX)
        self._looked_at_s = _NEVER
        self._at_work: OrderedDict[str, None] = OrderedDict()
        """The one that was seen last is the last one."""

    def saw_at_work(self, names: Iterable[str]) -> None:
        """Whoever hoards must work for it: these may have."""
        for name in names:
            self._at_work[name] = None
            self._at_work.move_to_end(name)
            if len(self._at_work) > SUSPECTS_MAX:
                self._at_work.popitem(last=False)

    def is_due(self, sandboxes: int) -> bool:
        """Whether the kernel's memory has grown much, that of so many sandboxes apart, or the number of watches has."""
        now_s = time.monotonic()
        if now_s - self._looked_at_s < LOOK_INTERVAL_S:
            return False
        self._looked_at_s = now_s
        own_bytes = _kernels_own_bytes() - sandboxes * SANDBOX_BYTES
        grown = [self._memory.has(own_bytes), self._watches.has(watches_of_machine())]
        return any(grown)

    def of(self, holders: Mapping[str, AnyHolder]) -> list[AnyHolder]:
        """Those of all, by name, who have more than one may have: to be ended."""
        locks = Counter[int]() if self._shares_uid else _locks_by_uid()
        suspects = [holders[name] for name in self._at_work if name in holders]
        return [
            *(holder for holder in holders.values() if locks[holder.uid] > LOCKS_MAX),
            *(holder for holder in suspects if _netlink_bytes(holder) > NETLINK_BYTES_MAX),
            *(holder for holder in suspects if has_too_many_watches(holder.pids)),
        ]


def _kernels_own_bytes() -> int:
    with Path("/proc/meminfo").open(encoding="ascii") as file:
        for line in file:
            if line.startswith("SUnreclaim:"):
                return int(line.split()[1]) * _KIB
    return 0


def _locks_by_uid() -> Counter[int]:
    by_pid: Counter[str] = Counter()
    with contextlib.suppress(OSError), Path("/proc/locks").open(encoding="ascii") as file:
        # "1: POSIX  ADVISORY  WRITE 4711 00:2e:17 0 EOF", with "->" before the kind of one that waits.
        for line in islice(file, LOCKS_READ_MAX):
            by_pid[line.replace("->", "").split()[_PID_COLUMN]] += 1
    by_uid: Counter[int] = Counter()
    for pid, count in by_pid.items():
        for uid in _uid_of(pid):
            by_uid[uid] += count
    return by_uid


def _uid_of(pid: str) -> Iterator[int]:
    """None of a process that is gone, and of a lock that is no process's."""
    # Not the owner of the directory: a process that is not dumpable shows root there.
    with contextlib.suppress(OSError):
        _, _, ids = Path("/proc", pid, "status").read_text().partition("\nUid:")
        yield int(ids.split()[0])


def _netlink_bytes(holder: Holder) -> int:
    if holder.pid_fd is None:
        return 0
    with contextlib.suppress(OSError):
        pid = _pid_of(holder.pid_fd)
        with Path("/proc", pid, "net/netlink").open(encoding="ascii") as file:
            next(file)
            held = [
                int(line.split()[_HELD_COLUMN]) for line in islice(file, NETLINK_SOCKETS_READ_MAX)
            ]
        return sum(held) if len(held) < NETLINK_SOCKETS_READ_MAX else NETLINK_BYTES_MAX + 1
    return 0


def _pid_of(pid_fd: int) -> str:
    _, _, pid = Path(f"/proc/self/fdinfo/{pid_fd}").read_text().partition("\nPid:")
    return pid.split()[0]
