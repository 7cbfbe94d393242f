"""A tree that a process without rights wrote becomes the server's: looked at, owned, closed to writers, on disk."""

import os
import stat
from dataclasses import dataclass
from typing import Final

from cloister.domain import limits
from cloister.domain.errors import ensure

_OPEN: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""NONBLOCK: what was written may be a pipe, and opening one would wait for ever."""
_DIRECTORY_MODE: Final = 0o755
_FILE_MODE: Final = 0o644
_EXECUTABLE_MODE: Final = 0o755


def take_over(tree_fd: int) -> None:
    """The tree below the descriptor is ours and durable: directories 0755, files 0644 or, with an x bit, 0755.

    Its writer must be gone. Raises BrokenPromise, or OSError for a link, unless all of it is plain files and
    directories with one name each and within a package's bounds.
    """
    _take_over_directory(tree_fd, _Taken(), depth=0)


@dataclass(slots=True)
class _Taken:
    """What was taken so far, against the bounds of a package: its writer may not have kept to them."""

    entries: int = 0
    size_bytes: int = 0

    def count(self, size_bytes: int) -> None:
        self.entries += 1
        self.size_bytes += size_bytes
        ensure(self.entries <= limits.PACKAGE_ENTRIES_MAX, "a tree has a package's entries")
        ensure(self.size_bytes <= limits.PACKAGE_UNZIPPED_BYTES_MAX, "a tree has a package's size")


def _take_over_directory(directory_fd: int, taken: _Taken, *, depth: int) -> None:
    ensure(depth <= limits.PACKAGE_DEPTH_MAX, "a tree has a package's depth", depth)
    with os.scandir(directory_fd) as entries:
        for entry in entries:
            entry_fd = os.open(entry.name, _OPEN, dir_fd=directory_fd)
            try:
                _take_over_entry(entry_fd, taken, depth=depth + 1)
            finally:
                os.close(entry_fd)
    _own(directory_fd, _DIRECTORY_MODE)


def _take_over_entry(entry_fd: int, taken: _Taken, *, depth: int) -> None:
    status = os.fstat(entry_fd)
    if stat.S_ISDIR(status.st_mode):
        taken.count(0)
        _take_over_directory(entry_fd, taken, depth=depth)
        return
    ensure(stat.S_ISREG(status.st_mode), "a tree is of files and directories", status.st_mode)
    ensure(status.st_nlink == 1, "a tree's file has one name", status.st_nlink)
    taken.count(status.st_size)
    _own(entry_fd, _EXECUTABLE_MODE if status.st_mode & stat.S_IXUSR else _FILE_MODE)


def _own(fd: int, mode: int) -> None:
    # The owner first: until then its old one could undo the mode.
    os.fchown(fd, os.geteuid(), os.getegid())
    os.fchmod(fd, mode)
    os.fsync(fd)
