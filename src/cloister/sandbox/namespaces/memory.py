"""A sandbox's own memory, told apart from what its files in /tmp take.

The kernel charges both to one group. AWS gives a function /tmp beside its memory, so the group's hard limit is the
sum, and what the processes themselves hold is watched: the kernel wakes the spawner when usage passes a mark, which
is set so that processes can't have passed their bound without usage having passed the mark.
Shared memory that is no file in /tmp (memfd) counts as files do, so it is bounded by the sum only.
"""

import contextlib
import errno
import os
import select
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from cloister.kernel.files import read_kernel_file, write_kernel_file

STEP_BYTES = 1024 * 1024
"""Marks are at multiples of this: closer ones would wake the spawner for noise, and v1 keeps every one it was given."""

USAGE_DIGITS = 32


@dataclass(frozen=True, slots=True)
class MemoryFiles:
    """Where a hierarchy of one version keeps its figures."""

    usage: str
    file_backed: str
    """The line of memory.stat with page cache and tmpfs."""
    mark: str
    """Written with a new mark: v1's control file for eventfds, v2's memory.high."""


V1 = MemoryFiles("memory.usage_in_bytes", "total_cache", "cgroup.event_control")
V2 = MemoryFiles("memory.current", "file", "memory.high")


class MemoryWatch:
    """Watches one group: when epoll tells `mask` of `fd`, `check` is to be called.

    `marker` is a thread of its own that sets marks: v1 waits for an RCU grace period in each (5-16 ms here), which
    nobody who makes sandboxes can wait for. Until the first mark stands, the hard limit does. In its queue a group has
    one mark at the most, the one that was wanted last, and so as many stand there as there are sandboxes.
    `on_failed` is called by that thread when a mark can't be set; the hard limit is all there is then.
    """

    def __init__(
        self,
        group: str,
        *,
        is_v2: bool,
        memory_bytes: int,
        marker: ThreadPoolExecutor,
        on_failed: Callable[[OSError], None],
    ) -> None:
        self._group = group
        self._files = V2 if is_v2 else V1
        self._memory_bytes = memory_bytes
        self._marker = marker
        self._on_failed = on_failed
        self.fd = (
            os.open(f"{group}/memory.events", os.O_RDONLY | os.O_CLOEXEC)
            if is_v2
            else os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        )
        # A v2 file is always readable: only its priority event says that something was counted (cgroup-v2.rst).
        self.mask = select.EPOLLPRI if is_v2 else select.EPOLLIN
        self._marks: set[int] = set()
        """Those that stand or are on their way."""
        self._queued: int | None = None
        """The mark that waits for the marker's turn. Of both threads, under the lock."""
        self._is_marking = False
        """Whether the marker has one to set, or is at it. Of both threads, under the lock."""
        self._lock = threading.Lock()
        self._have_mark(memory_bytes)

    def check(self) -> bool:
        """Whether the processes hold more than their bound. If not, the next mark is on its way."""
        self._acknowledge()
        used = int(read_kernel_file(f"{self._group}/{self._files.usage}"))
        own = used - self._file_backed()
        if own > self._memory_bytes:
            return True
        self._have_mark(used + max(STEP_BYTES, self._memory_bytes - own))
        return False

    def close(self) -> None:
        """Nothing is watched any more, soon: behind a mark on its way, which names the descriptor by number."""
        with self._lock:
            is_behind = self._is_marking
        if is_behind:
            self._marker.submit(os.close, self.fd)
        else:
            os.close(self.fd)

    def _have_mark(self, wanted_bytes: int) -> None:
        # A sandbox whose usage goes to and fro across its marks must not fill the marker's queue, which is everybody's.
        mark = wanted_bytes // STEP_BYTES * STEP_BYTES
        if mark in self._marks:
            return
        if self._files is V2:
            self._marks.clear()
        self._marks.add(mark)
        with self._lock:
            replaced, self._queued = self._queued, mark
            self._is_marking = True
        if replaced is None:
            self._marker.submit(self._set_queued)
        else:
            self._marks.discard(replaced)

    def _acknowledge(self) -> None:
        if self._files is V2:
            os.pread(self.fd, 4096, 0)
        else:
            with contextlib.suppress(BlockingIOError):
                os.eventfd_read(self.fd)

    def _set_queued(self) -> None:
        with self._lock:
            mark, self._queued = self._queued, None
        assert mark is not None
        self._set_mark(mark)
        with self._lock:
            self._is_marking = self._queued is not None

    def _set_mark(self, mark_bytes: int) -> None:
        try:
            if self._files is V2:
                write_kernel_file(f"{self._group}/{self._files.mark}", str(mark_bytes))
            else:
                self._register(mark_bytes)
        except OSError as error:
            # A group that is gone meanwhile needs no mark, nor does one that is being removed (ENODEV).
            if error.errno != errno.ENODEV and Path(self._group).exists():
                self._on_failed(error)

    def _register(self, mark_bytes: int) -> None:
        usage = os.open(f"{self._group}/{self._files.usage}", os.O_RDONLY | os.O_CLOEXEC)
        try:
            # Earlier marks stay until the eventfd is closed: they wake for nothing, which check() sees through.
            write_kernel_file(
                f"{self._group}/{self._files.mark}", f"{self.fd} {usage} {mark_bytes}"
            )
            if int(os.pread(usage, USAGE_DIGITS, 0)) > mark_bytes:
                # Passed while the mark was on its way: the kernel tells of what it sees being passed only.
                os.eventfd_write(self.fd, 1)
        finally:
            os.close(usage)

    def _file_backed(self) -> int:
        for line in Path(self._group, "memory.stat").read_text().splitlines():
            name, _, value = line.partition(" ")
            if name == self._files.file_backed:
                return int(value)
        return 0
