"""What one sandbox may use, and all of them together, in the words of the kernel's control files."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cloister.sandbox.namespaces.hierarchies import Hierarchy

CPU_PERIOD_US = 10_000
"""Short: whoever spins in many threads takes all cores until its quota of a period is used up, and others wait."""
HEAVY_CPU_PERIOD_US = 50_000
"""Of a sandbox that takes much, and gives way anyhow: at the end of each period the kernel (since 6.18) takes each of
its runnable tasks off by itself, and then puts them back. A thousand were switched 32,500 times a second by 10 ms, and
19,100 by 50."""
MACHINE_SHARE = 0.9
"""Of the machine's memory and process ids, for all sandboxes together."""
SOCKETS_SHARE = 0.04
"""Of the machine's memory, for the buffers of all sandboxes' sockets on v1. At 0.047 the kernel starts to drop
everybody's (tcp_init_mem() in net/ipv4/tcp.c)."""
SOCKETS_OF_MEMORY = 0.25
"""Of a sandbox's memory, for its sockets' buffers on v1, which does not count them as memory. v2 does."""
_SOCKETS_FILE = "memory.kmem.tcp.limit_in_bytes"
"""Says tcp, and counts every internet socket. Until it is written nobody counts (mem_cgroup_sk_alloc())."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one sandbox may use. Swap is never any of it."""

    memory_bytes: int
    """Of the processes; what a MemoryWatch tells."""
    tmp_bytes: int
    """Of files in /tmp, beside it."""
    processes_max: int
    cpu_quota: float
    """Cores, 1.0 being one of them."""


@dataclass(frozen=True, slots=True)
class Weight:
    """A group's part of the CPU beside others."""

    v1: int
    v2: int


LOWEST_WEIGHT = Weight(v1=2, v2=1)
DEFAULT_WEIGHT = Weight(v1=1024, v2=100)
"""The kernel's own (sched-design-CFS.rst, cgroup-v2.rst)."""
HEAVY_WEIGHT = Weight(v1=64, v2=6)
"""Of a sandbox that takes much: a sixteenth, and not the least there is, so that it goes on beside any number."""
HOST_WEIGHT = Weight(v1=4096, v2=400)
"""Four times that of all sandboxes together. Far more (100 was tried) has the kernel's balancing move all others away
from the core that the server runs on."""


def settings(bounds: Bounds, hierarchy: Hierarchy) -> Iterator[tuple[str, str]]:
    """Files of a sandbox's group in this hierarchy and what to write into them, in order."""
    memory = str(bounds.memory_bytes + bounds.tmp_bytes)
    if "memory" in hierarchy.controllers and hierarchy.is_v2:
        yield from (("memory.max", memory), ("memory.swap.max", "0"), ("memory.oom.group", "1"))
    elif "memory" in hierarchy.controllers:
        # The limit with swap may not be below the one without, so it is set second; equal means no swap.
        yield from (("memory.limit_in_bytes", memory), ("memory.memsw.limit_in_bytes", memory))
        yield (_SOCKETS_FILE, str(int(bounds.memory_bytes * SOCKETS_OF_MEMORY)))
    if "pids" in hierarchy.controllers:
        yield ("pids.max", str(bounds.processes_max))
    if "cpu" in hierarchy.controllers:
        yield from cpu_settings(bounds.cpu_quota, hierarchy, period_us=CPU_PERIOD_US)


def settings_of_all(hierarchy: Hierarchy) -> Iterator[tuple[str, str]]:
    """All sandboxes together leave the machine enough to go on: what is over goes from among them."""
    if "memory" in hierarchy.controllers:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        file = "memory.max" if hierarchy.is_v2 else "memory.limit_in_bytes"
        yield (file, str(int(total * MACHINE_SHARE)))
        if not hierarchy.is_v2:
            yield (_SOCKETS_FILE, str(int(total * SOCKETS_SHARE)))
    if "pids" in hierarchy.controllers:
        pid_max = int(Path("/proc/sys/kernel/pid_max").read_text())
        yield ("pids.max", str(int(pid_max * MACHINE_SHARE)))


def cpu_settings(
    cores: float, hierarchy: Hierarchy, *, period_us: int, period_before_us: int | None = None
) -> Iterator[tuple[str, str]]:
    """`period_before_us` is the period that the group has, as far as that is known."""
    quota = int(cores * period_us)
    if hierarchy.is_v2:
        yield ("cpu.max", f"{quota} {period_us}")
        return
    # For either of these the kernel walks through all groups of the machine (tg_set_cfs_bandwidth()).
    if period_us != period_before_us:
        yield ("cpu.cfs_period_us", str(period_us))
    yield ("cpu.cfs_quota_us", str(quota))


def weight_setting(weight: Weight, hierarchy: Hierarchy) -> tuple[str, str]:
    if hierarchy.is_v2:
        return "cpu.weight", str(weight.v2)
    return "cpu.shares", str(weight.v1)
