"""Overlays of the layers: a root of its own for a template and for every sandbox, and one of each package of code."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cloister.kernel import calls as sys_
from cloister.sandbox.namespaces.mounts import DEVICES, Pivot

EMPTY = "empty"
CODE = "code"
"""Names that mountinfo shows inside sandboxes: neither tells anything of the host."""

_ROOT_ATTRIBUTES = sys_.MOUNT_ATTR_RDONLY | sys_.MOUNT_ATTR_NOSUID
"""Not nodev: the image's own five device nodes are to work, and nobody can make another."""
_CODE_ATTRIBUTES = _ROOT_ATTRIBUTES | sys_.MOUNT_ATTR_NODEV


@dataclass(frozen=True)
class Image:
    """Layers by name, uppermost first, in one directory."""

    directory: Path
    layers: tuple[str, ...]

    def open_root(self) -> int:
        """A new overlay of the layers, as a detached mount. The caller closes it."""
        with _working_in(self.directory):
            return sys_.open_overlay(":".join(self.layers), _ROOT_ATTRIBUTES)

    def enter(self, mount_point: Path, *, binds_devices: bool) -> None:
        """Make an overlay of this image the calling process's root, in a mount namespace of its own.

        Raises OSError naming the step. The caller is single-threaded and may mount.
        """
        sys_.unshare(sys_.CLONE_NEWNS)
        sys_.mount("none", "/", None, sys_.MS_REC | sys_.MS_PRIVATE)
        root = self.open_root()
        sys_.move_mount(root, str(mount_point))
        os.close(root)
        for name in DEVICES if binds_devices else ():
            sys_.mount(f"/dev/{name}", str(mount_point / "dev" / name), None, sys_.MS_BIND)
        # Sandboxes mount a proc of their own, which the kernel allows only where a whole one can be seen already.
        proc = str(mount_point / "proc")
        sys_.mount("/proc", proc, None, sys_.MS_BIND | sys_.MS_REC)
        Pivot(str(mount_point)).execute()


class CodeOverlays:
    """Makes overlays of code trees, through a directory in which the trees have no telling names.

    The calling process has a mount namespace of its own: what is mounted here is seen by nobody else.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(exist_ok=True)
        # An overlay without an upper layer needs two lower ones.
        (directory / EMPTY).mkdir(exist_ok=True)
        (directory / CODE).mkdir(exist_ok=True)

    def open(self, tree: str) -> int:
        """A new overlay of one tree, as a detached mount. The caller closes it."""
        code = str(self._directory / CODE)
        bind = sys_.open_tree(tree)
        try:
            sys_.move_mount(bind, code)
        finally:
            os.close(bind)
        try:
            with _working_in(self._directory):
                return sys_.open_overlay(f"{CODE}:{EMPTY}", _CODE_ATTRIBUTES)
        finally:
            # The overlay keeps what it was made of.
            sys_.umount(code, sys_.MNT_DETACH)


@contextmanager
def _working_in(directory: Path) -> Iterator[None]:
    # Overlay options are looked up, and shown, relative to the working directory (isolation.md 3.2).
    before = os.open(".", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    os.chdir(directory)
    try:
        yield
    finally:
        os.fchdir(before)
        os.close(before)
