"""Which of a machine's cgroup hierarchies this process may make groups in, and from where on."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cloister.kernel.control_groups import GroupMount, group_mounts, own_groups

CONTROLLERS = ("memory", "pids", "cpu", "freezer")
"""Of v1 that are used where v2 does not have them."""
_HOST_LEAF = ".host"
_BACKGROUND_LEAF = ".background"


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """One mounted hierarchy, from this process's own group downwards."""

    root: Path
    controllers: frozenset[str]
    """Those that are used of it."""
    is_v2: bool


def find_hierarchies(proc: Path = Path("/proc/self")) -> list[Hierarchy]:
    """The hierarchies under which this process may make groups, v2's first. Empty where there are none.

    Where the server has moved to a group of its own (host_leaf()), groups are made beside it.
    """
    own = own_groups((proc / "cgroup").read_text())
    found: list[Hierarchy] = []
    taken: set[str] = set()
    mounts = group_mounts((proc / "mountinfo").read_text())
    for mount in sorted(mounts, key=lambda each: not each.is_v2):
        group = mount.group_of(own)
        root = mount.directory_of(_beside_leaf(group)) if group is not None else None
        if root is None or not os.access(root, os.W_OK):
            continue
        usable = frozenset(_usable(mount, root)) - taken
        if usable or mount.is_v2:
            taken |= usable
            found.append(Hierarchy(root, usable, mount.is_v2))
    return found


def host_leaf(base: Path) -> Path:
    """Where the server and its spawner move to, beside the group of all sandboxes."""
    return base.with_name(base.name + _HOST_LEAF)


def background_leaf(base: Path) -> Path:
    """Where those of the server's processes are that nobody waits for, beside the server's own group."""
    return base.with_name(base.name + _BACKGROUND_LEAF)


def _beside_leaf(group: str) -> str:
    return os.path.dirname(group) if group.endswith(_HOST_LEAF) else group  # noqa: PTH120 # of a hierarchy, no file's


def _usable(mount: GroupMount, root: Path) -> Iterator[str]:
    if mount.is_v2:
        available = (root / "cgroup.controllers").read_text().split()
        yield from (name for name in ("memory", "pids", "cpu") if name in available)
        if (root / "cgroup.events").exists() or (root / "cgroup.procs").exists():
            yield "freezer"
    else:
        yield from (name for name in CONTROLLERS if name in mount.options)
