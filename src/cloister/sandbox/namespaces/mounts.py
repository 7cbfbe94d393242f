"""What a sandbox sees of a file system, as a list of mounts: made by `room_mounts`, carried out one by one.

The template's root (image.py) is what they are made in; no path of the host is reachable from it.
"""

import os
from dataclasses import dataclass

from cloister.kernel import calls as sys_

STAGE = "/mnt"
"""Where the new root is put together, inside the template's root."""
DEVICES = ("null", "zero", "full", "random", "urandom")

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
class Bind:
    source: str
    target: str

    def describe(self) -> str:
        return f"bind {self.source} on {self.target}"

    def execute(self) -> None:
        sys_.mount(self.source, self.target, None, sys_.MS_BIND)


@dataclass(frozen=True)
class Overlay:
    """A mount that the spawner opened: read-only, this sandbox's alone, and without a path in this namespace."""

    fd: int
    what: str
    target: str

    def describe(self) -> str:
        return f"overlay of {self.what} on {self.target}"

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


Mount = Tmpfs | Bind | Overlay | Proc | Pivot


def room_mounts(
    *,
    root_fd: int,
    code_fd: int,
    layers_fd: int | None,
    tmp_bytes: int,
    tmp_inodes: int,
    binds_devices: bool,
) -> list[Mount]:
    """The mounts of one sandbox, in order. Afterwards nothing but /tmp can be written, and nothing else is there.

    `binds_devices` where the root image has no device nodes of its own: an ordinary user can't make any.
    """
    devices = DEVICES if binds_devices else ()
    layers = [] if layers_fd is None else [Overlay(layers_fd, "the layers", f"{STAGE}/opt")]
    return [
        Overlay(root_fd, "the root image", STAGE),
        *(Bind(f"/dev/{name}", f"{STAGE}/dev/{name}") for name in devices),
        Overlay(code_fd, "the code", f"{STAGE}/var/task"),
        *layers,
        Tmpfs(
            f"{STAGE}/tmp",  # noqa: S108 # a mount point in the sandbox, not a file name
            f"size={tmp_bytes},nr_inodes={tmp_inodes},mode=1777",
        ),
        Proc(f"{STAGE}/proc"),
        Pivot(STAGE),
    ]
