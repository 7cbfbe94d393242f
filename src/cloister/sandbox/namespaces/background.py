"""The group of those of the server's processes that nobody waits for: they run when nobody who answers wants to.

A process of the server's that only has less weight interrupts sandboxes all the same, for as long as it has had less
than its part. In a group that is idle (cpu.idle, Linux 5.15) whoever else wakes takes its core at once.
"""

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cloister.kernel.files import write_kernel_file
from cloister.sandbox.namespaces.bounds import DEFAULT_WEIGHT, LOWEST_WEIGHT, weight_setting
from cloister.sandbox.namespaces.hierarchies import background_leaf
from cloister.sandbox.namespaces.places import Places

_IDLE_FILE = "cpu.idle"
"""Of both versions. What is written to it sets the group's weight as well."""


@dataclass(frozen=True, slots=True)
class BackgroundGroup:
    """Its directory, a file in it, and what is written there for its members to give way, and to keep up."""

    directory: str
    file: str
    gives_way: str
    keeps_up: str

    @classmethod
    def make(cls, places: Places) -> Self | None:
        """Empty, and giving way. None where the CPU is not shared out, or this user may not make it."""
        place = places.of("cpu")
        if place is None:
            return None
        base, hierarchy = place
        directory = background_leaf(Path(base))
        file, lowest = weight_setting(LOWEST_WEIGHT, hierarchy)
        _, usual = weight_setting(DEFAULT_WEIGHT, hierarchy)
        try:
            directory.mkdir(exist_ok=True)
            made = cls(str(directory), file, lowest, usual)
            if (directory / _IDLE_FILE).exists():
                made = cls(str(directory), _IDLE_FILE, "1", "0")
            made.write(made.gives_way)
        except OSError:
            return None
        return made

    def write(self, value: str) -> None:
        """Raises OSError."""
        write_kernel_file(f"{self.directory}/{self.file}", value)


class Background:
    """Where processes of the server's work that nobody waits for. Without a group they stay where they were."""

    def __init__(self, group: BackgroundGroup | None) -> None:
        self._group = group

    def take_in(self, pid: int) -> None:
        """The process is there from now on. Blocks for as long as the kernel takes, some milliseconds. Raises OSError
        if it can't be there.
        """
        if self._group is not None:
            write_kernel_file(f"{self._group.directory}/cgroup.procs", str(pid))

    def give_way(self) -> None:
        """Whoever is there runs when nobody else wants to."""
        if self._group is not None:
            self._write(self._group, self._group.gives_way)

    def keep_up(self) -> None:
        """Whoever is there runs beside the others."""
        if self._group is not None:
            self._write(self._group, self._group.keeps_up)

    def _write(self, group: BackgroundGroup, value: str) -> None:
        # A group that is gone has nobody in it.
        with contextlib.suppress(OSError):
            group.write(value)
