"""Groups that hold what a sandbox uses, and the sure way to end it: cgroup v2, v1, or both at once, behind one class.

A machine gives one or more hierarchies. Every sandbox gets a directory in each that is of use; v2's is also where
it is born, killed at once and frozen, even where v2 has no controllers (hybrid machines).
"""

import contextlib
import errno
import os
import signal
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cloister.kernel.descriptors import Descriptors
from cloister.kernel.files import read_kernel_file, write_kernel_file
from cloister.sandbox.namespaces.bounds import (
    CPU_PERIOD_US,
    DEFAULT_WEIGHT,
    HOST_WEIGHT,
    LOWEST_WEIGHT,
    Bounds,
    Weight,
    cpu_settings,
    settings_of_all,
    weight_setting,
)
from cloister.sandbox.namespaces.hierarchies import Hierarchy, background_leaf, host_leaf
from cloister.sandbox.namespaces.memory import MemoryWatch
from cloister.sandbox.namespaces.places import GroupFile, Places

REMOVAL_PATIENCE_S = 10
REMOVAL_INTERVAL_S = 0.005


class Cgroups:
    """The groups of one installation: a directory of its name in each hierarchy, and one in it per sandbox.

    `record` is a file that lists those directories. A server may be started again from elsewhere in the
    hierarchies (another session, another unit): what was left is found by the record, not by where one is.
    """

    def __init__(self, hierarchies: list[Hierarchy], *, name: str, record: Path) -> None:
        self._bases = {hierarchy.root / name: hierarchy for hierarchy in hierarchies}
        self.places = Places(self._bases)
        self._record = record

    @property
    def controllers(self) -> frozenset[str]:
        """The bounds that are enforced here."""
        return self.places.controllers

    def open(self, *, owner: int, host: int) -> None:
        """End whatever an earlier run left, and make the bases. `owner` is the uid that may be born into groups.

        `host` is the server's process id: with this process, it leaves the group that controllers are handed down in.
        """
        self.sweep()
        self._record.write_text("".join(f"{base}\n" for base in self._bases))
        for base, hierarchy in self._bases.items():
            base.mkdir(exist_ok=True)
            for file, value in settings_of_all(hierarchy):
                _write(base / file, value)
            if hierarchy.is_v2:
                _delegate(base, hierarchy.controllers, host)
                # A template without privileges is born elsewhere: it needs the common ancestor's file as well.
                os.chown(base / "cgroup.procs", owner, -1)

    def sweep(self) -> None:
        """No process and no group that this record or name stands for is left afterwards."""
        bases = {*self._recorded(), *self._bases}
        groups = [group for base in sorted(bases) for group in _with_all_below(base)]
        for group in groups:
            _kill(group)
        for group in groups:
            _remove_patiently(group)
        for base in bases:
            # Where an earlier server moved to, which is gone; this one moves there later.
            for leaf in (host_leaf(base), background_leaf(base)):
                _remove(leaf)
        self._record.unlink(missing_ok=True)

    def _recorded(self) -> list[Path]:
        return (
            [Path(line) for line in self._record.read_text().splitlines()]
            if self._record.exists()
            else []
        )

    def create(self, name: str, bounds: Bounds | None, *, owner: int) -> "Group":
        """A group with bounds, empty. Raises OSError when the kernel refuses a bound; nothing is left then.

        Without bounds it gives way to every other until `bound` is called.
        """
        group = Group(name, self.places)
        try:
            group.make(bounds, owner=owner)
        except OSError:
            group.remove()
            raise
        return group

    def adopt(self, name: str) -> None:
        """This process, and what it starts, belongs to the installation: a sweep ends it with the sandboxes."""
        for base, hierarchy in self._bases.items():
            if hierarchy.is_v2:
                (base / name).mkdir(exist_ok=True)
                (base / name / "cgroup.procs").write_text("0")

    def favour(self, pids: Collection[int]) -> None:
        """Where the CPU does not suffice, these processes have more of it than any sandbox, until close()."""
        for base, hierarchy in self._bases.items():
            if "cpu" not in hierarchy.controllers:
                continue
            leaf = host_leaf(base)
            file, value = weight_setting(HOST_WEIGHT, hierarchy)
            # Where the CPU is delegated by v2 they are there already. v1 takes no process with a real-time priority,
            # which needs no favour.
            with contextlib.suppress(OSError):
                leaf.mkdir(exist_ok=True)
                _write(leaf / file, value)
                if not hierarchy.is_v2:
                    _move(pids, leaf)

    def close(self, adopted: str) -> None:
        """The opposite of open(), adopt() and favour(), when no sandbox is left. The calling process leaves."""
        for base, hierarchy in self._bases.items():
            for leaf in (host_leaf(base), background_leaf(base)):
                if not hierarchy.is_v2 and leaf.is_dir():
                    _move(_pids(leaf), base.parent)
                    _remove(leaf)
            if hierarchy.is_v2:
                # Where the parent hands controllers down it takes no process back; the next start sweeps then.
                with contextlib.suppress(OSError):
                    (base.parent / "cgroup.procs").write_text("0")
                _remove(base / adopted)
                _remove(background_leaf(base))
            _remove(base)


class Group:
    """One sandbox's directories, of its name in each place. Whoever made it removes it."""

    def __init__(self, name: str, places: Places) -> None:
        self.name = name
        self._places = places
        self._cores: float | None = None
        """None while nobody has said how many."""
        self._period_us: int | None = None
        """In which they are counted: the kernel's own until a bound was written."""

    def make(self, bounds: Bounds | None, *, owner: int) -> None:
        for base, hierarchy in self._places.all:
            os.mkdir(f"{base}/{self.name}")  # noqa: PTH102 # places.py says why not by Path
            if hierarchy.is_v2:
                os.chown(f"{base}/{self.name}/cgroup.procs", owner, -1)
        if bounds is None:
            self.weigh(LOWEST_WEIGHT)
        else:
            self._set(bounds)

    def bound(self, bounds: Bounds) -> None:
        """From now on it has these bounds, and the weight of any other. For one that was made without."""
        self.weigh(DEFAULT_WEIGHT)
        self._set(bounds)

    def _set(self, bounds: Bounds) -> None:
        for base, file, value in self._places.settings(bounds):
            _write(f"{base}/{self.name}/{file}", value)
        self._cores, self._period_us = bounds.cpu_quota, CPU_PERIOD_US

    def weigh(self, weight: Weight) -> None:
        """From now on it has this part of the CPU, where others want some as well."""
        place = self._place_of("cpu")
        if place is not None:
            path, hierarchy = place
            file, value = weight_setting(weight, hierarchy)
            _write(f"{path}/{file}", value)

    def cpu_used_s(self) -> float | None:
        """What its processes have used of the CPU so far, in seconds. None without a v2 hierarchy, or after its end."""
        # Every v2 group has the file, whichever controllers there are (cgroup-v2.rst, "CPU Interface Files").
        if self._places.v2 is None:
            return None
        try:
            content = read_kernel_file(f"{self._places.v2}/{self.name}/cpu.stat")
        except FileNotFoundError:
            return None
        _, _, used_us = content.partition(b"usage_usec ")
        return int(used_us.split()[0]) / 1_000_000 if used_us else None

    def open_for_member(self, opened: Descriptors) -> list[int]:
        """v2's directory to be born in, where there is v2, and v1's `tasks` files for writing: "0" joins the writer.

        `opened` closes them. Raises OSError.
        """
        v1, v2 = self._places.v1, self._places.v2
        files = [(f"{base}/{self.name}/tasks", os.O_WRONLY) for base in v1]
        if v2 is not None:
            files.insert(0, (f"{v2}/{self.name}", os.O_RDONLY | os.O_DIRECTORY))
        return [opened.keep(os.open(file, flags | os.O_CLOEXEC)) for file, flags in files]

    def limit_cpu(self, quota: float) -> None:
        """From now on the group has this many cores."""
        if (quota, CPU_PERIOD_US) == (self._cores, self._period_us):
            # Not even for what it has already: the kernel would walk through all groups of the machine (bounds.py).
            return
        self._cores = quota
        self.count_cpu_by(CPU_PERIOD_US)

    def count_cpu_by(self, period_us: int) -> None:
        """From now on the cores that it has are counted in periods of this length."""
        place = self._place_of("cpu")
        if place is None or self._cores is None:
            return
        path, hierarchy = place
        before_us, self._period_us = self._period_us, period_us
        for file, value in cpu_settings(
            self._cores, hierarchy, period_us=period_us, period_before_us=before_us
        ):
            _write(f"{path}/{file}", value)

    def watch_memory(
        self,
        memory_bytes: int,
        *,
        marker: ThreadPoolExecutor,
        on_failed: Callable[[OSError], None],
    ) -> MemoryWatch | None:
        """Tells when the processes hold more than this, or None where memory is not bounded. The caller closes it."""
        place = self._place_of("memory")
        if place is None:
            return None
        path, hierarchy = place
        return MemoryWatch(
            path,
            is_v2=hierarchy.is_v2,
            memory_bytes=memory_bytes,
            marker=marker,
            on_failed=on_failed,
        )

    def memory_peak_bytes(self) -> int:
        """The most memory ever used, or 0 where nobody counts."""
        file = self._places.memory_peak
        return int(read_kernel_file(file.of(self.name))) if file is not None else 0

    def pids(self) -> list[int]:
        """Of the processes in the group; none where there are no groups."""
        return _pids(Path(self._places.all[0][0], self.name)) if self._places.all else []

    def freezer(self) -> "Freezer | None":
        """What stops and resumes the group's processes."""
        file = self._places.freezer
        return Freezer.of(file, self.name) if file is not None else None

    def oom_kills(self) -> int:
        """How many processes the kernel ended here for lack of memory."""
        place = self._place_of("memory")
        if place is None:
            return 0
        path, hierarchy = place
        file = "memory.events" if hierarchy.is_v2 else "memory.oom_control"
        _, _, kills = read_kernel_file(f"{path}/{file}").partition(b"oom_kill ")
        return int(kills.split()[0]) if kills else 0

    def kill(self) -> None:
        """Every process of the group is dying afterwards, those being forked right now included."""
        if self._places.v2 is not None:
            with contextlib.suppress(FileNotFoundError):
                write_kernel_file(f"{self._places.v2}/{self.name}/cgroup.kill", "1")
                return
        place = self._place_of("freezer")
        if place is not None:
            _kill(Path(place[0]))

    def remove(self) -> bool:
        """Whether the group is gone: it stays while a process of it is still there."""
        remaining = [base for base, _ in self._places.all if not _remove(f"{base}/{self.name}")]
        return not remaining

    def _place_of(self, controller: str) -> tuple[str, Hierarchy] | None:
        place = self._places.of(controller)
        if place is None:
            return None
        base, hierarchy = place
        return f"{base}/{self.name}", hierarchy


@dataclass(frozen=True, slots=True)
class Freezer:
    """A freezer file. v2's takes 1 and 0, v1's FROZEN and THAWED."""

    file: str
    version: str

    @classmethod
    def of(cls, file: GroupFile, group: str) -> Self:
        return cls(file.of(group), file.version)


def _delegate(base: Path, controllers: frozenset[str], host: int) -> None:
    """Hand the controllers down to the groups in `base`."""
    wanted = " ".join(f"+{name}" for name in sorted(controllers - {"freezer"}))
    if not wanted:
        return
    # A v2 group has processes or controllers below it, never both: the server and this process move to a leaf.
    leaf = host_leaf(base)
    leaf.mkdir(exist_ok=True)
    _move((host, os.getpid()), leaf)
    for group in (base.parent, base):
        (group / "cgroup.subtree_control").write_text(wanted)


def _with_all_below(base: Path) -> list[Path]:
    """The group and its descendants, the deepest first. Empty when there is no such group."""
    if not base.is_dir():
        return []
    below = sorted((path for path in base.rglob("*") if path.is_dir()), reverse=True)
    return [*below, base]


def _kill(group: Path) -> None:
    if (group / "cgroup.kill").exists():
        _write(group / "cgroup.kill", "1")
        return
    # v1: frozen first, so that a fork bomb can't outrun the loop; thawed, so that the signal is acted on.
    state = group / "freezer.state"
    if state.exists():
        _write(state, "FROZEN")
    for pid in _pids(group):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if state.exists():
        _write(state, "THAWED")


def _move(pids: Collection[int], group: Path) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            (group / "cgroup.procs").write_text(str(pid))


def _pids(group: Path) -> list[int]:
    try:
        return [int(pid) for pid in (group / "cgroup.procs").read_text().split()]
    except FileNotFoundError:
        return []


def _write(path: str | Path, value: str) -> None:
    """Nothing happens where there is no such file: not every kernel has each, and a group may be gone."""
    with contextlib.suppress(FileNotFoundError):
        write_kernel_file(path, value)


def _remove(path: str | Path) -> bool:
    try:
        os.rmdir(path)  # noqa: PTH106 # as above
    except FileNotFoundError:
        return True
    except OSError as error:
        if error.errno == errno.EBUSY:
            return False
        raise
    return True


def _remove_patiently(path: Path) -> None:
    # Killed processes leave their group within milliseconds. Only at start-up, never on the way of an invocation.
    deadline = time.monotonic() + REMOVAL_PATIENCE_S
    while not _remove(path):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path} is still in use")
        _kill(path)
        time.sleep(REMOVAL_INTERVAL_S)
