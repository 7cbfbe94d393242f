"""A kernel's cgroup file systems, played with plain directories: new groups have files, busy ones can't be removed."""

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import pytest

from cloister.sandbox.namespaces.bounds import Bounds

MIB = 1024 * 1024
BOUNDS = Bounds(memory_bytes=128 * MIB, tmp_bytes=512 * MIB, processes_max=1024, cpu_quota=0.5)
OWNER = os.geteuid()

V2_FILES = ("cgroup.procs", "cgroup.kill", "cgroup.events", "cgroup.subtree_control", "cpu.stat")
V2_CONTROLLER_FILES = {
    "memory": ("memory.max", "memory.swap.max", "memory.oom.group", "memory.peak", "memory.events"),
    "pids": ("pids.max",),
    "cpu": ("cpu.max", "cpu.weight", "cpu.idle"),
}
V1_FILES = ("cgroup.procs", "tasks", "notify_on_release")
V1_CONTROLLER_FILES = {
    "memory": (
        "memory.limit_in_bytes",
        "memory.memsw.limit_in_bytes",
        "memory.max_usage_in_bytes",
        "memory.oom_control",
        "memory.kmem.tcp.limit_in_bytes",
    ),
    "pids": ("pids.max",),
    "cpu": ("cpu.cfs_period_us", "cpu.cfs_quota_us", "cpu.shares", "cpu.idle"),
    "freezer": ("freezer.state",),
}

_mkdir, _rmdir = os.mkdir, os.rmdir


class CgroupKernel:
    """Mounts of one machine, and what /proc/self tells of them in `proc`. Made by `install`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.proc = root / "proc"
        self._files: dict[Path, dict[str, str]] = {}
        self._mountinfo: list[str] = []
        self._groups: list[str] = []
        self._refusing: Path | None = None

    @classmethod
    def install(cls, root: Path, monkeypatch: pytest.MonkeyPatch) -> Self:
        """From now on, directories below its mounts behave as groups do."""
        kernel = cls(root)
        kernel.proc.mkdir(parents=True)
        kernel._tell()
        monkeypatch.setattr(os, "mkdir", kernel._make)
        monkeypatch.setattr(os, "rmdir", kernel._remove)
        return kernel

    def mount_v2(
        self,
        controllers: str,
        *,
        group: str = "/",
        root: str = "/",
        without: Sequence[str] = (),
    ) -> Path:
        """The mount point, with this process's own group in it."""
        names = [*V2_FILES]
        for controller in controllers.split():
            names += V2_CONTROLLER_FILES.get(controller, ())
        files = {
            **dict.fromkeys(set(names) - set(without), ""),
            "cgroup.controllers": f"{controllers}\n",
        }
        return self._mount("cgroup2", "rw,nsdelegate", "0::", files=files, group=group, root=root)

    def mount_v1(
        self,
        controllers: str,
        *,
        group: str = "/",
        options: str | None = None,
        without: Sequence[str] = (),
    ) -> Path:
        """The mount point, with this process's own group in it."""
        names = [*V1_FILES]
        for controller in controllers.split(","):
            names += V1_CONTROLLER_FILES.get(controller, ())
        files = dict.fromkeys(set(names) - set(without), "")
        number = len(self._groups) + 1
        return self._mount(
            "cgroup",
            options or f"rw,{controllers}",
            f"{number}:{controllers}:",
            files=files,
            group=group,
        )

    def move_to(self, group: str) -> None:
        """This process is in another group of every hierarchy from now on."""
        self._groups = [line[: line.rindex(":") + 1] + group for line in self._groups]
        for point in self._files:
            (point / group.lstrip("/")).mkdir(parents=True, exist_ok=True)
        self._tell()

    def refuse_groups_in(self, base: Path) -> None:
        """The kernel makes no more groups there."""
        self._refusing = base

    def _mount(
        self,
        kind: str,
        options: str,
        own: str,
        *,
        files: dict[str, str],
        group: str,
        root: str = "/",
    ) -> Path:
        point = self._root / f"mount-{len(self._files)}"
        self._files[point] = files
        seen = group.removeprefix(root) if group.startswith(root) else ""
        point.mkdir()
        (point / seen.lstrip("/")).mkdir(parents=True, exist_ok=True)
        self._mountinfo.append(
            f"30 23 0:26 {root} {point} rw,nosuid shared:4 - {kind} {kind} {options}"
        )
        self._groups.append(own + group)
        self._tell()
        return point

    def _tell(self) -> None:
        others = ["23 1 0:22 / /sys rw - sysfs sysfs rw"]
        (self.proc / "mountinfo").write_text(
            "".join(f"{line}\n" for line in others + self._mountinfo)
        )
        (self.proc / "cgroup").write_text("".join(f"{line}\n" for line in self._groups))

    def _make(self, name: str | Path, mode: int = 0o777) -> None:
        path = Path(name)
        if self._refusing is not None and path.parent == self._refusing:
            raise OSError(errno.ENOSPC, "refused", str(path))
        _mkdir(path, mode)
        for file, content in self._files_in(path).items():
            if not (path / file).exists():
                (path / file).write_text(content)

    def _remove(self, name: str | Path) -> None:
        path = Path(name)
        files = self._files_in(path)
        if files and path.is_dir() and self._has_processes(path):
            raise OSError(errno.EBUSY, "busy", str(path))
        for file in files:
            (path / file).unlink(missing_ok=True)
        _rmdir(path)

    def _files_in(self, path: Path) -> dict[str, str]:
        return next(
            (files for point, files in self._files.items() if path.is_relative_to(point)), {}
        )

    def _has_processes(self, path: Path) -> bool:
        return any(
            Path("/proc", pid).exists() for pid in (path / "cgroup.procs").read_text().split()
        )
