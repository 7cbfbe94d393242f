"""The order in which a forked template locks itself in. `docs/jail.md` is this list with its reasons.

Each step is followed by its own proof. One that fails ends the child: there is no going on without.
"""

import socket
import stat
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from cloister.kernel import calls as sys_
from cloister.kernel.files import read_kernel_file
from cloister.kernel.looks import read_into_text
from cloister.kernel.operations import Operation, Wanted, call, occurrences
from cloister.sandbox.namespaces.inheritance import (
    INSIDE_ID,
    SETTABLE_SIGNALS,
    AwaitMaps,
    BecomeUser,
    CloseOthers,
    EnterCgroupNamespace,
    JoinGroups,
    JoinKeyring,
    LeaveSession,
    Lodger,
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
    has_status,
)
from cloister.sandbox.namespaces.program import Follow, NotAsWanted, Program, carry_out
from cloister.sandbox.namespaces.reseed import DrawAnew
from cloister.sandbox.namespaces.step import Step

STEPS_KEPT_MAX = 512
"""Of all plans that a template has made: two dozen of each are the same for all."""


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


def plan(room: Room, lodger: Lodger) -> list[Step]:
    """The steps between the fork and the first line that could be anybody's, in order."""
    return [
        JoinGroups(room.join_fds, lodger, room.hierarchies),
        AwaitMaps(room.release_fd, lodger),
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


class Procedure:
    """A plan as one program, each step followed by its proof."""

    def __init__(
        self,
        steps: Iterable[Step],
        *,
        left_out: Collection[str] = (),
        unverified: Collection[str] = (),
    ) -> None:
        """`left_out` names steps that are not done, `unverified` steps that are not proven.

        They are there for tests, which show that what a step does is needed, and that its absence is found out;
        nothing else sets them.
        """
        self._names: list[str] = []
        parts: list[Program] = []
        for step in steps:
            name = step.describe()
            work, proof = _programs_of(step)
            of_step = [
                *([] if name in left_out else [work]),
                *([] if name in unverified else [proof]),
            ]
            parts += of_step
            self._names += [name for part in of_step for _ in part.operations]
        self._program = Program.joined(parts)

    def carry_out(self, follow: Follow) -> None:
        """Raises JailError naming the step that failed; end the process then."""
        try:
            carry_out(self._program, follow)
        except NotAsWanted as error:
            raise JailError(f"{self._names[error.index]}: {error}") from error


@lru_cache(STEPS_KEPT_MAX)
def _programs_of(step: Step) -> tuple[Program, Program]:
    """Its work and its proof. Most rooms of a template have most of their steps in common."""
    return Program(step.work()), Program(step.proof())


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The whole once more, as the function will find it: a step may have undone what one before it did."""

    channel_fd: int
    status_fd: int

    def describe(self) -> str:
        return "check the result"

    def work(self) -> list[Operation]:
        """There is nothing to do but to look."""
        return []

    def proof(self) -> list[Operation]:
        refused = Wanted.REFUSED
        return [
            *read_into_text("/proc/self/status"),
            *has_status(_EXPECTED_STATUS),
            occurrences(f"\nSigIgn:\t{_beyond_reach():016x}\n", 1, "ignored signals, as none are"),
            call("getpid", what="own number", wanted=Wanted.EQUAL, value=1),
            *expect_open([(self.channel_fd, stat.S_IFSOCK), (self.status_fd, stat.S_IFIFO)]),
            call("unshare", sys_.CLONE_NEWUSER, what="a nested user namespace", wanted=refused),
            call(
                "socket",
                socket.AF_ALG,
                socket.SOCK_SEQPACKET,
                what="an AF_ALG socket",
                wanted=refused,
            ),
        ]


def _mounts(room: Room) -> list[Mount]:
    return room_mounts(
        root_fd=room.root_fd,
        code_fd=room.code_fd,
        layers_fd=room.layers_fd,
        tmp_bytes=room.tmp_bytes,
        tmp_inodes=room.tmp_inodes,
        binds_devices=room.binds_devices,
    )


def _kept_open(room: Room) -> frozenset[tuple[int, int]]:
    """With the type of file of each: all that a sandbox takes along from its template beside stdio."""
    trees = [fd for fd in (room.root_fd, room.code_fd, room.layers_fd) if fd is not None]
    return frozenset(
        [
            (room.channel_fd, stat.S_IFSOCK),
            (room.status_fd, stat.S_IFIFO),
            (room.control_fd, stat.S_IFSOCK),
            *((fd, stat.S_IFDIR) for fd in trees),
        ]
    )


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
_SETTABLE = sum(1 << number - 1 for number in SETTABLE_SIGNALS)
"""As a mask of /proc/self/status."""


def _beyond_reach() -> int:
    """Of the signals that this process ignores, those that are the C library's own: forks ignore them too."""
    status = read_kernel_file("/proc/self/status").decode()
    return int(status.partition("\nSigIgn:\t")[2].partition("\n")[0], 16) & ~_SETTABLE
