"""Which kernel users sandboxes are: one uid for each that lives, never one of the host's own.

User namespaces do not separate the kernel's per-uid quotas (isolation.md 0.2), so no two sandboxes share a uid.
"""

import contextlib
import os
import pwd
import resource
import shutil
import subprocess
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from cloister.domain.errors import ensure
from cloister.kernel import calls as sys_
from cloister.sandbox.namespaces.uid_ranges import ROOT_TEMPLATE, claim_range

UID_MAX = 2**31
QUARANTINE_S = 60
"""Before a uid is used again: what the kernel counts by uid has settled by then (isolation.md 3.4)."""
MAP_HELPER_TIMEOUT_S = 10


# With the user namespace a mount namespace that belongs to it: mounts may be copied only by its owner.
_OWN_NAMESPACES = sys_.CLONE_NEWUSER | sys_.CLONE_NEWNS


class NoIdentityLeft(Exception):
    """Every uid of the range is in use or in quarantine."""


@dataclass(frozen=True, slots=True)
class Identities:
    """The uids (and gids) to hand out, as the spawner's user namespace numbers them."""

    template: int
    first: int
    count: int
    is_rootless: bool
    shared: bool
    """True where there is one uid for all: quotas that the kernel keeps by uid then reach across sandboxes."""


class IdentityPool:
    """Hands out each uid to one sandbox at a time."""

    def __init__(self, identities: Identities) -> None:
        self._identities = identities
        self._never_used = iter(range(identities.first, identities.first + identities.count))
        self._resting: deque[tuple[float, int]] = deque()
        self._taken: set[int] = set()

    def take(self) -> int:
        """A uid that no living sandbox has. Raises NoIdentityLeft."""
        if self._identities.shared:
            return self._identities.first
        uid = next(self._never_used, None)
        if uid is None:
            uid = self._rested()
        if not 0 < uid < UID_MAX:
            raise NoIdentityLeft(f"{uid} is not a uid that a sandbox may have")
        self._taken.add(uid)
        return uid

    def give_back(self, uid: int) -> None:
        """The sandbox is gone, its group is empty. Raises BrokenPromise for a uid that is not out."""
        if not self._identities.shared:
            ensure(uid in self._taken, "a uid is given back once", uid)
            self._taken.remove(uid)
            self._resting.append((time.monotonic() + QUARANTINE_S, uid))

    def _rested(self) -> int:
        if not self._resting or self._resting[0][0] > time.monotonic():
            raise NoIdentityLeft(f"all {self._identities.count} uids are in use")
        return self._resting.popleft()[1]


def prepare_identities() -> Identities:
    """The identities of this machine. The calling process enters a mount namespace of its own.

    What the kernel counts for all sandboxes together is bounded no lower than it must be.
    As root it gets a range that no other process has while it lives. Raises NoRangeLeft.
    As an ordinary user it enters a user namespace as well. It is root there, with as many uids below it as
    /etc/subuid gives, and none of them without newuidmap.
    """
    _lift_shared_limits()
    if os.geteuid() == 0:
        uids = claim_range()
        sys_.unshare(sys_.CLONE_NEWNS)
        sys_.mount("none", "/", None, sys_.MS_REC | sys_.MS_PRIVATE)
        return Identities(
            ROOT_TEMPLATE,
            uids.start,
            len(uids),
            is_rootless=False,
            shared=False,
        )
    uid, gid, user = os.geteuid(), os.getegid(), _name(os.geteuid())
    below, gids = _subordinate("/etc/subuid", user), _subordinate("/etc/subgid", user)
    if below and gids and shutil.which("newuidmap") and shutil.which("newgidmap"):
        _enter_with_helpers(("newuidmap", uid, below), ("newgidmap", gid, gids))
        return Identities(1, 2, min(below[1], gids[1]) - 2, is_rootless=True, shared=False)
    sys_.unshare(_OWN_NAMESPACES)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {uid} 1")
    Path("/proc/self/gid_map").write_text(f"0 {gid} 1")
    return Identities(0, 0, 1, is_rootless=True, shared=True)


def _lift_shared_limits() -> None:
    """As far as this process may: the bounds on what all sandboxes have together.

    The kernel counts processes and waiting signals for the uid that made a user namespace as well, against the soft
    limit that its maker had then (inc_rlimit_get_ucounts() in kernel/ucount.c): one sandbox could take them all.
    """
    for limit in (resource.RLIMIT_NPROC, resource.RLIMIT_SIGPENDING):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (hard, hard))
        # Without CAP_SYS_RESOURCE the hard limit is all there is (privileges.py divides it, `doctor` warns).
        with contextlib.suppress(ValueError):
            resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _name(uid: int) -> str:
    """As subuid(5) names its users: by number where there is no name."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _subordinate(file: str, user: str) -> tuple[int, int] | None:
    path = Path(file)
    for line in path.read_text().splitlines() if path.exists() else ():
        name, _, bounds = line.partition(":")
        if name == user:
            first, _, count = bounds.partition(":")
            return int(first), int(count)
    return None


def _enter_with_helpers(*maps: tuple[str, int, tuple[int, int]]) -> None:
    # The helpers are setuid programs: they must run outside of the namespace whose maps they write.
    pid = os.getpid()
    start_read, start_write = os.pipe()
    helper = os.fork()
    if helper == 0:
        os.close(start_write)
        os.read(start_read, 1)
        failed = any(_run_helper(name, pid, own, below) for name, own, below in maps)
        os._exit(1 if failed else 0)
    os.close(start_read)
    sys_.unshare(_OWN_NAMESPACES)
    os.close(start_write)
    _, status = os.waitpid(helper, 0)
    if status != 0:
        raise PermissionError("newuidmap or newgidmap refused: see /etc/subuid and /etc/subgid")
    os.setresgid(0, 0, 0)
    os.setresuid(0, 0, 0)


def _run_helper(name: str, pid: int, own: int, below: tuple[int, int]) -> int:
    program = shutil.which(name) or name
    arguments = [program, str(pid), "0", str(own), "1", "1", str(below[0]), str(below[1])]
    return subprocess.run(arguments, check=False, timeout=MAP_HELPER_TIMEOUT_S).returncode  # noqa: S603 # fixed words and numbers
