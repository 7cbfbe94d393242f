"""How many files a sandbox watches by epoll: each event of a file walks all watches of it, with interrupts off.

A duplicate of a descriptor is watched as if it were another file, so one eventfd can have a million watches: its writer
is charged for the tenth of a second that a walk takes, but whoever else is on that processor waits.
"""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

WATCHES_MAX: Final = 32_768
"""Of one sandbox: a walk takes 3 ms then. A server with a thousand connections has a thousand."""
DESCRIPTORS_READ_MAX: Final = 16_384
"""Of one sandbox, sixteen times as many as on AWS: more are too many by themselves, and take 50 ms to look at."""

_OBJECTS = Path("/sys/kernel/slab/eventpoll_epi/objects")
"""Has the number of watches first, and who shares the slab with them as well."""
_KIND = "anon_inode:[eventpoll]"
_ONE = b"tfd:"


def watches_of_machine() -> int:
    """All that there are, and not less; 0 where the kernel does not tell. Takes 10 µs."""
    with contextlib.suppress(OSError):
        return int(_OBJECTS.read_text().split()[0])
    return 0


def has_too_many_watches(pids: Iterable[int]) -> bool:
    """Whether these processes together have more than WATCHES_MAX, or more descriptors than can be looked at."""
    watches = descriptors = 0
    for pid in pids:
        for fd in _descriptors(pid):
            descriptors += 1
            watches += _watches(pid, fd)
            if watches > WATCHES_MAX or descriptors > DESCRIPTORS_READ_MAX:
                return True
    return False


def _descriptors(pid: int) -> list[str]:
    """None of a process that is gone."""
    with contextlib.suppress(OSError):
        return os.listdir(f"/proc/{pid}/fd")  # noqa: PTH208 # names are all that is wanted, of thousands
    return []


def _watches(pid: int, fd: str) -> int:
    with contextlib.suppress(OSError):
        if os.readlink(f"/proc/{pid}/fd/{fd}") == _KIND:  # noqa: PTH115 # as above
            return Path(f"/proc/{pid}/fdinfo/{fd}").read_bytes().count(_ONE)
    return 0
