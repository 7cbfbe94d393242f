"""Who goes first when the cores don't suffice: the server, then sandboxes that take little, then those that take much.

Bounds alone do not order them: a sandbox of 1,769 MB may take a whole core, and whoever wakes meanwhile waits for it.
"""

import contextlib
import os

from cloister.kernel import calls as sys_
from cloister.sandbox.namespaces.bounds import (
    CPU_PERIOD_US,
    DEFAULT_WEIGHT,
    HEAVY_CPU_PERIOD_US,
    HEAVY_WEIGHT,
)
from cloister.sandbox.namespaces.cgroups import Cgroups, Group

HOST_SLICE_NS = 100_000
"""The shortest that the kernel takes (kernel/sched/syscalls.c, __setparam_fair())."""
KERNELS_OWN_SLICE = 0
HEAVY_CORES = 0.25
"""Of two cores and more, what nobody waits for. A CPU-bound function of 443 MB takes it."""
HEAVY_FOR_S = 1.0
"""After the last look at which it had taken much: who gives way takes little only because others take it."""


def favour_host(cgroups: Cgroups, host: int) -> None:
    """The server, whose process id it is, goes before all sandboxes; so does this process, in its group."""
    cgroups.favour((host, os.getpid()))
    # A filter around the server may refuse the call: then its weight has to do.
    with contextlib.suppress(OSError):
        # What this process has of the server, its templates must not have of it.
        sys_.set_slice(os.getpid(), KERNELS_OWN_SLICE)
        if os.sched_getscheduler(host) == os.SCHED_OTHER:
            sys_.set_slice(host, HOST_SLICE_NS)


_NEVER = float("-inf")


class Burden:
    """What one sandbox takes of the CPU, from one look to the next."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._looked_at_s = _NEVER
        self._used_s = 0.0
        self._heavy_until_s = _NEVER
        self._is_heavy = False

    def look(self, now_s: float) -> None:
        """From the second look on: who took much since the one before has little weight for a while."""
        used_s = self._group.cpu_used_s()
        if used_s is None:
            return
        took_s, passed_s = used_s - self._used_s, now_s - self._looked_at_s
        self._used_s, self._looked_at_s = used_s, now_s
        if took_s > HEAVY_CORES * passed_s:
            self._heavy_until_s = now_s + HEAVY_FOR_S
        self._become(is_heavy=now_s < self._heavy_until_s)

    def forget(self) -> None:
        """What it took so far says nothing of what it will take."""
        self._looked_at_s = self._heavy_until_s = _NEVER
        self._become(is_heavy=False)

    def _become(self, *, is_heavy: bool) -> None:
        if is_heavy != self._is_heavy:
            self._is_heavy = is_heavy
            self._group.weigh(HEAVY_WEIGHT if is_heavy else DEFAULT_WEIGHT)
            self._group.count_cpu_by(HEAVY_CPU_PERIOD_US if is_heavy else CPU_PERIOD_US)
