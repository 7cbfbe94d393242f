"""What a sandbox can never do again: pass its limits, gain rights, reach further, outlive us, make odd calls."""

import os
import resource
import select
import signal
from collections.abc import Iterable
from dataclasses import dataclass

from cloister.kernel import calls as sys_
from cloister.kernel.files import read_kernel_file
from cloister.kernel.landlock import abi_version
from cloister.sandbox.namespaces.landlock import restrict_self
from cloister.sandbox.namespaces.step import Unproven, expect

_KIB = 1024
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

    def execute(self) -> None:
        for limit, bound in self._bounds().items():
            resource.setrlimit(limit, (bound, bound))

    def verify(self) -> None:
        for limit, bound in self._bounds().items():
            expect(resource.getrlimit(limit), (bound, bound), f"limit {limit}")

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

    def execute(self) -> None:
        sys_.drop_every_capability()

    def verify(self) -> None:
        expect_status(NO_CAPABILITIES)
        expect(sys_.prctl(sys_.PR_GET_SECUREBITS), sys_.SECBITS_LOCKED, "secure bits")


@dataclass(frozen=True, slots=True)
class ForbidNewPrivileges:
    def describe(self) -> str:
        return "set no_new_privs"

    def execute(self) -> None:
        sys_.prctl(sys_.PR_SET_NO_NEW_PRIVS, 1)

    def verify(self) -> None:
        expect(sys_.prctl(sys_.PR_GET_NO_NEW_PRIVS), 1, "no_new_privs")


@dataclass(frozen=True, slots=True)
class Restrict:
    def describe(self) -> str:
        return "restrict itself by Landlock"

    def execute(self) -> None:
        restrict_self()

    def verify(self) -> None:
        if abi_version() == 0:
            return
        # The null device that is standard input is the template's: below no directory that is granted, and below no
        # root that is mounted. Nothing but Landlock minds.
        try:
            fd = os.open("/proc/self/fd/0", os.O_RDONLY | os.O_CLOEXEC)
        except PermissionError:
            return
        os.close(fd)
        raise Unproven("a file outside of what is granted could be opened")


@dataclass(frozen=True, slots=True)
class DieWithTemplate:
    control_fd: int
    """The template's socket, whose other end is the spawner's."""

    def describe(self) -> str:
        return "die with the template"

    def execute(self) -> None:
        # Only now: a change of user id clears the signal (prctl(2), PR_SET_PDEATHSIG).
        sys_.prctl(sys_.PR_SET_PDEATHSIG, signal.SIGKILL)
        # The parent is outside this pid namespace, so getppid() cannot tell whether it died before the line above.
        # The spawner holds the other end of this socket and dies before its templates do.
        hung_up = select.poll()
        hung_up.register(self.control_fd, 0)
        if hung_up.poll(0):
            raise Unproven("the spawner is gone")
        os.close(self.control_fd)

    def verify(self) -> None:
        expect(sys_.death_signal(), int(signal.SIGKILL), "the signal at the template's end")


@dataclass(frozen=True, slots=True)
class InstallFilters:
    programs: tuple[sys_.SeccompProgram, ...]
    """In the order in which they are installed."""

    def describe(self) -> str:
        return "install the system call filter"

    def execute(self) -> None:
        for program in self.programs:
            program.install()

    def verify(self) -> None:
        expect(sys_.prctl(sys_.PR_GET_SECCOMP), sys_.SECCOMP_MODE_FILTER, "mode of seccomp")


def expect_status(wanted: Iterable[str]) -> str:
    """/proc/self/status, in which all these lines are. Raises Unproven naming one that is not, and OSError."""
    status = read_kernel_file("/proc/self/status").decode()
    for line in wanted:
        if f"\n{line}\n" not in status:
            name = line.partition(":")[0]
            found = [other for other in status.splitlines() if other.startswith(f"{name}:")]
            raise Unproven(f"status: {found}, not {line!r}")
    return status
