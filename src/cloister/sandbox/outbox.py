"""What the host orders of a process of its own, in order: a burst of orders waits until that process has time."""

import asyncio
import contextlib
import errno
import os
import socket
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from cloister.domain import limits


@dataclass(frozen=True, slots=True)
class _Waiting:
    data: bytes
    fds: Sequence[int]
    """Copies: whoever ordered closes its own."""
    opened: contextlib.ExitStack
    """Closes them."""


class Outbox:
    """Packets to the other end of a socket that does not wait.

    The kernel holds some 270 that were not read yet; without this the next one would fail as if nobody read them.
    """

    def __init__(self, control: socket.socket) -> None:
        """Whoever has the socket closes it, after this."""
        self._control = control
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[_Waiting] = deque()

    @property
    def is_waiting(self) -> bool:
        """Whether the other end has not made room for all that was ordered."""
        return bool(self._waiting)

    def send(self, data: bytes, fds: Sequence[int] = ()) -> None:
        """Ordered before all that is sent later. The descriptors may be closed on return.

        Raises OSError when the other end is gone, or has let limits.ORDERS_WAITING_MAX wait.
        """
        if not self._waiting and self._has_room_for(data, fds):
            return
        if len(self._waiting) >= limits.ORDERS_WAITING_MAX:
            raise OSError(errno.ENOBUFS, f"{len(self._waiting)} orders wait already")
        self._waiting.append(_waiting(data, fds))
        if len(self._waiting) == 1:
            self._loop.add_writer(self._control.fileno(), self._drain)

    def close(self) -> None:
        """What waited is dropped. Idempotent."""
        if not self._waiting:
            return
        self._loop.remove_writer(self._control.fileno())
        for order in self._waiting:
            order.opened.close()
        self._waiting.clear()

    def _drain(self) -> None:
        while self._waiting:
            order = self._waiting[0]
            try:
                if not self._has_room_for(order.data, order.fds):
                    return
            except OSError:
                # The other end is gone, as whoever reads from it learns.
                self.close()
                return
            order.opened.close()
            self._waiting.popleft()
        self._loop.remove_writer(self._control.fileno())

    def _has_room_for(self, data: bytes, fds: Sequence[int]) -> bool:
        """Whether it was sent."""
        try:
            if fds:
                socket.send_fds(self._control, [data], fds)
            else:
                self._control.send(data)
        except BlockingIOError:
            return False
        return True


def _waiting(data: bytes, fds: Sequence[int]) -> _Waiting:
    """Raises OSError where there are no descriptors left for copies."""
    with contextlib.ExitStack() as opened:
        copies = []
        for fd in fds:
            copies.append(os.dup(fd))
            opened.callback(os.close, copies[-1])
        return _Waiting(data, copies, opened.pop_all())
