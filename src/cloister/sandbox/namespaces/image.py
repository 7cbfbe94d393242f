"""Overlays: a root of its own for a template and for every sandbox, and one of each function's code and layers."""

import os
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from cloister.domain.limits import PACKAGES_MOUNTED_MAX
from cloister.kernel import calls as sys_
from cloister.sandbox.namespaces.mounts import DEVICES, pivot

EMPTY = "empty"
CODE = "code"
LAYERS = ("layer1", "layer2", "layer3", "layer4", "layer5")
"""Names that mountinfo shows inside sandboxes: none tells anything of the host."""

_ROOT_ATTRIBUTES = sys_.MOUNT_ATTR_RDONLY | sys_.MOUNT_ATTR_NOSUID
"""Not nodev: the image's own five device nodes are to work, and nobody can make another."""
_TREE_ATTRIBUTES = _ROOT_ATTRIBUTES | sys_.MOUNT_ATTR_NODEV

Trees = tuple[tuple[str, Path], ...]
"""The name that each is mounted under, and its path; uppermost first."""


def code_trees(tree: Path) -> Trees:
    """For an overlay of one tree."""
    return ((CODE, tree),)


def layer_trees(trees: Sequence[Path]) -> Trees:
    """For an overlay of at most five trees. A later one's files hide an earlier one's."""
    # A directory can't be in an overlay twice (ELOOP). Of equal trees only the uppermost can be seen anyway.
    uppermost_first = dict.fromkeys(reversed(trees))
    return tuple(zip(LAYERS, uppermost_first, strict=False))


@dataclass(frozen=True, slots=True)
class _Stand:
    """A directory in which trees are mounted, and what they were then: device and inode of each."""

    directory: str
    names: str
    """Of the directories in it, as an overlay's `lowerdir`."""
    inodes: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Image:
    """Layers by name, uppermost first, in one directory."""

    directory: Path
    layers: tuple[str, ...]

    def open_root(self) -> int:
        """A new overlay of the layers, as a detached mount. The caller closes it."""
        return _open_overlay(str(self.directory), ":".join(self.layers), _ROOT_ATTRIBUTES)

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
    """Makes overlays of unpacked packages, through directories in which the trees have no telling names.

    The calling process has a mount namespace of its own: what is mounted here is seen by nobody else. It stays mounted
    for the next sandbox of the same trees: an unmount waits for every processor of the machine (4 ms of a busy one).
    """

    def __init__(self, directory: Path, *, mounted_max: int = PACKAGES_MOUNTED_MAX) -> None:
        self._directory = directory
        self._mounted_max = mounted_max
        directory.mkdir(exist_ok=True)
        # An earlier spawner's: its mounts went with it.
        for stand in directory.iterdir():
            _remove(stand)
        self._stands: OrderedDict[Trees, _Stand] = OrderedDict()
        """The one that was used last is the last one."""

    def open(self, trees: Trees) -> int:
        """A new overlay of the trees, as a detached mount. The caller closes it."""
        stand = self._stand(trees)
        return _open_overlay(stand.directory, stand.names, _TREE_ATTRIBUTES)

    def _stand(self, trees: Trees) -> _Stand:
        """Where these trees are mounted, as they are now: one may have been removed and unpacked again."""
        inodes = tuple(_inode(tree) for _, tree in trees)
        stand = self._stands.get(trees)
        if stand is not None and stand.inodes == inodes:
            self._stands.move_to_end(trees)
            return stand
        if stand is not None:
            self._take_down(trees)
        elif len(self._stands) >= self._mounted_max:
            self._take_down(next(iter(self._stands)))
        # An overlay without an upper layer needs two lower ones. It keeps what it was made of.
        names = [*dict(trees), EMPTY]
        stand = _Stand(str(self._mount(trees, names)), ":".join(names), inodes)
        self._stands[trees] = stand
        return stand

    def _mount(self, trees: Trees, names: Sequence[str]) -> Path:
        directory = Path(tempfile.mkdtemp(dir=self._directory))
        for name in names:
            (directory / name).mkdir()
        with ExitStack() as mounted:
            for name, tree in trees:
                bind = sys_.open_tree(str(tree))
                try:
                    sys_.move_mount(bind, str(directory / name))
                finally:
                    os.close(bind)
                mounted.callback(sys_.umount, str(directory / name), sys_.MNT_DETACH)
            mounted.pop_all()
        return directory

    def _take_down(self, trees: Trees) -> None:
        directory = Path(self._stands.pop(trees).directory)
        for name, _ in trees:
            sys_.umount(str(directory / name), sys_.MNT_DETACH)
        _remove(directory)


def _inode(tree: Path) -> tuple[int, int]:
    found = tree.stat()
    return found.st_dev, found.st_ino


def _remove(stand: Path) -> None:
    # Only what is empty: whatever is still mounted there keeps its files.
    for place in stand.iterdir():
        place.rmdir()
    stand.rmdir()


def _open_overlay(directory: str, names: str, attributes: int) -> int:
    before = os.open(".", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # Overlay options are looked up, and shown, relative to the working directory (isolation.md 3.2).
        os.chdir(directory)
        return sys_.open_overlay(names, attributes)
    finally:
        os.fchdir(before)
        os.close(before)
