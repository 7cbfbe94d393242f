"""What a sandbox can never do again: pass its limits, gain rights, reach further, outlive us, make odd calls."""

import errno
import os
import resource
import signal
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from cloister.kernel import calls as sys_
from cloister.kernel.landlock import abi_version
from cloister.kernel.looks import AT_FDCWD, is_silent, read_into_text
from cloister.kernel.operations import (
    ALL_BITS,
    ANSWER,
    WORD_BYTES,
    Cell,
    Operation,
    Wanted,
    bits,
    call,
    occurrences,
    same,
)
from cloister.sandbox.namespaces.landlock import keep_to_grants

_KIB = 1024
_RLIMIT = struct.Struct("=QQ")
_CAPABILITIES_MAX = 64
"""As many as the sets have bits for."""
_ANY_EVENT = 0x7FFF
_SECCOMP_SET_MODE_FILTER = 1
SIGNALS_PENDING_MAX = 1024
SIGNALS_PENDING_LEAST = 64
SANDBOXES_COUNTED_ON = 1000
"""What waiting signals are divided by where the kernel allows all sandboxes together only so many: AWS's concurrency
of an account."""
NO_CAPABILITIES = [
    f"{name}:\t{'0' * 16}" for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
]
"""Lines of /proc/self/status."""


@dataclass(frozen=True, slots=True)
class SetLimits:
    processes_max: int
    files_max: int
    signals_max: int
    """That wait to be taken."""

    def describe(self) -> str:
        return "set the resource limits"

    def work(self) -> list[Operation]:
        return [
            call("prlimit64", 0, limit, _RLIMIT.pack(bound, bound), 0, what=f"limit {limit}")
            for limit, bound in self._bounds().items()
        ]

    def proof(self) -> list[Operation]:
        looks = (
            (
                call("prlimit64", 0, limit, 0, ANSWER),
                same(ANSWER, _RLIMIT.pack(bound, bound), f"limit {limit}"),
            )
            for limit, bound in self._bounds().items()
        )
        return list(chain.from_iterable(looks))

    def _bounds(self) -> dict[int, int]:
        # CORE is 1, not 0: only 1 keeps the kernel from starting a core dump helper on the host
        # (core(5), fs/coredump.c).
        return {
            resource.RLIMIT_CORE: 1,
            resource.RLIMIT_NOFILE: self.files_max,
            resource.RLIMIT_NPROC: self.processes_max,
            resource.RLIMIT_MEMLOCK: 64 * _KIB,
            resource.RLIMIT_MSGQUEUE: 0,
            resource.RLIMIT_RTPRIO: 0,
            resource.RLIMIT_NICE: 0,
            resource.RLIMIT_SIGPENDING: self.signals_max,
            resource.RLIMIT_STACK: 8 * _KIB * _KIB,
        }


def signals_share(of_all: int) -> int:
    """How many signals may wait in one sandbox, by the hard limit of the template, which is that of all together."""
    if of_all == resource.RLIM_INFINITY:
        return SIGNALS_PENDING_MAX
    share = of_all // SANDBOXES_COUNTED_ON
    return min(of_all, SIGNALS_PENDING_MAX, max(SIGNALS_PENDING_LEAST, share))


@dataclass(frozen=True, slots=True)
class DropCapabilities:
    def describe(self) -> str:
        return "drop every capability"

    def work(self) -> list[Operation]:
        return [
            call("prctl", sys_.PR_CAP_AMBIENT, sys_.PR_CAP_AMBIENT_CLEAR_ALL),
            *(
                # Of those that this kernel does not have it says so.
                call(
                    "prctl",
                    sys_.PR_CAPBSET_DROP,
                    capability,
                    what=f"bounding set without {capability}",
                    wanted=Wanted.DONE_OR,
                    value=-errno.EINVAL,
                )
                for capability in range(_CAPABILITIES_MAX)
            ),
            call("prctl", sys_.PR_SET_SECUREBITS, sys_.SECBITS_LOCKED),
            call("capset", sys_.capability_header(), bytes(sys_.CAPABILITY_SETS_BYTES)),
        ]

    def proof(self) -> list[Operation]:
        return [
            *read_into_text("/proc/self/status"),
            *has_status(NO_CAPABILITIES),
            _expect_prctl(sys_.PR_GET_SECUREBITS, sys_.SECBITS_LOCKED, "secure bits"),
        ]


@dataclass(frozen=True, slots=True)
class ForbidNewPrivileges:
    def describe(self) -> str:
        return "set no_new_privs"

    def work(self) -> list[Operation]:
        return [call("prctl", sys_.PR_SET_NO_NEW_PRIVS, 1)]

    def proof(self) -> list[Operation]:
        return [_expect_prctl(sys_.PR_GET_NO_NEW_PRIVS, 1, "no_new_privs")]


@dataclass(frozen=True, slots=True)
class Restrict:
    def describe(self) -> str:
        return "restrict itself by Landlock"

    def work(self) -> list[Operation]:
        return keep_to_grants()

    def proof(self) -> list[Operation]:
        if abi_version() == 0:
            return []
        # The null device that is standard input is the template's: below no directory that is granted, and below no
        # root that is mounted. Nothing but Landlock minds.
        return [
            call(
                "openat",
                AT_FDCWD,
                "/proc/self/fd/0",
                os.O_RDONLY | os.O_CLOEXEC,
                what="opening of a file outside of what is granted",
                wanted=Wanted.EQUAL,
                value=-errno.EACCES,
            )
        ]


@dataclass(frozen=True, slots=True)
class DieWithTemplate:
    control_fd: int
    """The template's socket, whose other end is the spawner's."""

    def describe(self) -> str:
        return "die with the template"

    def work(self) -> list[Operation]:
        # Only now: a change of user id clears the signal (prctl(2), PR_SET_PDEATHSIG).
        # The parent is outside this pid namespace, so getppid() cannot tell whether it died before that.
        # The spawner holds the other end of this socket and dies before its templates do.
        return [
            call("prctl", sys_.PR_SET_PDEATHSIG, signal.SIGKILL),
            *is_silent(self.control_fd, events=0, told=_ANY_EVENT, what="end of the spawner"),
            call("close", self.control_fd),
        ]

    def proof(self) -> list[Operation]:
        what = "the signal at the template's end"
        number = Cell(bytes(WORD_BYTES))
        return [
            call("prctl", sys_.PR_GET_PDEATHSIG, number),
            bits(number, ALL_BITS, wanted=signal.SIGKILL, what=what),
        ]


@dataclass(frozen=True, slots=True)
class InstallFilters:
    programs: tuple[sys_.SeccompProgram, ...]
    """In the order in which they are installed."""

    def describe(self) -> str:
        return "install the system call filter"

    def work(self) -> list[Operation]:
        return [call("seccomp", _SECCOMP_SET_MODE_FILTER, 0, program) for program in self.programs]

    def proof(self) -> list[Operation]:
        return [_expect_prctl(sys_.PR_GET_SECCOMP, sys_.SECCOMP_MODE_FILTER, "mode of seccomp")]


def has_status(lines: Iterable[str]) -> list[Operation]:
    """After /proc/self/status was read: all of these are in it."""
    return [
        occurrences(f"\n{line}\n", 1, f"lines of the status that say {line!r}") for line in lines
    ]


def _expect_prctl(option: int, value: int, what: str) -> Operation:
    return call("prctl", option, what=what, wanted=Wanted.EQUAL, value=value)
