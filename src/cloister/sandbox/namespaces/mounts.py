"""What a sandbox sees of a file system, as a list of mounts: made by `room_mounts`, carried out one by one.

The template's own root (image.py) holds everything to bind from; no path of the host is reachable from it.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from cloister.sandbox.namespaces import syscalls as sys_

STAGE = "/mnt"
"""Where the new root is put together, inside the template's root."""
LINKS = {"bin": "usr/bin", "sbin": "usr/sbin", "lib": "usr/lib", "lib64": "usr/lib64"}
DIRECTORIES = ("usr", "etc", "opt", "dev", "proc", "tmp", "var/task", "var/lang", "var/runtime")
SHARED = ("usr", "etc", "var/lang", "var/runtime", "dev")
"""Bound from the template's root; read-only, nosuid and nodev there already, and locked so here."""

_RESTRICTED = sys_.MS_NOSUID | sys_.MS_NODEV


@dataclass(frozen=True)
class Tmpfs:
    target: str
    options: str
    flags: int = _RESTRICTED

    def describe(self) -> str:
        return f"tmpfs on {self.target} ({self.options})"

    def execute(self) -> None:
        sys_.mount("tmpfs", self.target, "tmpfs", self.flags, self.options)


@dataclass(frozen=True)
class Skeleton:
    """Empty mount points and the usual links, in a root that holds nothing else."""

    root: str

    def describe(self) -> str:
        return f"mount points and links in {self.root}"

    def execute(self) -> None:
        for directory in DIRECTORIES:
            Path(self.root, directory).mkdir(parents=True, mode=0o755)
        for name, target in LINKS.items():
            Path(self.root, name).symlink_to(target)


@dataclass(frozen=True)
class Bind:
    source: str
    target: str

    def describe(self) -> str:
        return f"bind {self.source} on {self.target}"

    def execute(self) -> None:
        sys_.mount(self.source, self.target, None, sys_.MS_BIND | sys_.MS_REC)


@dataclass(frozen=True)
class Tree:
    """A mount that the spawner opened: read-only, and without a path in this namespace."""

    fd: int
    target: str

    def describe(self) -> str:
        return f"the code's tree on {self.target}"

    def execute(self) -> None:
        sys_.move_mount(self.fd, self.target)
        os.close(self.fd)


@dataclass(frozen=True)
class Proc:
    target: str

    def describe(self) -> str:
        return f"proc on {self.target} (own processes only, read-only)"

    def execute(self) -> None:
        flags = sys_.MS_RDONLY | _RESTRICTED | sys_.MS_NOEXEC
        sys_.mount("proc", self.target, "proc", flags, "subset=pid,hidepid=invisible")


@dataclass(frozen=True)
class Pivot:
    """The new root becomes the root, and the old one is gone."""

    root: str

    def describe(self) -> str:
        return f"pivot_root to {self.root}, old root unmounted"

    def execute(self) -> None:
        os.chdir(self.root)
        # The old root lands over the new one at "/", where "." still names it (pivot_root(2), "pivot_root(".", ".")").
        sys_.pivot_root(".", ".")
        sys_.umount(".", sys_.MNT_DETACH)
        os.chdir("/")


@dataclass(frozen=True)
class ReadOnly:
    target: str

    def describe(self) -> str:
        return f"{self.target} read-only"

    def execute(self) -> None:
        flags = sys_.MS_REMOUNT | sys_.MS_BIND | sys_.MS_RDONLY | _RESTRICTED
        sys_.mount("none", self.target, None, flags)


Mount = Tmpfs | Skeleton | Bind | Tree | Proc | Pivot | ReadOnly


def room_mounts(*, code_fd: int, tmp_bytes: int, tmp_inodes: int) -> list[Mount]:
    """The mounts of one sandbox, in order. Afterwards `/` is read-only and holds what is listed here only."""
    return [
        Tmpfs(STAGE, "size=64k,nr_inodes=64,mode=755"),
        Skeleton(STAGE),
        *(Bind(f"/{name}", f"{STAGE}/{name}") for name in SHARED),
        Tree(code_fd, f"{STAGE}/var/task"),
        Tmpfs(
            f"{STAGE}/tmp",  # noqa: S108 # a mount point in the sandbox, not a file name
            f"size={tmp_bytes},nr_inodes={tmp_inodes},mode=1777",
        ),
        Proc(f"{STAGE}/proc"),
        Pivot(STAGE),
        ReadOnly("/"),
    ]
