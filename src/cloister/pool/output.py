"""What an environment's processes print: read always, kept in bounds, so that a flood costs its author alone."""

import asyncio
import os

from cloister.domain.limits import LOG_INVOCATION_BYTES_MAX

READ_BYTES = 64 * 1024
"""A pipe's default size: one call empties it."""
READS_AT_END_MAX = 16
"""After an answer: what was printed before it is in the pipe already; what is printed meanwhile may wait."""


class Output:
    """A pipe's reading end. Bytes between two `take`s belong together; the last ones are kept when they are many."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._loop = asyncio.get_running_loop()
        self._kept = bytearray()
        self._is_open = True
        self._loop.add_reader(fd, self._read)

    def take(self) -> bytes:
        """All that was printed until now and not taken yet, its end if it is over the bound."""
        for _ in range(READS_AT_END_MAX):
            if not self._is_open or not self._read():
                break
        taken = bytes(self._kept)
        self._kept.clear()
        return taken

    def close(self) -> None:
        """Nothing is read any more. Idempotent; whoever made the pipe closes it."""
        if self._is_open:
            self._is_open = False
            self._loop.remove_reader(self._fd)

    def _read(self) -> bool:
        try:
            data = os.read(self._fd, READ_BYTES)
        except BlockingIOError:
            return False
        if not data:
            self.close()
            return False
        self._kept += data
        if len(self._kept) > LOG_INVOCATION_BYTES_MAX:
            del self._kept[:-LOG_INVOCATION_BYTES_MAX]
        return True
