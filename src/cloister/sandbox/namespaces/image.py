"""Overlays: a root of its own for a template and for every sandbox, and one of each function's code and layers."""

import os
import tempfile
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
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

Trees = tuple[tuple[str, str], ...]
"""The name that each is mounted under, and its path; uppermost first."""


@dataclass(frozen=True, slots=True)
class _Stand:
    """A directory in which trees are mounted, and what they were then: device and inode of each."""

    directory: Path
    inodes: tuple[tuple[int, int], ...]


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

    def open_code(self, tree: str) -> int:
        """A new overlay of one tree, as a detached mount. The caller closes it."""
        return self._open(((CODE, tree),))

    def open_layers(self, trees: Sequence[str]) -> int:
        """A new overlay of at most five trees, as a detached mount. A later one's files hide an earlier one's.

        The caller closes it.
        """
        # A directory can't be in an overlay twice (ELOOP). Of equal trees only the uppermost can be seen anyway.
        uppermost_first = dict.fromkeys(reversed(trees))
        return self._open(tuple(zip(LAYERS, uppermost_first, strict=False)))

    def _open(self, trees: Trees) -> int:
        stand = self._stand(trees)
        with _working_in(stand.directory):
            # An overlay without an upper layer needs two lower ones. It keeps what it was made of.
            return sys_.open_overlay(":".join([*dict(trees), EMPTY]), _TREE_ATTRIBUTES)

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
        stand = self._stands[trees] = _Stand(self._mount(trees), inodes)
        return stand

    def _mount(self, trees: Trees) -> Path:
        directory = Path(tempfile.mkdtemp(dir=self._directory))
        for name in (*dict(trees), EMPTY):
            (directory / name).mkdir()
        with ExitStack() as mounted:
            for name, tree in trees:
                bind = sys_.open_tree(tree)
                try:
                    sys_.move_mount(bind, str(directory / name))
                finally:
                    os.close(bind)
                mounted.callback(sys_.umount, str(directory / name), sys_.MNT_DETACH)
            mounted.pop_all()
        return directory

    def _take_down(self, trees: Trees) -> None:
        directory = self._stands.pop(trees).directory
        for name, _ in trees:
            sys_.umount(str(directory / name), sys_.MNT_DETACH)
        _remove(directory)


def _inode(tree: str) -> tuple[int, int]:
    found = Path(tree).stat()
    return found.st_dev, found.st_ino


def _remove(stand: Path) -> None:
    # Only what is empty: whatever is still mounted there keeps its files.
    for place in stand.iterdir():
        place.rmdir()
    stand.rmdir()


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
