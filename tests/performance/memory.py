"""What a server takes of the machine's memory: as the machine has less of it, and as its processes have it."""

from contextlib import suppress
from pathlib import Path

from tests.e2e.leftovers import family


def available_mb() -> float:
    """MemAvailable: page tables, kernel stacks and namespaces count, and so do others who use the machine."""
    for line in Path("/proc/meminfo").read_text().splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("/proc/meminfo names no available memory")


def family_pss_mb(pid: int) -> float:
    """Of the process and all that descend from it; what they share counts once. Nothing of the kernel's is in it."""
    return sum(pss_mb(process.pid) for process in family(pid))


def pss_mb(pid: int) -> float:
    """0 for one that is gone meanwhile."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
