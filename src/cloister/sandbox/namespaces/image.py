"""Overlays: a root of its own for a template and for every sandbox, and one of each function's code and layers."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cloister.kernel import calls as sys_
from cloister.sandbox.namespaces.mounts import DEVICES, pivot

EMPTY = "empty"
CODE = "code"
LAYERS = ("layer1", "layer2", "layer3", "layer4", "layer5")
"""Names that mountinfo shows inside sandboxes: none tells anything of the host."""

_ROOT_ATTRIBUTES = sys_.MOUNT_ATTR_RDONLY | sys_.MOUNT_ATTR_NOSUID
"""Not nodev: the image's own five device nodes are to work, and nobody can make another."""
_TREE_ATTRIBUTES = _ROOT_ATTRIBUTES | sys_.MOUNT_ATTR_NODEV


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
        pivot(str(mount_point))


class TreeOverlays:
    """Makes overlays of unpacked packages, through a directory in which the trees have no telling names.

    The calling process has a mount namespace of its own: what is mounted here is seen by nobody else.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        # An overlay without an upper layer needs two lower ones.
        for name in (EMPTY, CODE, *LAYERS):
            (directory / name).mkdir(parents=True, exist_ok=True)

    def open_code(self, tree: str) -> int:
        """A new overlay of one tree, as a detached mount. The caller closes it."""
        return self._open({CODE: tree})

    def open_layers(self, trees: Sequence[str]) -> int:
        """A new overlay of at most five trees, as a detached mount. A later one's files hide an earlier one's.

        The caller closes it.
        """
        # A directory can't be in an overlay twice (ELOOP). Of equal trees only the uppermost can be seen anyway.
        uppermost_first = dict.fromkeys(reversed(trees))
        return self._open(dict(zip(LAYERS, uppermost_first, strict=False)))

    def _open(self, trees: Mapping[str, str]) -> int:
        """`trees` by the name that each is mounted under, uppermost first."""
        with ExitStack() as mounted:
            for name, tree in trees.items():
                point = str(self._directory / name)
                bind = sys_.open_tree(tree)
                try:
                    sys_.move_mount(bind, point)
                finally:
                    os.close(bind)
                # The overlay keeps what it was made of.
                mounted.callback(sys_.umount, point, sys_.MNT_DETACH)
            with _working_in(self._directory):
                return sys_.open_overlay(":".join([*trees, EMPTY]), _TREE_ATTRIBUTES)


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
