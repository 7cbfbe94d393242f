"""What can only be known by trying, tried in a child that ends at once and takes its namespaces and mounts with it."""

import errno
import os
import signal
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

from cloister.doctor.findings import Finding, Question
from cloister.kernel import calls

_TRIAL_TIMEOUT_S: Final = 10
_NOT_AN_OS_ERROR: Final = 255
_MOUNT_FLAGS: Final = calls.MS_NOSUID | calls.MS_NODEV

_USER_NAMESPACE: Final = Question(
    "user namespace",
    "no environment can be made: uids and rights inside would be those of the host",
    "set user.max_user_namespaces and the switches below it; in a container, allow unshare and clone",
)
_OTHERS: Final = {
    "pid": (calls.CLONE_NEWPID, "tenants see and signal other processes"),
    "net": (calls.CLONE_NEWNET, "tenants reach the host's network"),
    "mount": (calls.CLONE_NEWNS, "tenants see the host's files"),
    "ipc": (calls.CLONE_NEWIPC, "tenants share message queues and shared memory"),
    "uts": (calls.CLONE_NEWUTS, "tenants see the host's name"),
    "cgroup": (calls.CLONE_NEWCGROUP, "tenants see the host's cgroup paths"),
}
_PROC: Final = Question(
    "mounting proc",
    "environments get no /proc of their own",
    "a container's masked /proc forbids it: run outside of one, or with --security-opt systempaths=unconfined",
)
_OVERLAY: Final = Question(
    "mounting overlay",
    "no environment can be made: each stands on overlays of the image and the code, with inodes of its own",
    "load the overlay module (modprobe overlay) on a kernel from 5.11 on",
)
_TMPFS: Final = Question(
    "mounting tmpfs", "environments get no /tmp", "boot a kernel built with CONFIG_TMPFS"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a trial ended: an errno, 0 for success, or minus the signal that ended it."""

    code: int

    @property
    def worked(self) -> bool:
        return self.code == 0

    def describe(self) -> str:
        if self.worked:
            return "works"
        if self.code < 0:
            return f"ended by {signal.Signals(-self.code).name}"
        name = errno.errorcode.get(self.code)
        return f"{name}: {os.strerror(self.code)}" if name else "failed"


def attempt(trial: Callable[[], None]) -> Outcome:
    """Run `trial` in a forked child, which is over when this returns. What it raises but OSError counts as failed."""
    pid = os.fork()
    if pid == 0:
        _run_and_exit(trial)
    _, status = os.waitpid(pid, 0)
    return Outcome(os.waitstatus_to_exitcode(status))


def _run_and_exit(trial: Callable[[], None]) -> NoReturn:
    code = _NOT_AN_OS_ERROR
    try:
        # A child is never waited for without bound; that of a child goes with its parent.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(_TRIAL_TIMEOUT_S)
        calls.prctl(calls.PR_SET_PDEATHSIG, signal.SIGKILL)
        trial()
        code = 0
    except OSError as error:
        code = error.errno or _NOT_AN_OS_ERROR
    finally:
        os._exit(code)


def namespaces() -> list[Finding]:
    """Each kind of namespace, made inside a user namespace of its own as the jail does it."""
    outcome = attempt(partial(_enter, 0))
    user = _USER_NAMESPACE.needs(outcome.describe(), good=outcome.worked)
    return [user, *(_namespace(kind, flag, lost) for kind, (flag, lost) in _OTHERS.items())]


def _namespace(kind: str, flag: int, lost: str) -> Finding:
    question = Question(
        f"{kind} namespace",
        lost,
        f"raise user.max_{'mnt' if kind == 'mount' else kind}_namespaces, and mend user namespaces first",
    )
    outcome = attempt(partial(_enter, flag))
    return question.needs(outcome.describe(), good=outcome.worked)


def mounts() -> list[Finding]:
    """The file systems that every environment mounts, inside a user namespace."""
    with tempfile.TemporaryDirectory(prefix="cloister-doctor-") as directory:
        scratch = Path(directory)
        for name in ("upper", "lower", "target"):
            (scratch / name).mkdir()
        proc = attempt(_mount_proc)
        overlay = attempt(partial(_mount_overlay, scratch))
        tmpfs = attempt(partial(_mount_tmpfs, scratch))
    return [
        _PROC.needs(proc.describe(), good=proc.worked),
        _OVERLAY.needs(overlay.describe(), good=overlay.worked),
        _TMPFS.needs(tmpfs.describe(), good=tmpfs.worked),
    ]


def _enter(flags: int) -> None:
    """Be root of a new user namespace that maps this user alone, and of the namespaces of `flags` in it."""
    uid, gid = os.geteuid(), os.getegid()
    calls.unshare(calls.CLONE_NEWUSER | flags)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {uid} 1")
    Path("/proc/self/gid_map").write_text(f"0 {gid} 1")
    if flags & calls.CLONE_NEWNS:
        calls.mount("none", "/", None, calls.MS_REC | calls.MS_PRIVATE)


def _mount_proc() -> None:
    _enter(calls.CLONE_NEWNS | calls.CLONE_NEWPID)
    # Only a process of the new pid namespace may mount a proc of it, and unshare leaves the caller in the old one.
    inner = attempt(
        partial(
            calls.mount,
            "proc",
            "/proc",
            "proc",
            _MOUNT_FLAGS | calls.MS_NOEXEC,
            "subset=pid,hidepid=invisible",
        )
    )
    if not inner.worked:
        raise OSError(inner.code, "mounting proc failed in the namespace's first process")


def _mount_overlay(scratch: Path) -> None:
    _enter(calls.CLONE_NEWNS)
    options = f"lowerdir={scratch / 'upper'}:{scratch / 'lower'}"
    target = str(scratch / "target")
    calls.mount("overlay", target, "overlay", _MOUNT_FLAGS | calls.MS_RDONLY, options)


def _mount_tmpfs(scratch: Path) -> None:
    _enter(calls.CLONE_NEWNS)
    calls.mount("tmpfs", str(scratch / "target"), "tmpfs", _MOUNT_FLAGS, "size=64k")
