"""What an environment's processes print: read always, kept in bounds, so that a flood costs its author alone."""

import array
import asyncio
import fcntl
import os
import termios
from collections import deque
from collections.abc import Callable
from typing import Final

from cloister.domain.invocation import Printed
from cloister.domain.limits import (
    LOG_BURST_BYTES_MAX,
    LOG_INVOCATION_BYTES_MAX,
    LOG_INVOCATION_PART_BYTES,
    LOG_PAUSE,
)

READ_BYTES = 64 * 1024
"""A pipe's default size: one call empties it."""
READS_AT_END_MAX = 16
"""After an answer: what was printed before it is in the pipe already; what is printed meanwhile may wait."""


NOTHING_PRINTED: Final = Printed(b"", 0)


class Output:
    """A pipe's reading end. Bytes between two `take`s belong together; the last ones are kept when they are many."""

    # One buffer for all pipes: each call that fills it empties it again before another can run.
    _buffer = memoryview(bytearray(READ_BYTES))
    _waiting_bytes = array.array("i", [0])

    def __init__(self, fd: int, on_data: Callable[[bytes], None]) -> None:
        """`on_data` is given everything, as it comes."""
        self._fd = fd
        self._on_data = on_data
        self._loop = asyncio.get_running_loop()
        self._before: deque[bytearray] = deque()
        """What is kept of what was printed: parts that are full, and the one that comes next."""
        self._kept = bytearray()
        self._dropped_bytes = 0
        self._unpaused_bytes = 0
        self._pause: asyncio.TimerHandle | None = None
        self._is_open = True
        self._loop.add_reader(fd, self._read)

    def drain(self) -> None:
        """What was printed until now has been read."""
        for _ in range(READS_AT_END_MAX):
            if not self._is_open:
                break
            # Mostly there is nothing, and to read that is an exception, which takes three times as long as to ask.
            fcntl.ioctl(self._fd, termios.FIONREAD, self._waiting_bytes)
            if not self._waiting_bytes[0]:
                break
            self._read()

    def take(self) -> Printed:
        """All that was printed until now and not taken yet, its end if it is over the bound."""
        self.drain()
        if self._before:
            return self._take_parts()
        if not self._kept:
            return NOTHING_PRINTED
        printed = Printed(bytes(self._kept))
        self._kept.clear()
        return printed

    def close(self) -> None:
        """Nothing is read any more. Idempotent; whoever made the pipe closes it."""
        if not self._is_open:
            return
        self._is_open = False
        self._loop.remove_reader(self._fd)
        if self._pause is not None:
            self._pause.cancel()

    def _read(self) -> None:
        try:
            size = os.readv(self._fd, [self._buffer])
        except BlockingIOError:
            return
        if not size:
            self.close()
            return
        data = bytes(self._buffer[:size])
        self._on_data(data)
        self._kept += data
        if len(self._kept) >= LOG_INVOCATION_PART_BYTES:
            self._begin_part()
        self._unpaused_bytes += size
        if self._unpaused_bytes >= LOG_BURST_BYTES_MAX and self._pause is None:
            # The pipe fills, and its writers wait: reading on would be the other tenants' time.
            self._loop.remove_reader(self._fd)
            self._pause = self._loop.call_later(LOG_PAUSE.total_seconds(), self._resume)

    def _begin_part(self) -> None:
        """The first part is dropped when those that came after it are enough: nothing of them is moved."""
        if len(self._before) * LOG_INVOCATION_PART_BYTES >= LOG_INVOCATION_BYTES_MAX:
            self._dropped_bytes += len(self._before.popleft())
        self._before.append(self._kept)
        self._kept = bytearray()

    def _take_parts(self) -> Printed:
        text = b"".join([*self._before, self._kept])
        excess = max(0, len(text) - LOG_INVOCATION_BYTES_MAX)
        printed = Printed(text[excess:], self._dropped_bytes + excess)
        self._before.clear()
        self._kept.clear()
        self._dropped_bytes = 0
        return printed

    def _resume(self) -> None:
        self._pause = None
        self._unpaused_bytes = 0
        self._loop.add_reader(self._fd, self._read)
