"""Where a machine mounts its cgroup hierarchies, and where in them a process is: proc_pid_cgroup(5), cgroups(7)."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class GroupMount:
    """One mount of a hierarchy, or of a part of one."""

    point: Path
    root: str
    """The group that the mount point shows."""
    options: frozenset[str]
    """Of v1 the controllers are among them."""
    is_v2: bool

    def group_of(self, own: Mapping[frozenset[str], str]) -> str | None:
        """The group in this hierarchy of a process whose groups these are; None where it has none."""
        if self.is_v2:
            return own.get(frozenset())
        # Among the controllers stand options, and which ones differs from machine to machine (`seclabel` with SELinux).
        return next((path for names, path in own.items() if names and names <= self.options), None)

    def directory_of(self, group: str) -> Path:
        """The group's directory; the mount point for a group that lies outside of what the mount shows.

        Some machines mount the hierarchy as it looks from within a namespace: the mount is the own group then.
        """
        relative = os.path.relpath(group, self.root)
        return self.point if relative.startswith("..") else self.point / relative


def group_mounts(mountinfo: str) -> Iterator[GroupMount]:
    """Those that the text of a `mountinfo` tells of."""
    for line in mountinfo.splitlines():
        fields, _, rest = line.partition(" - ")
        kind, _, options = rest.partition(" ")
        if kind in ("cgroup", "cgroup2"):
            _, _, _, root, point, *_ = fields.split(" ")
            words = frozenset(options.rsplit(" ", 1)[-1].split(","))
            yield GroupMount(Path(point), root, words, kind == "cgroup2")


def own_groups(text: str) -> dict[frozenset[str], str]:
    """Controllers (none for v2) to the group's path, of the text of a `/proc/<pid>/cgroup`."""
    lines = (line.split(":", 2) for line in text.splitlines())
    return {frozenset(names.split(",")) - {""}: path for _, names, path in lines}
