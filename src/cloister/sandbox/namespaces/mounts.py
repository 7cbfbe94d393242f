"""What a sandbox sees of a file system, as a list of mounts: made by `room_mounts`, carried out one by one.

The template's root (image.py) is what they are made in; no path of the host is reachable from it.
"""

import errno
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from cloister.kernel import calls as sys_
from cloister.kernel.looks import (
    AT_FDCWD,
    DEVICE,
    has_mount_options,
    is_device,
    is_kind,
    read_into_text,
    status_of,
)
from cloister.kernel.operations import (
    ALL_BITS,
    ANSWER,
    LENGTH,
    OTHER_ANSWER,
    TEXT,
    TEXT_BYTES_MAX,
    Operation,
    Wanted,
    bits,
    call,
    occurrences,
    same,
    unlike,
)
from cloister.sandbox.namespaces.program import NotAsWanted, Program, carry_out, follow_in_python

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
"""What of statfs(2) a step looks at. They have the values of mount(2)'s MS_."""
_BLOCKS, _FILES = 16, 40
"""Where struct statfs has them, on a processor of 64 bits."""


@dataclass(frozen=True, slots=True)
class Tmpfs:
    target: str
    size_bytes: int
    inodes: int

    def describe(self) -> str:
        return f"tmpfs on {self.target} ({self._options()})"

    def work(self) -> list[Operation]:
        return [call("mount", "tmpfs", self.target, "tmpfs", _RESTRICTED, self._options())]

    def proof(self) -> list[Operation]:
        blocks = -(-self.size_bytes // os.sysconf("SC_PAGE_SIZE"))
        return [
            *_expect_mount(self.target, _RESTRICTED),
            bits(ANSWER.at(_BLOCKS), ALL_BITS, wanted=blocks, what="blocks"),
            bits(ANSWER.at(_FILES), ALL_BITS, wanted=self.inodes, what="inodes"),
        ]

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

    def work(self) -> list[Operation]:
        return [call("mount", self.source, self.target, 0, sys_.MS_BIND, 0)]

    def proof(self) -> list[Operation]:
        return [
            status_of(self.target),
            is_kind(stat.S_IFCHR, "type of the file"),
            is_device(self.device, "device number"),
        ]


@dataclass(frozen=True, slots=True)
class Overlay:
    """A mount that the spawner opened: read-only, this sandbox's alone, and without a path in this namespace."""

    fd: int
    what: str
    target: str
    flags: int

    def describe(self) -> str:
        return f"overlay of {self.what} on {self.target}"

    def work(self) -> list[Operation]:
        moved = (self.fd, "", AT_FDCWD, self.target, sys_.MOVE_MOUNT_F_EMPTY_PATH)
        return [call("move_mount", *moved), call("close", self.fd)]

    def proof(self) -> list[Operation]:
        return _expect_mount(self.target, self.flags)


@dataclass(frozen=True, slots=True)
class Proc:
    target: str

    def describe(self) -> str:
        return f"proc on {self.target} (own processes only, read-only)"

    def work(self) -> list[Operation]:
        options = "subset=pid,hidepid=invisible"
        return [call("mount", "proc", self.target, "proc", self._flags(), options)]

    def proof(self) -> list[Operation]:
        return [
            *_expect_mount(self.target, self._flags()),
            # With `subset=pid` there are processes and nothing else: not this, which every other proc has.
            call(
                "faccessat",
                AT_FDCWD,
                f"{self.target}/sys",
                os.F_OK,
                wanted=Wanted.EQUAL,
                value=-errno.ENOENT,
            ),
        ]

    def _flags(self) -> int:
        return sys_.MS_RDONLY | _PROC_FLAGS


@dataclass(frozen=True, slots=True)
class OwnProc:
    """A whole one in the template's root, for the steps until that is gone."""

    def describe(self) -> str:
        return "proc of its own on /proc"

    def work(self) -> list[Operation]:
        # All forks see the template's, which remembers each name below /proc/sys once for every living sandbox, all in
        # one chain: with it, each of twelve files cost 150 us more for 280 sandboxes that live.
        return [call("mount", "proc", _PROC_PLACE, "proc", _PROC_FLAGS, 0)]

    def proof(self) -> list[Operation]:
        self_link = f"{_PROC_PLACE}/self"
        return [
            *has_mount_options(_PROC_PLACE, _OPTIONS, _PROC_FLAGS),
            # The template's is of a pid namespace in which this process has another number.
            call("readlinkat", AT_FDCWD, self_link, TEXT, TEXT_BYTES_MAX, into=LENGTH),
            bits(LENGTH, ALL_BITS, wanted=1, what="digits of its own number in there"),
            same(TEXT, "1", "own number in there"),
        ]


@dataclass(frozen=True, slots=True)
class Pivot:
    """The new root becomes the root, and the old one is gone."""

    root: str
    mount_points: frozenset[str]
    """All there is then: where something is mounted below the new root, as it is called afterwards."""

    def describe(self) -> str:
        return f"pivot_root to {self.root}, old root unmounted"

    def work(self) -> list[Operation]:
        # The old root lands over the new one at "/", where "." still names it (pivot_root(2), "pivot_root(".", ".")").
        return [
            call("chdir", self.root),
            call("pivot_root", ".", "."),
            call("umount2", ".", sys_.MNT_DETACH),
            call("chdir", "/"),
        ]

    def proof(self) -> list[Operation]:
        points = sorted({"/", *self.mount_points})
        return [
            *read_into_text("/proc/self/mountinfo"),
            occurrences("\n", len(points), "number of mounts"),
            # See proc(5), /proc/pid/mountinfo: behind the mount point are its options, and between these and a hyphen
            # stands how it propagates, if it does.
            *(occurrences(f" {path} r* - ", 1, f"mounts on {path} alone") for path in points),
            call("getcwd", TEXT, TEXT_BYTES_MAX),
            same(TEXT, "/\0", "working directory"),
        ]


Mount = Tmpfs | Bind | Overlay | Proc | Pivot


def pivot(root: str) -> None:
    """The calling process's root is this mount afterwards, and nothing of the one before is mounted. Raises OSError."""
    try:
        carry_out(Program(Pivot(root, frozenset()).work()), follow_in_python)
    except NotAsWanted as error:
        raise OSError(str(error)) from error


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


def expect_furnished(places: Sequence[str], tmp: Tmpfs, *, binds_devices: bool) -> list[Operation]:
    """A room has all it had without a function, the function's trees, and no more.

    `places` are where the trees are. They are read-only, and /tmp is as large as `tmp` says.
    """
    devices = [f"/dev/{name}" for name in DEVICES] if binds_devices else []
    mounted = frozenset({*places, tmp.target, _PROC_PLACE, *devices})
    return [
        *chain.from_iterable(_expect_mount(place, _READ_ONLY) for place in places),
        *tmp.proof(),
        *Pivot("/", mounted).proof(),
    ]


def _expect_mount(target: str, flags: int) -> list[Operation]:
    """Something is mounted there, with these options. ANSWER is its struct statfs."""
    return [
        status_of(target),
        status_of(f"{target}/..", OTHER_ANSWER),
        unlike(
            ANSWER.at(DEVICE), OTHER_ANSWER.at(DEVICE), f"whether nothing is mounted on {target}"
        ),
        *has_mount_options(target, _OPTIONS, flags),
    ]
