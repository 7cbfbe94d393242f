"""Whether memory is short: the machine's, or what a group that this process is in may use, as the kernel sees it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cloister.domain.limits import MEMORY_AVAILABLE_PERCENT_MIN, MEMORY_STALLED_PERCENT_MAX
from cloister.kernel.control_groups import group_mounts, own_groups
from cloister.kernel.files import read_kernel_file

_PROC = Path("/proc")


class MemoryOutlook:
    """The machine, and the groups that bounded this process when this was made (a unit's, a container's)."""

    def __init__(self, proc: Path = _PROC) -> None:
        self._proc = proc
        # Sandboxes have groups below the same ones. Once is enough: a server moves within the innermost only.
        self._groups = tuple(_memory_groups(proc / "self"))

    def is_short(self) -> bool:
        """Whether what could be done without should go: processes wait for memory, or little of it is left."""
        return is_memory_short(self._proc) or any(_is_group_short(each) for each in self._groups)


def is_memory_short(proc: Path = _PROC) -> bool:
    """As MemoryOutlook.is_short, of the machine alone."""
    return _stalled_percent(proc / "pressure/memory") > MEMORY_STALLED_PERCENT_MAX or (
        _available_percent(proc) < MEMORY_AVAILABLE_PERCENT_MIN
    )


@dataclass(frozen=True, slots=True)
class _MemoryGroup:
    """Where a group's figures are, which v1 and v2 call by other names."""

    directory: Path
    limit: str
    used: str
    reclaimable: str
    """Of memory.stat: pages of files that nobody used lately, which go before anybody has to wait."""


def _memory_groups(own: Path) -> Iterator[_MemoryGroup]:
    """The groups of the process that `own` tells of, and those above, as far up as this machine shows them."""
    try:
        groups, mountinfo = (own / "cgroup").read_text(), (own / "mountinfo").read_text()
    except OSError:
        # A kernel without cgroups has no such file.
        return
    for mount in group_mounts(mountinfo):
        group = mount.group_of(own_groups(groups))
        if group is None or not (mount.is_v2 or "memory" in mount.options):
            continue
        directory = mount.directory_of(group)
        while directory.is_relative_to(mount.point):
            yield _v2_group(directory) if mount.is_v2 else _v1_group(directory)
            directory = directory.parent


def _v2_group(directory: Path) -> _MemoryGroup:
    return _MemoryGroup(directory, "memory.max", "memory.current", "inactive_file")


def _v1_group(directory: Path) -> _MemoryGroup:
    return _MemoryGroup(
        directory, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"
    )


def _is_group_short(group: _MemoryGroup) -> bool:
    if _stalled_percent(group.directory / "memory.pressure") > MEMORY_STALLED_PERCENT_MAX:
        return True
    try:
        limit = read_kernel_file(group.directory / group.limit).strip()
        used_bytes = int(read_kernel_file(group.directory / group.used))
        if limit == b"max" or used_bytes * 100 < int(limit) * (100 - MEMORY_AVAILABLE_PERCENT_MIN):
            return False
        statistics = _amounts(group.directory / "memory.stat")
    except OSError:
        # The root of a hierarchy has no bound, v2 without the controller none anywhere, and groups come and go.
        return False
    available_bytes = int(limit) - used_bytes + statistics[group.reclaimable]
    return 100.0 * available_bytes / int(limit) < MEMORY_AVAILABLE_PERCENT_MIN


def _stalled_percent(file: Path) -> float:
    try:
        text = read_kernel_file(file).decode()
    except OSError:
        # Kernels without pressure stall information, or with psi=0 (EOPNOTSUPP): what is available must do.
        return 0.0
    _, _, rest = text.partition("some avg10=")
    return float(rest.split(" ", 1)[0])


def _available_percent(proc: Path) -> float:
    amounts = _amounts(proc / "meminfo")
    return 100.0 * amounts["MemAvailable:"] / amounts["MemTotal:"]


def _amounts(file: Path) -> dict[str, int]:
    """Of a file with a name and a number on each line."""
    lines = read_kernel_file(file).decode().splitlines()
    return {name: int(amount) for name, amount, *_ in map(str.split, lines)}
