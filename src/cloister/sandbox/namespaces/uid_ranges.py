"""Which of root's uids are this installation's: each spawner of a machine locks a range, until the kernel sees it end.

Two that used the same uids would share the kernel's per-uid quotas, tenant by tenant (isolation.md 0.2).
"""

import fcntl
import os
import stat
from pathlib import Path

ROOT_RANGE_START = 1_879_048_192
"""Below 2**31, above what systemd-nspawn, subuid files and directory services hand out by default."""
ROOT_RANGE_SIZE = 65_536
ROOT_RANGES = 256
"""Spawners of one machine that can run as root at once."""
ROOT_TEMPLATE = ROOT_RANGE_START
"""Every installation's templates: networks can be entered by it alone. Its place in each range stays empty."""
LOCKS = Path("/run/cloister/uids")
"""Machine-wide, root's alone, empty after a boot: as the uids are."""

_PLACE_MODE = 0o700
_LOCK_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


class NoRangeLeft(Exception):
    """As many spawners run as there are ranges, or there is no place that is root's alone to lock one."""


def claim_range(locks: Path = LOCKS, *, ranges: int = ROOT_RANGES) -> range:
    """Uids that are the calling process's until it ends, however it does. Raises NoRangeLeft.

    The descriptor that holds the lock stays open on purpose; programs that the process executes do not have it.
    """
    try:
        _make_place(locks)
        number = next((number for number in range(ranges) if _lock(locks / str(number))), None)
    except OSError as error:
        raise NoRangeLeft(f"no range of uids can be locked in {locks}: {error}") from error
    if number is None:
        raise NoRangeLeft(
            f"{ranges} servers on this machine use all ranges of uids: stop one of them first"
        )
    start = ROOT_RANGE_START + number * ROOT_RANGE_SIZE
    return range(start + 1, start + ROOT_RANGE_SIZE)


def _make_place(locks: Path) -> None:
    for place in (locks.parent, locks):
        place.mkdir(mode=_PLACE_MODE, exist_ok=True)
        found = place.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise NotADirectoryError(f"{place} is not a directory of root's")
        if found.st_mode & 0o022:
            raise PermissionError(f"others may write to {place}")


def _lock(path: Path) -> bool:
    """Whether it could be had."""
    descriptor = os.open(path, _LOCK_FLAGS, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return False
    return True
