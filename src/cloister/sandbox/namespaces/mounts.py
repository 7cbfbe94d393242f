"""What a sandbox sees of a file system, as a list of mounts: made by `room_mounts`, carried out one by one.

The template's root (image.py) is what they are made in; no path of the host is reachable from it.
"""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass

from cloister.kernel import calls as sys_
from cloister.kernel.files import read_kernel_file
from cloister.sandbox.namespaces.step import Unproven, expect, expect_none

STAGE = "/mnt"
"""Where the new root is put together, inside the template's root."""
CODE_PLACE = "/var/task"
LAYERS_PLACE = "/opt"
_PROC_PLACE = "/proc"
_TMP_PLACE = "/tmp"  # noqa: S108 # a mount point in the sandbox, not a file name
DEVICES = {
    "null": os.makedev(1, 3),
    "zero": os.makedev(1, 5),
    "full": os.makedev(1, 7),
    "random": os.makedev(1, 8),
    "urandom": os.makedev(1, 9),
}
"""Name to device number: all that there is in /dev."""

_RESTRICTED = sys_.MS_NOSUID | sys_.MS_NODEV
_READ_ONLY = sys_.MS_RDONLY | _RESTRICTED
_PROC_FLAGS = _RESTRICTED | sys_.MS_NOEXEC
_OPTIONS = os.ST_RDONLY | os.ST_NOSUID | os.ST_NODEV | os.ST_NOEXEC
"""What of statvfs(3) a step looks at. They have the values of mount(2)'s MS_."""


@dataclass(frozen=True, slots=True)
class Tmpfs:
    target: str
    size_bytes: int
    inodes: int

    def describe(self) -> str:
        return f"tmpfs on {self.target} ({self._options()})"

    def execute(self) -> None:
        sys_.mount("tmpfs", self.target, "tmpfs", _RESTRICTED, self._options())

    def verify(self) -> None:
        _expect_mount(self.target, _RESTRICTED)
        found = os.statvfs(self.target)
        expect(found.f_blocks, -(-self.size_bytes // found.f_frsize), "blocks")
        expect(found.f_files, self.inodes, "inodes")

    def _options(self) -> str:
        return f"size={self.size_bytes},nr_inodes={self.inodes},mode=1777"

    def resize(self) -> None:
        """Give one that is mounted already these options."""
        sys_.mount("tmpfs", self.target, "tmpfs", _RESTRICTED | sys_.MS_REMOUNT, self._options())


@dataclass(frozen=True, slots=True)
class Bind:
    """A device of the host's, over an empty file."""

    source: str
    target: str
    device: int

    def describe(self) -> str:
        return f"bind {self.source} on {self.target}"

    def execute(self) -> None:
        sys_.mount(self.source, self.target, None, sys_.MS_BIND)

    def verify(self) -> None:
        found = os.lstat(self.target)
        expect(stat.S_IFMT(found.st_mode), stat.S_IFCHR, "type of the file")
        expect(found.st_rdev, self.device, "device number")


@dataclass(frozen=True, slots=True)
class Overlay:
    """A mount that the spawner opened: read-only, this sandbox's alone, and without a path in this namespace."""

    fd: int
    what: str
    target: str
    flags: int

    def describe(self) -> str:
        return f"overlay of {self.what} on {self.target}"

    def execute(self) -> None:
        sys_.move_mount(self.fd, self.target)
        os.close(self.fd)

    def verify(self) -> None:
        _expect_mount(self.target, self.flags)


@dataclass(frozen=True, slots=True)
class Proc:
    target: str

    def describe(self) -> str:
        return f"proc on {self.target} (own processes only, read-only)"

    def execute(self) -> None:
        sys_.mount("proc", self.target, "proc", self._flags(), "subset=pid,hidepid=invisible")

    def verify(self) -> None:
        _expect_mount(self.target, self._flags())
        # With `subset=pid` there are processes and nothing else: not this, which every other proc has.
        if os.access(f"{self.target}/sys", os.F_OK):
            raise Unproven("/proc/sys is there")

    def _flags(self) -> int:
        return sys_.MS_RDONLY | _PROC_FLAGS


@dataclass(frozen=True, slots=True)
class OwnProc:
    """A whole one in the template's root, for the steps until that is gone."""

    def describe(self) -> str:
        return "proc of its own on /proc"

    def execute(self) -> None:
        # All forks see the template's, which remembers each name below /proc/sys once for every living sandbox, all in
        # one chain: with it, each of twelve files cost 150 us more for 280 sandboxes that live.
        sys_.mount("proc", _PROC_PLACE, "proc", _PROC_FLAGS)

    def verify(self) -> None:
        expect(os.statvfs(_PROC_PLACE).f_flag & _OPTIONS, _PROC_FLAGS, "options of the mount")
        # The template's is of a pid namespace in which this process has another number.
        found = os.readlink(f"{_PROC_PLACE}/self")  # noqa: PTH115 # a string is all that is compared
        expect(found, str(os.getpid()), "own number in there")


@dataclass(frozen=True, slots=True)
class Pivot:
    """The new root becomes the root, and the old one is gone."""

    root: str
    mount_points: frozenset[str]
    """All there is then: where something is mounted below the new root, as it is called afterwards."""

    def describe(self) -> str:
        return f"pivot_root to {self.root}, old root unmounted"

    def execute(self) -> None:
        pivot(self.root)

    def verify(self) -> None:
        # See proc(5), /proc/pid/mountinfo: the fifth field is the mount point; between the sixth and a hyphen stands
        # how it propagates, if it does.
        mounts = [
            line.split(" ")
            for line in read_kernel_file("/proc/self/mountinfo").decode().splitlines()
        ]
        expect({fields[4] for fields in mounts}, {"/", *self.mount_points}, "mount points")
        expect(len(mounts), 1 + len(self.mount_points), "number of mounts")
        expect_none([fields[4] for fields in mounts if fields[6] != "-"], "mounts that propagate")
        expect(os.getcwd(), "/", "working directory")  # noqa: PTH109 # a string is all that is compared


Mount = Tmpfs | Bind | Overlay | Proc | Pivot


def pivot(root: str) -> None:
    """The calling process's root is this mount afterwards, and nothing of the one before is mounted. Raises OSError."""
    os.chdir(root)
    # The old root lands over the new one at "/", where "." still names it (pivot_root(2), "pivot_root(".", ".")").
    sys_.pivot_root(".", ".")
    sys_.umount(".", sys_.MNT_DETACH)
    os.chdir("/")


def tmp_mount(size_bytes: int, inodes: int) -> Tmpfs:
    """What a sandbox may write to, as it is called inside."""
    return Tmpfs(_TMP_PLACE, size_bytes, inodes)


def room_mounts(
    *,
    root_fd: int,
    code_fd: int | None,
    layers_fd: int | None,
    tmp_bytes: int,
    tmp_inodes: int,
    binds_devices: bool,
) -> list[Mount]:
    """The mounts of one sandbox, in order. Afterwards nothing but /tmp can be written, and nothing else is there.

    `code_fd` is None where the code is mounted later, from outside (furnishing.py). `binds_devices` where the root
    image has no device nodes of its own: an ordinary user can't make any.
    """
    devices = DEVICES if binds_devices else {}
    trees = [(code_fd, "the code", CODE_PLACE), (layers_fd, "the layers", LAYERS_PLACE)]
    leaves: list[Tmpfs | Bind | Overlay | Proc] = [
        *(Bind(f"/dev/{name}", f"{STAGE}/dev/{name}", number) for name, number in devices.items()),
        *(
            Overlay(fd, what, f"{STAGE}{place}", _READ_ONLY)
            for fd, what, place in trees
            if fd is not None
        ),
        Tmpfs(f"{STAGE}{_TMP_PLACE}", tmp_bytes, tmp_inodes),
        Proc(f"{STAGE}{_PROC_PLACE}"),
    ]
    return [
        Overlay(root_fd, "the root image", STAGE, sys_.MS_RDONLY | sys_.MS_NOSUID),
        *leaves,
        Pivot(STAGE, frozenset(leaf.target.removeprefix(STAGE) for leaf in leaves)),
    ]


def expect_furnished(places: Sequence[str], tmp: Tmpfs, *, binds_devices: bool) -> None:
    """Raises Unproven or OSError unless a room has all it had without a function, the function's trees, and no more.

    `places` are where the trees are. They are read-only, and /tmp is as large as `tmp` says.
    """
    for place in places:
        _expect_mount(place, _READ_ONLY)
    tmp.verify()
    devices = [f"/dev/{name}" for name in DEVICES] if binds_devices else []
    Pivot("/", frozenset({*places, tmp.target, _PROC_PLACE, *devices})).verify()


def _expect_mount(target: str, flags: int) -> None:
    """Raises Unproven unless something is mounted there, with these options."""
    if os.lstat(target).st_dev == os.lstat(f"{target}/..").st_dev:
        raise Unproven(f"nothing is mounted on {target}")
    expect(os.statvfs(target).f_flag & _OPTIONS, flags, "options of the mount")
