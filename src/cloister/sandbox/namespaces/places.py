"""Where an installation's groups are, and which of their files this kernel has: the same for thousands of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from cloister.sandbox.namespaces.bounds import Bounds, settings
from cloister.sandbox.namespaces.hierarchies import Hierarchy

BOUNDS_KEPT_MAX = 64
"""Kinds of functions, by their bounds, whose groups' settings are kept."""


@dataclass(frozen=True, slots=True)
class GroupFile:
    """A file that every group has, in a directory of its own name."""

    base: str
    name: str
    version: str
    """`v1` or `v2`."""

    def of(self, group: str) -> str:
        return f"{self.base}/{group}/{self.name}"


class Places:
    """A directory for groups in each hierarchy. Made once; of files it can tell when the directories exist."""

    def __init__(self, bases: Mapping[Path, Hierarchy]) -> None:
        # Strings: every file of every group gets a path, and to put one together by Path takes ten times as long.
        self.all: Final = [(str(base), hierarchy) for base, hierarchy in bases.items()]
        self.v2: Final = next((base for base, hierarchy in self.all if hierarchy.is_v2), None)
        self.v1: Final = [base for base, hierarchy in self.all if not hierarchy.is_v2]
        self.settings: Final = lru_cache(maxsize=BOUNDS_KEPT_MAX)(self._settings)
        self._by_controller = {
            controller: (base, hierarchy)
            for base, hierarchy in self.all
            for controller in hierarchy.controllers
        }

    @property
    def controllers(self) -> frozenset[str]:
        """The bounds that are enforced here."""
        return frozenset(self._by_controller)

    def of(self, controller: str) -> tuple[str, Hierarchy] | None:
        """The directory in the hierarchy that has this controller."""
        return self._by_controller.get(controller)

    @cached_property
    def memory_peak(self) -> GroupFile | None:
        """Tells the most memory ever used, in bytes. None where nobody counts."""
        return self._file("memory", v2="memory.peak", v1="memory.max_usage_in_bytes")

    @cached_property
    def freezer(self) -> GroupFile | None:
        """Stops and resumes the group's processes."""
        return self._file("freezer", v2="cgroup.freeze", v1="freezer.state")

    def _file(self, controller: str, *, v2: str, v1: str) -> GroupFile | None:
        """One that this kernel has: the directory of all groups is a group itself, with the same files."""
        place = self.of(controller)
        if place is None:
            return None
        base, hierarchy = place
        file = GroupFile(base, v2, "v2") if hierarchy.is_v2 else GroupFile(base, v1, "v1")
        return file if Path(base, file.name).exists() else None

    def _settings(self, bounds: Bounds) -> list[tuple[str, str, str]]:
        """The directory of all groups, the file of each, and what to write into it, in order."""
        return [
            (base, file, value)
            for base, hierarchy in self.all
            for file, value in settings(bounds, hierarchy)
        ]
