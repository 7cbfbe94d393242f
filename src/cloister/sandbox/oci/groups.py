"""cgroups for OCI sandboxes, joined by the process that becomes the runtime program.

The runtimes' own handling of cgroups is left aside: bounds, freezing and counting are then the jail's, whatever
version of runsc or of cgroups a machine has.
"""

from dataclasses import replace
from pathlib import Path

from cloister.sandbox.namespaces.bounds import Bounds
from cloister.sandbox.namespaces.cgroups import Cgroups, Group
from cloister.sandbox.namespaces.hierarchies import Hierarchy, find_hierarchies
from cloister.sandbox.namespaces.places import Places


class Groups:
    """The groups of one installation. A machine without any gives empty groups: nothing is bounded then."""

    def __init__(self, *, name: str, record: Path) -> None:
        hierarchies = find_hierarchies()
        self._cgroups = Cgroups(hierarchies, name=name, record=record)
        self._record = record
        self._bases = {hierarchy.root / name: hierarchy for hierarchy in hierarchies}
        self._places = Places(self._bases)

    @property
    def controllers(self) -> frozenset[str]:
        """The bounds that are enforced; known once it is open."""
        return self._places.controllers

    def open(self) -> None:
        """End whatever an earlier run left, and make the bases. Raises OSError where that can't be done."""
        self._cgroups.sweep()
        self._record.write_text("".join(f"{base}\n" for base in self._bases))
        for base, hierarchy in self._bases.items():
            base.mkdir(exist_ok=True)
            if hierarchy.is_v2:
                self._bases[base] = _hand_down(base, hierarchy)
        self._places = Places(self._bases)

    def create(self, name: str, bounds: Bounds) -> Group:
        """A group with bounds, empty. Raises OSError when the kernel refuses a bound; nothing is left then."""
        group = Group(name, self._places)
        try:
            group.make(bounds, owner=0)
        except OSError:
            group.remove()
            raise
        return group

    def join_files(self, name: str) -> list[Path]:
        """Writing "0" into each of these makes the writer a member of the group."""
        return [
            base / name / ("cgroup.procs" if hierarchy.is_v2 else "tasks")
            for base, hierarchy in self._bases.items()
        ]

    def close(self) -> None:
        """No group is left, nor a process in one."""
        self._cgroups.sweep()


def _hand_down(base: Path, hierarchy: Hierarchy) -> Hierarchy:
    """Give the controllers that `base` was given to the groups in it: the hierarchy with these."""
    given = (base / "cgroup.controllers").read_text().split()
    bounded = hierarchy.controllers & set(given)
    if bounded:
        (base / "cgroup.subtree_control").write_text(
            " ".join(f"+{name}" for name in sorted(bounded))
        )
    return replace(hierarchy, controllers=bounded | (hierarchy.controllers & {"freezer"}))
