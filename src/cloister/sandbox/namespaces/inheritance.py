"""What a fork has of its template and trades for its own: groups, user, session, descriptors, channel, keyring."""

import _signal  # type: ignore[import-not-found] # typeshed leaves it out
import os
import select
import signal
import socket
import stat
from collections.abc import Mapping
from dataclasses import dataclass

from cloister.kernel import calls as sys_
from cloister.kernel.files import read_kernel_file
from cloister.sandbox.channel import move_channel
from cloister.sandbox.namespaces.step import Unproven, expect, expect_none

INSIDE_ID = 1000
"""The uid and gid that function code sees. Which kernel id it stands for differs for every sandbox."""
RELEASE_BYTE = b"1"
FIRST_FREE_FD = 3

_SIGNALS = [int(number) for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}]
"""Plain numbers for _signal: the enums of signal.signal() and its like cost a fork more than the call."""
_UMASK = 0o022
_SO_NETNS_COOKIE = 71
"""linux/asm-generic/socket.h, since 5.14: a number that no two network namespaces have."""
_COOKIE_BYTES = 8
_NULL = os.makedev(1, 3)
"""The device number of /dev/null."""


@dataclass(frozen=True, slots=True)
class JoinGroups:
    tasks_fds: tuple[int, ...]
    """v1 `tasks` files to write oneself into."""
    group: str
    """The name of the sandbox's group, the same in every hierarchy."""
    hierarchies: int
    """How many there are; in one of them the process may have been born."""

    def describe(self) -> str:
        return "join the cgroups"

    def execute(self) -> None:
        # "0" is the writer itself. The file is v1's `tasks`: `cgroup.procs` can stall for 10-40 ms (performance.md 3b).
        for fd in self.tasks_fds:
            os.write(fd, b"0")

    def verify(self) -> None:
        groups = read_kernel_file("/proc/self/cgroup").decode().splitlines()
        joined = [line for line in groups if line.endswith(f"/{self.group}")]
        expect(len(joined), self.hierarchies, "hierarchies in which it is in its group")


@dataclass(frozen=True, slots=True)
class AwaitMaps:
    release_fd: int
    """Readable once the spawner has written the maps; at its end when the spawner is gone."""
    kernel_id: int
    """The uid and gid to be had outside, as the spawner's user namespace numbers them."""

    def describe(self) -> str:
        return "wait for the identity maps"

    def execute(self) -> None:
        if os.read(self.release_fd, 1) != RELEASE_BYTE:
            raise Unproven("the spawner is gone")

    def verify(self) -> None:
        # In this order, against that in which the spawner writes: whoever has not waited finds one of them amiss.
        for file in ("gid_map", "uid_map"):
            ids = [int(word) for word in read_kernel_file(f"/proc/self/{file}").split()]
            expect(ids, [INSIDE_ID, self.kernel_id, 1], file)
        pipe = select.poll()
        pipe.register(self.release_fd, select.POLLIN)
        # That the other end is closed by now is told as well.
        unread = [told for told in pipe.poll(0) if told[1] & select.POLLIN]
        expect_none(unread, "the word to go on, unread")


@dataclass(frozen=True, slots=True)
class BecomeUser:
    def describe(self) -> str:
        return "become the sandbox's user"

    def execute(self) -> None:
        # Before any file is made: the template's own uid has no name in this user namespace. The capabilities stay,
        # since neither uid is the namespace's root (capabilities(7), "Effect of user ID changes on capabilities").
        os.setresgid(INSIDE_ID, INSIDE_ID, INSIDE_ID)
        os.setresuid(INSIDE_ID, INSIDE_ID, INSIDE_ID)

    def verify(self) -> None:
        expect(os.getresgid(), (INSIDE_ID,) * 3, "gids")
        expect(os.getresuid(), (INSIDE_ID,) * 3, "uids")
        expect_none(os.getgroups(), "further groups")


@dataclass(frozen=True, slots=True)
class EnterCgroupNamespace:
    def describe(self) -> str:
        return "enter a cgroup namespace"

    def execute(self) -> None:
        sys_.unshare(sys_.CLONE_NEWCGROUP)

    def verify(self) -> None:
        groups = read_kernel_file("/proc/self/cgroup").decode().splitlines()
        expect_none([line for line in groups if not line.endswith(":/")], "groups with a name")


@dataclass(frozen=True, slots=True)
class LeaveSession:
    log_fd: int

    def describe(self) -> str:
        return "leave the session and set stdio"

    def execute(self) -> None:
        os.setsid()
        null_fd = os.open("/dev/null", os.O_RDONLY)
        os.dup2(null_fd, 0)
        os.dup2(self.log_fd, 1)
        os.dup2(self.log_fd, 2)
        os.umask(_UMASK)
        # All of them: what the server was started to ignore (nohup: SIGHUP) would be ignored in here as well.
        for number in _SIGNALS:
            _signal.signal(number, _signal.SIG_DFL)
        _signal.pthread_sigmask(_signal.SIG_SETMASK, ())

    def verify(self) -> None:
        expect(os.getsid(0), os.getpid(), "session")
        expect(os.fstat(0).st_rdev, _NULL, "device of standard input")
        log = os.fstat(self.log_fd).st_ino
        expect([os.fstat(fd).st_ino for fd in (1, 2)], [log, log], "standard output and error")
        expect(os.umask(_UMASK), _UMASK, "umask")
        expect_none(_signal.pthread_sigmask(_signal.SIG_BLOCK, ()), "blocked signals")


@dataclass(frozen=True, slots=True)
class CloseOthers:
    kept: Mapping[int, int]
    """Descriptor to the type of file that it is, as in stat.S_IFMT."""

    def describe(self) -> str:
        return "close every other descriptor"

    def execute(self) -> None:
        first = FIRST_FREE_FD
        for fd in sorted(self.kept):
            if fd > first:
                sys_.close_range(first, fd - 1)
            first = fd + 1
        sys_.close_range(first, 0xFFFFFFFF)

    def verify(self) -> None:
        expect_open(self.kept)


@dataclass(frozen=True, slots=True)
class MoveChannel:
    """Once the process is in its network namespace."""

    channel_fd: int

    def describe(self) -> str:
        return "move the channel into its own network"

    def execute(self) -> None:
        move_channel(self.channel_fd)

    def verify(self) -> None:
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as own,
            socket.socket(fileno=os.dup(self.channel_fd)) as channel,
        ):
            expect(_network(channel), _network(own), "network of the channel")


@dataclass(frozen=True, slots=True)
class JoinKeyring:
    def describe(self) -> str:
        return "join an empty session keyring"

    def execute(self) -> None:
        sys_.join_new_session_keyring()

    def verify(self) -> None:
        # Another process's is of a user who has no name in here; a user's own fallback is called _uid_ses.
        kind, uid, gid, _, name = sys_.session_keyring().split(";")
        mine = ("keyring", str(INSIDE_ID), str(INSIDE_ID), "_ses")
        expect((kind, uid, gid, name), mine, "session keyring")


def _network(connection: socket.socket) -> bytes:
    return connection.getsockopt(socket.SOL_SOCKET, _SO_NETNS_COOKIE, _COOKIE_BYTES)


def expect_open(kept: Mapping[int, int]) -> None:
    """Raises Unproven unless just these descriptors are open beside stdio, each of its type."""
    with os.scandir("/proc/self/fd") as listing:
        found = {int(entry.name) for entry in listing}
    wanted = {0, 1, 2, *kept}
    # What is one too many is the listing itself.
    if not wanted < found or len(found) != len(wanted) + 1:
        raise Unproven(f"open descriptors: {sorted(found)}, not {sorted(wanted)}")
    for fd, kind in kept.items():
        expect(stat.S_IFMT(os.fstat(fd).st_mode), kind, f"type of descriptor {fd}")
