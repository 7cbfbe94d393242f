"""Where a machine keeps its cgroup hierarchies, and which of them this process may make groups in."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CONTROLLERS = ("memory", "pids", "cpu", "freezer")
"""Of v1 that are used where v2 does not have them."""
_HOST_LEAF = ".host"


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
    own = _own_groups((proc / "cgroup").read_text())
    found: list[Hierarchy] = []
    taken: set[str] = set()
    for mount in sorted(_mounts((proc / "mountinfo").read_text()), key=lambda m: not m.is_v2):
        group = _group_in(mount, own)
        root = _inside(mount, _beside_leaf(group)) if group is not None else None
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


def _beside_leaf(group: str) -> str:
    return os.path.dirname(group) if group.endswith(_HOST_LEAF) else group  # noqa: PTH120 # of a hierarchy, no file's


@dataclass(frozen=True, slots=True)
class _Mount:
    point: Path
    root: str
    options: frozenset[str]
    """Of v1 the controllers are among them."""
    is_v2: bool


def _mounts(mountinfo: str) -> Iterator[_Mount]:
    for line in mountinfo.splitlines():
        fields, _, rest = line.partition(" - ")
        kind, _, options = rest.partition(" ")
        if kind in ("cgroup", "cgroup2"):
            _, _, _, root, point, *_ = fields.split(" ")
            words = frozenset(options.rsplit(" ", 1)[-1].split(","))
            yield _Mount(Path(point), root, words, kind == "cgroup2")


def _own_groups(text: str) -> dict[frozenset[str], str]:
    """Controllers (none for v2) to the path of this process's group."""
    lines = (line.split(":", 2) for line in text.splitlines())
    return {frozenset(names.split(",")) - {""}: path for _, names, path in lines}


def _group_in(mount: _Mount, own: dict[frozenset[str], str]) -> str | None:
    if mount.is_v2:
        return own.get(frozenset())
    # Among the controllers stand options, and which ones differs from machine to machine (`seclabel` with SELinux).
    return next((path for names, path in own.items() if names and names <= mount.options), None)


def _inside(mount: _Mount, group: str) -> Path | None:
    # A bind of a part of the hierarchy shows that part's root; what lies outside of it can't be reached.
    relative = os.path.relpath(group, mount.root)
    if relative.startswith(".."):
        # Some machines mount the hierarchy as it looks from within a namespace: the mount is the own group then.
        return mount.point
    return mount.point / relative


def _usable(mount: _Mount, root: Path) -> Iterator[str]:
    if mount.is_v2:
        available = (root / "cgroup.controllers").read_text().split()
        yield from (name for name in ("memory", "pids", "cpu") if name in available)
        if (root / "cgroup.events").exists() or (root / "cgroup.procs").exists():
            yield "freezer"
    else:
        yield from (name for name in CONTROLLERS if name in mount.options)
