"""The order in which a forked template locks itself in. `docs/jail.md` is this list with its reasons.

Each step is followed by its own proof. One that fails ends the child: there is no going on without.
"""

import contextlib
import os
import signal
import socket
import stat
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from cloister.kernel import calls as sys_
from cloister.sandbox.namespaces.inheritance import (
    INSIDE_ID,
    AwaitMaps,
    BecomeUser,
    CloseOthers,
    EnterCgroupNamespace,
    JoinGroups,
    JoinKeyring,
    LeaveSession,
    MoveChannel,
    expect_open,
)
from cloister.sandbox.namespaces.mounts import Mount, OwnProc, room_mounts
from cloister.sandbox.namespaces.own_namespaces import (
    BoundWatches,
    BringUpLoopback,
    ForbidNamespaces,
    GiveUpClosedConnections,
    OwnNoNetwork,
    SetHostName,
)
from cloister.sandbox.namespaces.privileges import (
    NO_CAPABILITIES,
    DieWithTemplate,
    DropCapabilities,
    ForbidNewPrivileges,
    InstallFilters,
    Restrict,
    SetLimits,
    expect_status,
)
from cloister.sandbox.namespaces.reseed import DrawAnew
from cloister.sandbox.namespaces.step import Step, Unproven, expect


class JailError(Exception):
    """A step failed, or did not do what it is there for. The message names the step."""


@dataclass(frozen=True, slots=True)
class Room:
    """What one sandbox is made of: descriptors that the spawner opened, and bounds."""

    channel_fd: int
    log_fd: int
    status_fd: int
    release_fd: int
    """Readable once the spawner has written the identity maps; at its end when the spawner is gone."""
    control_fd: int
    """The template's socket, whose other end is the spawner's."""
    root_fd: int
    code_fd: int | None
    layers_fd: int | None
    """Overlays to be mounted: the root image's, the code's, and that of the layers if the function has any.

    A blank has neither of the two last: they are mounted when it is taken.
    """
    binds_devices: bool
    is_in_network: bool
    """Whether its network is one that others are in, instead of loopback of its own."""
    hierarchies: int
    """In each of so many it has a cgroup."""
    join_fds: tuple[int, ...]
    """v1 `tasks` files to write oneself into; none where the sandbox was born in its cgroup."""
    tmp_bytes: int
    tmp_inodes: int
    processes_max: int
    files_max: int
    signals_max: int
    seccomp: tuple[sys_.SeccompProgram, ...]
    """Filters, in the order in which they are installed."""

    @property
    def is_blank(self) -> bool:
        """Whether its channel is still to come."""
        return self.code_fd is None


@dataclass(frozen=True, slots=True)
class Lodger:
    """Who a room is for: no two sandboxes have this in common."""

    group: str
    """The name of its cgroup."""
    kernel_id: int
    """The uid and gid that it has outside, as the spawner's user namespace numbers them."""


def plan(room: Room, lodger: Lodger) -> list[Step]:
    """The steps between the fork and the first line that could be anybody's, in order."""
    return [*arrival(room, lodger), *settling(room)]


def arrival(room: Room, lodger: Lodger) -> list[Step]:
    """The first of them, which make it the lodger's."""
    return [
        JoinGroups(room.join_fds, lodger.group, room.hierarchies),
        AwaitMaps(room.release_fd, lodger.kernel_id),
    ]


def settling(room: Room) -> list[Step]:
    """The others, which are the same for whoever has such a room."""
    return [
        BecomeUser(),
        EnterCgroupNamespace(),
        LeaveSession(room.log_fd),
        CloseOthers(_kept_open(room)),
        *([] if room.is_blank else [MoveChannel(room.channel_fd)]),
        JoinKeyring(),
        OwnProc(),
        ForbidNamespaces(),
        BoundWatches(),
        *([] if room.is_in_network else [GiveUpClosedConnections()]),
        *_mounts(room),
        SetHostName(),
        OwnNoNetwork() if room.is_in_network else BringUpLoopback(),
        SetLimits(room.processes_max, room.files_max, room.signals_max),
        DropCapabilities(),
        ForbidNewPrivileges(),
        Restrict(),
        DieWithTemplate(room.control_fd),
        DrawAnew(),
        InstallFilters(room.seccomp),
        CheckResult(room.channel_fd, room.status_fd),
    ]


def lock_in(
    steps: Iterable[Step], *, left_out: Collection[str] = (), unverified: Collection[str] = ()
) -> None:
    """Carry out a plan, and prove each step. Raises JailError naming the one that failed; end the process then.

    `left_out` names steps that are not done, `unverified` steps that are not proven. They are there for tests, which
    show that what a step does is needed, and that its absence is found out; nothing else sets them.
    """
    for step in steps:
        try:
            if not _is_among(left_out, step):
                step.execute()
            if not _is_among(unverified, step):
                step.verify()
        except (OSError, Unproven) as error:
            raise JailError(f"{step.describe()}: {error}") from error


def rehearse(steps: Iterable[Step]) -> None:
    """Go through a plan's proofs as far as they only look; nothing is changed by it.

    What the interpreter looks up, specialises and caches then, forks find done, and copy no pages for it.
    """
    for step in steps:
        if not isinstance(step, _PROVEN_BY_TRYING):
            with contextlib.suppress(OSError, Unproven):
                step.verify()


def _is_among(names: Collection[str], step: Step) -> bool:
    # Names are asked for where it matters only: code that a fork runs is code that the kernel copies first.
    return bool(names) and step.describe() in names


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The whole once more, as the function will find it: a step may have undone what one before it did."""

    channel_fd: int
    status_fd: int

    def describe(self) -> str:
        return "check the result"

    def execute(self) -> None:
        """There is nothing to do but to look."""

    def verify(self) -> None:
        status = expect_status(_EXPECTED_STATUS)
        ignored = int(status.partition("SigIgn:")[2][:_MASK_CHARS], 16)
        expect(ignored & _SETTABLE_SIGNALS, 0, "ignored signals")
        expect(os.getpid(), 1, "number of the process in its namespace")
        expect_open({self.channel_fd: stat.S_IFSOCK, self.status_fd: stat.S_IFIFO})
        _expect_refusal("a nested user namespace", lambda: sys_.unshare(sys_.CLONE_NEWUSER))
        _expect_refusal(
            "an AF_ALG socket",
            lambda: socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET).close(),
        )


def _mounts(room: Room) -> list[Mount]:
    return room_mounts(
        root_fd=room.root_fd,
        code_fd=room.code_fd,
        layers_fd=room.layers_fd,
        tmp_bytes=room.tmp_bytes,
        tmp_inodes=room.tmp_inodes,
        binds_devices=room.binds_devices,
    )


def _kept_open(room: Room) -> dict[int, int]:
    """Descriptor to type of file: all that a sandbox takes along from its template beside stdio."""
    trees = [fd for fd in (room.root_fd, room.code_fd, room.layers_fd) if fd is not None]
    return {
        room.channel_fd: stat.S_IFSOCK,
        room.status_fd: stat.S_IFIFO,
        room.control_fd: stat.S_IFSOCK,
        **dict.fromkeys(trees, stat.S_IFDIR),
    }


_PROVEN_BY_TRYING = (LeaveSession, OwnNoNetwork, CheckResult)
"""Steps whose proofs set what they look at, or ask for what must be refused."""
_IDS = "\t".join([str(INSIDE_ID)] * 4)
_EXPECTED_STATUS = (
    f"Uid:\t{_IDS}",
    f"Gid:\t{_IDS}",
    "Groups:\t ",
    f"SigBlk:\t{'0' * 16}",
    *NO_CAPABILITIES,
    "NoNewPrivs:\t1",
    "Seccomp:\t2",
)
_MASK_CHARS = len("\t") + 16
_SETTABLE_SIGNALS = sum(1 << number - 1 for number in signal.valid_signals())
"""As a mask of /proc/self/status: all but the two that are the C library's own."""


def _expect_refusal(what: str, attempt: Callable[[], None]) -> None:
    try:
        attempt()
    except OSError:
        return
    raise Unproven(f"{what} was allowed")
