"""What a fork has of its template and trades for its own: groups, user, session, descriptors, channel, keyring."""

import fcntl
import os
import select
import signal
import socket
import struct
from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final

from cloister.kernel import calls as sys_
from cloister.kernel.looks import (
    AT_FDCWD,
    INODE,
    is_device,
    is_kind,
    is_silent,
    read_into_text,
    status_of,
)
from cloister.kernel.operations import (
    ALL_BITS,
    ANSWER,
    DESCRIPTOR,
    LENGTH,
    OTHER_ANSWER,
    TEXT,
    TEXT_BYTES_MAX,
    WORD_BYTES,
    Cell,
    Held,
    Operation,
    Wanted,
    alike,
    bits,
    call,
    count,
    entries,
    occurrences,
    same,
)
from cloister.sandbox.channel import MOVED

INSIDE_ID = 1000
"""The uid and gid that function code sees. Which kernel id it stands for differs for every sandbox."""
RELEASE_BYTE = b"1"
FIRST_FREE_FD = 3
SETTABLE_SIGNALS: Final = sorted(map(int, signal.valid_signals()))
"""All but the two that are the C library's own."""

_LINE_BYTES_MAX: Final = 256
_GROUP_PREFIX: Final = "/"
_ID_COLUMNS: Final = 10
_LAST_FD: Final = 0xFFFFFFFF
_UMASK = 0o022
_UNHANDLED = frozenset({signal.SIGKILL, signal.SIGSTOP})
_NO_ACTION: Final = bytes(32)
"""struct sigaction of SIG_DFL, without flags."""
_INT: Final = struct.Struct("=i")
_KEYCTL_JOIN_SESSION_KEYRING: Final = 1
_KEYCTL_DESCRIBE: Final = 6
_KEY_SPEC_SESSION_KEYRING: Final = -3
_NETWORK_COOKIE: Final = (socket.SOL_SOCKET, 71)
"""SO_NETNS_COOKIE, linux/asm-generic/socket.h, since 5.14: a number that no two network namespaces have."""
_COOKIE_SIZE: Final = Cell(_INT.pack(WORD_BYTES))
_STREAM: Final = socket.SOCK_STREAM | socket.SOCK_CLOEXEC
_YES: Final = _INT.pack(1)
_RIGHTS: Final = Cell(
    struct.pack("=Qii", socket.CMSG_LEN(_INT.size), socket.SOL_SOCKET, socket.SCM_RIGHTS),
    size=4 * WORD_BYTES,
)
"""struct cmsghdr, with which a descriptor is sent: it stands behind it."""
_FDS: Final = _RIGHTS.at(2 * WORD_BYTES)
"""Two descriptors, of a pair of sockets. The first is the one that is sent."""
_HOSTS: Final = Held(_FDS)
"""The kernel takes the lower half of an argument that is a descriptor."""
_ITS: Final = Held(_RIGHTS.at(2 * WORD_BYTES + _INT.size))
_MOVED_TEXT: Final = Cell(MOVED)
_MOVED_PART: Final = Cell(struct.pack("=QQ", _MOVED_TEXT.address, len(MOVED)))
"""struct iovec."""
_MOVE: Final = Cell(
    struct.pack(
        "=QQQQQQQ",
        *(0, 0, _MOVED_PART.address, 1),
        *(_RIGHTS.address, socket.CMSG_SPACE(_INT.size), 0),
    )
)
"""struct msghdr: nobody's name, one part, these rights, no flags."""
_NULL = os.makedev(1, 3)
"""The device number of /dev/null."""


class Lodger:
    """Who a room is for: no two sandboxes have this in common. Its place in memory stays when it becomes another."""

    def __init__(self, group: str, kernel_id: int) -> None:
        self.group_line: Final = Cell(size=_LINE_BYTES_MAX)
        """The end of its line in /proc/self/cgroup."""
        self.map_line: Final = Cell(size=_LINE_BYTES_MAX)
        """All that is in /proc/self/uid_map, and in gid_map."""
        self.name_place: Final = self.group_line.at(len(_GROUP_PREFIX))
        """Where runtime/orders.c writes the name, a new line and a zero, in at the most `name_bytes_max`."""
        self.name_bytes_max: Final = _LINE_BYTES_MAX - len(_GROUP_PREFIX)
        self.id_place: Final = self.map_line.at(_ID_COLUMNS + len(" "))
        """Where it writes the digits of the id, to the right of so many columns; all else is there."""
        self.become(group, kernel_id)

    def become(self, group: str, kernel_id: int) -> None:
        """`group` is the name of its cgroup; the id is the uid and gid outside, as the spawner's namespace has them."""
        self.group_line.write(f"{_GROUP_PREFIX}{group}\n")
        # As uid_m_show() in kernel/user_namespace.c writes it.
        columns = (f"{number:{_ID_COLUMNS}}" for number in (INSIDE_ID, kernel_id, 1))
        self.map_line.write(f"{' '.join(columns)}\n")


@dataclass(frozen=True, slots=True)
class JoinGroups:
    tasks_fds: tuple[int, ...]
    """v1 `tasks` files to write oneself into."""
    lodger: Lodger
    """Whose group it is: it has the same name in every hierarchy."""
    hierarchies: int
    """How many there are; in one of them the process may have been born."""

    def describe(self) -> str:
        return "join the cgroups"

    def work(self) -> list[Operation]:
        # "0" is the writer itself. The file is v1's `tasks`: `cgroup.procs` can stall for 10-40 ms (performance.md 3b).
        return [call("write", fd, "0", 1, what="write(tasks)") for fd in self.tasks_fds]

    def proof(self) -> list[Operation]:
        what = "hierarchies in which it is in its group"
        return [
            *read_into_text("/proc/self/cgroup"),
            occurrences(self.lodger.group_line, self.hierarchies, what),
        ]


@dataclass(frozen=True, slots=True)
class AwaitMaps:
    release_fd: int
    """Readable once the spawner has written the maps; at its end when the spawner is gone."""
    lodger: Lodger
    """Whose ids are to be had outside."""

    def describe(self) -> str:
        return "wait for the identity maps"

    def work(self) -> list[Operation]:
        return [
            call(
                "read",
                self.release_fd,
                TEXT,
                1,
                what="word of the spawner",
                wanted=Wanted.EQUAL,
                value=1,
            ),
            same(TEXT, RELEASE_BYTE, "word of the spawner"),
        ]

    def proof(self) -> list[Operation]:
        # In this order, against that in which the spawner writes: whoever has not waited finds one of them amiss.
        return [
            *self._expect_ids("gid_map"),
            *self._expect_ids("uid_map"),
            # That the other end is closed by now is told as well.
            *is_silent(
                self.release_fd,
                events=select.POLLIN,
                told=select.POLLIN,
                what="the word to go on, unread",
            ),
        ]

    def _expect_ids(self, file: str) -> list[Operation]:
        return [
            *read_into_text(f"/proc/self/{file}"),
            occurrences("\n", 1, f"lines of {file}"),
            occurrences(self.lodger.map_line, 1, f"lines of {file} with its ids"),
        ]


@dataclass(frozen=True, slots=True)
class BecomeUser:
    def describe(self) -> str:
        return "become the sandbox's user"

    def work(self) -> list[Operation]:
        # Before any file is made: the template's own uid has no name in this user namespace. The capabilities stay,
        # since neither uid is the namespace's root (capabilities(7), "Effect of user ID changes on capabilities").
        return [call(name, INSIDE_ID, INSIDE_ID, INSIDE_ID) for name in ("setresgid", "setresuid")]

    def proof(self) -> list[Operation]:
        return [
            *self._expect_ids("getresgid", "gids"),
            *self._expect_ids("getresuid", "uids"),
            call("getgroups", 0, 0, what="further groups", wanted=Wanted.EQUAL),
        ]

    def _expect_ids(self, name: str, what: str) -> list[Operation]:
        places = [ANSWER.at(_INT.size * index) for index in range(3)]
        return [call(name, *places), same(ANSWER, _INT.pack(INSIDE_ID) * 3, what)]


@dataclass(frozen=True, slots=True)
class EnterCgroupNamespace:
    def describe(self) -> str:
        return "enter a cgroup namespace"

    def work(self) -> list[Operation]:
        return [call("unshare", sys_.CLONE_NEWCGROUP)]

    def proof(self) -> list[Operation]:
        groups, without_name = ANSWER.at(0), ANSWER.at(WORD_BYTES)
        return [
            *read_into_text("/proc/self/cgroup"),
            count("\n", groups),
            count(":/\n", without_name),
            alike(groups, without_name, "that no group has a name"),
        ]


@dataclass(frozen=True, slots=True)
class LeaveSession:
    log_fd: int

    def describe(self) -> str:
        return "leave the session and set stdio"

    def work(self) -> list[Operation]:
        return [
            call("setsid"),
            call("openat", AT_FDCWD, "/dev/null", os.O_RDONLY | os.O_CLOEXEC, into=DESCRIPTOR),
            call("dup3", Held(DESCRIPTOR), 0, 0),
            call("dup3", self.log_fd, 1, 0),
            call("dup3", self.log_fd, 2, 0),
            call("umask", _UMASK),
            # All of them: what the server was started to ignore (nohup: SIGHUP) would be ignored in here as well.
            *(
                call("rt_sigaction", number, _NO_ACTION, 0, WORD_BYTES, what=f"sigaction({number})")
                for number in SETTABLE_SIGNALS
                if number not in _UNHANDLED
            ),
            call("rt_sigprocmask", signal.SIG_SETMASK, bytes(WORD_BYTES), 0, WORD_BYTES),
        ]

    def proof(self) -> list[Operation]:
        log = ANSWER.at(INODE), OTHER_ANSWER.at(INODE), "standard output or error is the log"
        return [
            call("getsid", 0, what="session", wanted=Wanted.EQUAL, value=1),
            status_of(0),
            is_device(_NULL, "device of standard input"),
            status_of(self.log_fd, OTHER_ANSWER),
            *(operation for fd in (1, 2) for operation in (status_of(fd), alike(*log))),
            call("umask", _UMASK, what="umask", wanted=Wanted.EQUAL, value=_UMASK),
            call("rt_sigprocmask", signal.SIG_BLOCK, 0, ANSWER, WORD_BYTES),
            bits(ANSWER, ALL_BITS, wanted=0, what="blocked signals"),
        ]


@dataclass(frozen=True, slots=True)
class CloseOthers:
    kept: frozenset[tuple[int, int]]
    """Descriptors, each with the type of file that it is, as in stat.S_IFMT."""

    def describe(self) -> str:
        return "close every other descriptor"

    def work(self) -> list[Operation]:
        ends = [FIRST_FREE_FD - 1, *sorted(fd for fd, _ in self.kept), _LAST_FD + 1]
        return [
            call("close_range", before + 1, after - 1, 0)
            for before, after in pairwise(ends)
            if before + 1 < after
        ]

    def proof(self) -> list[Operation]:
        return expect_open(self.kept)


@dataclass(frozen=True, slots=True)
class MoveChannel:
    """Once the process is in its network namespace: its end of the channel is of a pair that is made here.

    A socket belongs for life to the network in which it was made: by one of the host's, a function could ask for the
    host's interfaces and addresses (netdevice(7)), and take abstract names (unix(7)) that all sandboxes see taken.
    The host gets the other end over the channel that the sandbox was given, before its first frame.
    """

    channel_fd: int

    def describe(self) -> str:
        return "move the channel into its own network"

    def work(self) -> list[Operation]:
        # Of the host's end the kernel says of every byte who wrote it. That must be asked for before this end is
        # anybody's: of what was written earlier it knows no writer. And whoever reads it waits for nobody.
        return [
            call("socketpair", socket.AF_UNIX, _STREAM, 0, _FDS),
            call("setsockopt", _HOSTS, socket.SOL_SOCKET, socket.SO_PASSCRED, _YES, _INT.size),
            call("fcntl", _HOSTS, fcntl.F_SETFL, os.O_NONBLOCK),
            call("sendmsg", self.channel_fd, _MOVE, 0, wanted=Wanted.EQUAL, value=len(MOVED)),
            call("dup3", _ITS, self.channel_fd, os.O_CLOEXEC),
            call("close", _ITS),
            call("close", _HOSTS),
        ]

    def proof(self) -> list[Operation]:
        here, there = ANSWER.at(0), OTHER_ANSWER.at(0)
        return [
            call("socket", socket.AF_UNIX, _STREAM, 0, into=DESCRIPTOR),
            call("getsockopt", Held(DESCRIPTOR), *_NETWORK_COOKIE, here, _COOKIE_SIZE),
            call("getsockopt", self.channel_fd, *_NETWORK_COOKIE, there, _COOKIE_SIZE),
            alike(here, there, "that the channel is of this network"),
            call("close", Held(DESCRIPTOR)),
        ]


@dataclass(frozen=True, slots=True)
class JoinKeyring:
    def describe(self) -> str:
        return "join an empty session keyring"

    def work(self) -> list[Operation]:
        return [call("keyctl", _KEYCTL_JOIN_SESSION_KEYRING, 0)]

    def proof(self) -> list[Operation]:
        # As `type;uid;gid;permissions;description`. Another process's is of a user who has no name in here; a user's
        # own fallback is called _uid_ses.
        described = (_KEYCTL_DESCRIBE, _KEY_SPEC_SESSION_KEYRING, TEXT, TEXT_BYTES_MAX)
        mine = f"keyring;{INSIDE_ID};{INSIDE_ID};"
        return [
            call("keyctl", *described, into=LENGTH),
            same(TEXT, mine, "session keyring"),
            # The zero at the end counts.
            same(TEXT.at(len(mine) + len("3f130000")), b";_ses\0", "name of the session keyring"),
        ]


def expect_open(kept: Collection[tuple[int, int]]) -> list[Operation]:
    """Just these descriptors are open beside stdio, each of its type."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
    listed = len((0, 1, 2, *kept)) + len((".", "..", "the listing itself"))
    types = (
        (status_of(fd), is_kind(kind, f"type of descriptor {fd}")) for fd, kind in sorted(kept)
    )
    return [
        call("openat", AT_FDCWD, "/proc/self/fd", flags, into=DESCRIPTOR),
        call("getdents64", Held(DESCRIPTOR), TEXT, TEXT_BYTES_MAX, into=LENGTH),
        call("close", Held(DESCRIPTOR)),
        entries(listed, "open descriptors, and three entries that the listing has besides"),
        *map(status_of, (0, 1, 2)),
        *chain.from_iterable(types),
    ]
