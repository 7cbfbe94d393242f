"""The root that a template lives in: read-only, made of binds, with an /etc of its own and nothing of the host's data.

Built in a fresh mount namespace by the process that is about to become the template.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from cloister.sandbox.namespaces import syscalls as sys_
from cloister.sandbox.namespaces.mounts import STAGE, Pivot, ReadOnly, Skeleton, Tmpfs

DEVICES = ("null", "zero", "full", "random", "urandom")
DEVICE_LINKS = {
    "fd": "/proc/self/fd",
    "stdin": "/proc/self/fd/0",
    "stdout": "/proc/self/fd/1",
    "stderr": "/proc/self/fd/2",
}
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
LANG = "/var/lang"
RUNTIME = "/var/runtime"

_ETC = {
    "passwd": "root:x:0:0:root:/root:/sbin/nologin\nsbx_user1051:x:1000:1000::/tmp:/sbin/nologin\n",
    "group": "root:x:0:\nsbx_user1051:x:1000:\n",
    "hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    "resolv.conf": "",
}
_BIND_ATTRIBUTES = sys_.MOUNT_ATTR_RDONLY | sys_.MOUNT_ATTR_NOSUID | sys_.MOUNT_ATTR_NODEV


@dataclass(frozen=True)
class Image:
    """Where a template's parts stand on the host."""

    prefix: str
    """Of the interpreter: `/usr` itself, or a tree that is shown as /var/lang."""
    executable: str
    """Of the interpreter, as it is called inside."""
    runtime_tree: str
    """Shown as /var/runtime."""

    def enter(self, mount_point: str) -> None:
        """Make this image the calling process's root. `mount_point` is any directory; nothing is written there.

        Raises OSError naming the step. The caller is single-threaded and may mount.
        """
        sys_.unshare(sys_.CLONE_NEWNS)
        sys_.mount("none", "/", None, sys_.MS_REC | sys_.MS_PRIVATE)
        Tmpfs(mount_point, "size=4m,nr_inodes=256,mode=755").execute()
        root = Path(mount_point)
        Skeleton(mount_point).execute()
        (root / STAGE.lstrip("/")).mkdir()
        _fill_etc(root / "etc")
        self._bind_trees(root)
        _fill_dev(root / "dev")
        # Sandboxes mount a proc of their own, which the kernel allows only where a whole one can be seen already.
        sys_.mount("/proc", str(root / "proc"), None, sys_.MS_BIND | sys_.MS_REC)
        Pivot(mount_point).execute()
        ReadOnly("/").execute()

    def _bind_trees(self, root: Path) -> None:
        _bind_restricted("/usr", root / "usr")
        _bind_restricted(self.runtime_tree, root / "var/runtime")
        # Where the interpreter is the system's, /var/lang stays: an empty directory, bound like the others.
        lang = self.prefix if self.prefix != "/usr" else str(root / "var/lang")
        _bind_restricted(lang, root / "var/lang")


def image_executable(prefix: Path, executable: Path) -> str:
    """How an interpreter is called inside an image."""
    if str(prefix) == "/usr":
        return str(executable)
    return f"{LANG}/{executable.relative_to(prefix)}"


def _bind_restricted(source: str, target: Path) -> None:
    tree = sys_.open_tree(source)
    try:
        sys_.mount_setattr(tree, _BIND_ATTRIBUTES)
        sys_.move_mount(tree, str(target))
    finally:
        os.close(tree)


def _fill_etc(etc: Path) -> None:
    for name, text in _ETC.items():
        (etc / name).write_text(text)
    if CERTIFICATES.is_file():
        copy = etc / CERTIFICATES.relative_to("/etc")
        copy.parent.mkdir(parents=True)
        copy.write_bytes(CERTIFICATES.read_bytes())


def _fill_dev(dev: Path) -> None:
    # Not nodev: the nodes bound below must stay devices. Only the spawner, never a sandbox, mounts on it.
    Tmpfs(str(dev), "size=64k,nr_inodes=32,mode=755", sys_.MS_NOSUID).execute()
    for name in DEVICES:
        node = dev / name
        node.touch()
        sys_.mount(f"/dev/{name}", str(node), None, sys_.MS_BIND)
    for name, target in DEVICE_LINKS.items():
        (dev / name).symlink_to(target)
    flags = sys_.MS_REMOUNT | sys_.MS_BIND | sys_.MS_RDONLY | sys_.MS_NOSUID
    sys_.mount("none", str(dev), None, flags)
