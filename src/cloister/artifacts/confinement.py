"""The order in which the unpacker gives up all but one directory, before it looks at a byte of a package.

Each of the walls (root directory, user, Landlock, filter) keeps it there alone; together they stand for each other.
"""

import os
import resource
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cloister.domain import limits
from cloister.domain.errors import ensure
from cloister.kernel import calls, landlock
from cloister.kernel.allow_list import AllowList

_NAMESPACES: Final = (
    calls.CLONE_NEWUSER
    | calls.CLONE_NEWNS
    | calls.CLONE_NEWNET
    | calls.CLONE_NEWIPC
    | calls.CLONE_NEWUTS
    | calls.CLONE_NEWCGROUP
)
_OPEN_FILES_MAX: Final = 32
_RESOURCE_BOUNDS: Final = {
    # 1, not 0: only 1 keeps the kernel from starting a core dump helper on the host (core(5), fs/coredump.c).
    resource.RLIMIT_CORE: 1,
    resource.RLIMIT_CPU: limits.PACKAGE_UNPACK_CPU_S,
    resource.RLIMIT_DATA: limits.PACKAGE_UNPACK_MEMORY_BYTES,
    resource.RLIMIT_FSIZE: limits.PACKAGE_UNZIPPED_BYTES_MAX,
    resource.RLIMIT_NOFILE: _OPEN_FILES_MAX,
    resource.RLIMIT_NPROC: 0,
    resource.RLIMIT_MEMLOCK: 0,
    resource.RLIMIT_MSGQUEUE: 0,
}
ALLOWED_CALLS: Final = (
    "read write lseek close fstat newfstatat",  # the package, the files, the verdict
    "openat2 mkdirat utimensat",  # the tree: openat2 alone opens files, and only below the target
    "brk munmap mremap madvise",  # memory; mmap and mprotect have a rule of their own
    "futex sched_yield rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack",  # the interpreter
    "getrandom clock_gettime getpid gettid exit exit_group",
)


class ConfinementFailed(Exception):
    """A step did not do what it is there for. The message names the step."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What is left to the unpacker: a directory, and a user if it is not to stay the one it is."""

    target_fd: int
    uid: int


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    execute: Callable[[], None]


def plan(cell: Cell) -> list[Step]:
    """The steps, in order."""
    # Compiled now: neither the library nor its memory is to be had later.
    allow_list = AllowList(call for line in ALLOWED_CALLS for call in line.split())
    return [
        Step("join an empty session keyring", calls.join_new_session_keyring),
        Step("set the resource limits", _set_limits),
        Step("become a user with no rights", lambda: _become(cell.uid)),
        Step("enter namespaces", _enter_namespaces),
        Step("see only the target", lambda: _enter_root(cell.target_fd)),
        Step("drop every capability", calls.drop_every_capability),
        Step("set no_new_privs", _forbid_new_privileges),
        Step("write only to the target", lambda: _keep_to(cell.target_fd)),
        Step("die with the server", _die_with_parent),
        Step("check the result", lambda: _check_result(cell)),
        Step("filter system calls", lambda: _install(allow_list)),
    ]


def confine(cell: Cell) -> None:
    """Carry out the plan. Raises ConfinementFailed; the caller must not go on then."""
    for step in plan(cell):
        try:
            step.execute()
        except OSError as error:
            raise ConfinementFailed(f"{step.name}: {error}") from error


def _set_limits() -> None:
    for limit, bound in _RESOURCE_BOUNDS.items():
        _, hard = resource.getrlimit(limit)
        # Raising one takes a right that the server may not have, and what is lower already is tight enough.
        least = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(limit, (least, least))


def _become(uid: int) -> None:
    if uid == os.geteuid():
        return
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _enter_namespaces() -> None:
    uid, gid = os.geteuid(), os.getegid()
    calls.unshare(_NAMESPACES)
    # A process that changed its user is not dumpable, and its own files in /proc are root's (proc(5)).
    calls.prctl(calls.PR_SET_DUMPABLE, 1)
    process = Path("/proc/self")
    (process / "setgroups").write_text("deny")
    (process / "uid_map").write_text(f"{uid} {uid} 1")
    (process / "gid_map").write_text(f"{gid} {gid} 1")
    calls.prctl(calls.PR_SET_DUMPABLE, 0)


def _enter_root(target_fd: int) -> None:
    os.fchdir(target_fd)
    os.chroot(".")


def _forbid_new_privileges() -> None:
    calls.prctl(calls.PR_SET_NO_NEW_PRIVS, 1)


def _keep_to(target_fd: int) -> None:
    rights = landlock.WRITE_FILE | landlock.MAKE_DIR | landlock.MAKE_REG
    landlock.restrict([(target_fd, rights)], forbids_tcp=True)


def _die_with_parent() -> None:
    # Only now: a change of user or namespace clears the signal (prctl(2)). A server that went before this line
    # no longer reads the pipe that the caller writes to next, and that ends the process as well.
    calls.prctl(calls.PR_SET_PDEATHSIG, signal.SIGKILL)


def _check_result(cell: Cell) -> None:
    ensure(os.getresuid() == (cell.uid,) * 3, "the unpacker is nobody", os.getresuid())
    ensure(not calls.has_capabilities(), "the unpacker has no capability")
    ensure(calls.prctl(calls.PR_GET_NO_NEW_PRIVS) == 1, "the unpacker gains no privilege")


def _install(allow_list: AllowList) -> None:
    allow_list.install()
    try:
        socket.socket(socket.AF_UNIX).close()
    except PermissionError:
        return
    raise ConfinementFailed("filter system calls: a socket could be made")
