"""The sandbox's end of the channel: whole messages in and out of one inherited socket, blocking."""

import mmap
import select
import socket
from collections.abc import Callable
from typing import NoReturn

from cloister.wire.frames import FrameDecoder
from cloister.wire.messages import FromSandbox, ToSandbox, parse_to_sandbox

RECEIVE_BYTES = 64 * 1024
"""One kept buffer: a fresh large one for each message costs more than the message (performance.md 4)."""
REST_AFTER_MS = 1000
"""Who has waited for so long is frozen, and sees it when the host has it go on for a moment (limits.AIRED_AFTER)."""


class HostGone(Exception):
    """The host closed the channel: nobody is left to answer to."""


class Channel:
    """Messages to and from the host. Used by one thread."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._decoder = FrameDecoder()
        # Not a bytearray, which is written with zeros at once: of this, only the pages exist that a message has filled.
        anonymous = mmap.mmap(-1, RECEIVE_BYTES, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self._buffer = memoryview(anonymous)
        # Who sleeps in recv is also woken when the host has read an answer, which makes room to write
        # (unix_write_space): once for nothing after each invocation. Who polls is woken for what it waits for only.
        self._readable = select.poll()
        self._readable.register(connection, select.POLLIN)
        self._at_rest: Callable[[], object] | None = None
        self._rest_after_ms = REST_AFTER_MS

    def rest(self, at_rest: Callable[[], object], after_ms: int) -> None:
        """Call this whenever the host has said nothing for so long, from now on."""
        self._at_rest = at_rest
        self._rest_after_ms = after_ms

    def send(self, message: FromSandbox) -> None:
        """Returns when the kernel has all of it. Raises WireError when it is too large to be sent."""
        self._connection.sendall(message.encode())

    def receive(self) -> ToSandbox:
        """The next message. Raises HostGone when there will be none, WireError when it is not one."""
        frame = None
        while frame is None:
            if self._at_rest is not None:
                self._await_rest(self._at_rest)
            self._readable.poll()
            size = self._connection.recv_into(self._buffer)
            if size == 0:
                _host_gone()
            frame = self._decoder.feed(self._buffer[:size])
        return parse_to_sandbox(frame)

    def _await_rest(self, at_rest: Callable[[], object]) -> None:
        if not self._readable.poll(self._rest_after_ms):
            at_rest()


def _host_gone() -> NoReturn:
    raise HostGone
