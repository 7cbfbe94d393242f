"""What a blank's runtime process does until there is a function: it waits, and then proves what it was given."""

import contextlib
import os
import socket
import stat
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cloister.kernel.descriptors import receive_fds
from cloister.sandbox.namespaces.inheritance import MoveChannel, expect_open
from cloister.sandbox.namespaces.mounts import CODE_PLACE, Tmpfs, expect_furnished, tmp_mount
from cloister.sandbox.namespaces.orders import ORDER_BYTES_MAX, Order, Taken
from cloister.sandbox.namespaces.program import Follow, NotAsWanted, Program, carry_out
from cloister.sandbox.namespaces.step import Unproven, expect

READY: Final = b"ready"
WORD_BYTES_MAX: Final = 1024
TAKEN_FDS: Final = 2
"""The channel and the log."""


def await_function(
    waiting: socket.socket, follow: Follow, *, binds_devices: bool
) -> socket.socket | None:
    """The channel to the host, once the sandbox has been taken; stdout and stderr are the log then.

    None when nobody will take it. Where anything is not as in a sandbox that was made for the function, the spawner is
    told what, and SystemExit is raised: the process must end.
    """
    room = _Room(waiting.fileno(), binds_devices)
    try:
        _rehearse(room, follow)
        waiting.send(READY)
        data, fds = receive_fds(waiting, ORDER_BYTES_MAX, TAKEN_FDS)
        if not data:
            return None
        channel_fd = _move_in(_taken(data), fds, room, follow)
    except (OSError, Unproven, NotAsWanted) as error:
        with contextlib.suppress(OSError):
            waiting.send(f"furnish the blank: {error}".encode()[:WORD_BYTES_MAX])
        raise SystemExit(1) from error
    waiting.close()
    return socket.socket(fileno=channel_fd)


@dataclass(frozen=True, slots=True)
class _Room:
    """What is known of it before there is a function."""

    waiting_fd: int
    binds_devices: bool


def _rehearse(room: _Room, follow: Follow) -> None:
    """As when it is taken, with the furniture that there is: most pages that this touches are paid for then.

    And the proof that most functions will want is there afterwards.
    """
    found = os.statvfs("/tmp")  # noqa: S108 # the sandbox's own
    tmp = tmp_mount(found.f_blocks * found.f_frsize, found.f_files)
    carry_out(_proof(room, (), tmp, None), follow)
    # The number that the next descriptor will have.
    channel_fd = os.dup(room.waiting_fd)
    os.close(channel_fd)
    _proof(room, (CODE_PLACE,), tmp, channel_fd)


def _taken(data: bytes) -> Taken:
    order = Order.decode(data)
    if not isinstance(order, Taken):
        raise TypeError(f"an order that a blank can't follow: {order}")
    return order


def _move_in(order: Taken, fds: list[int], room: _Room, follow: Follow) -> int:
    """The descriptor of the channel. What no step of the jail has proven yet is proven here."""
    expect(len(fds), TAKEN_FDS, "descriptors that came along")
    channel_fd, log_fd = fds
    log = os.fstat(log_fd).st_ino
    os.dup2(log_fd, 1)
    os.dup2(log_fd, 2)
    os.close(log_fd)
    expect([os.fstat(fd).st_ino for fd in (1, 2)], [log, log], "standard output and error")
    tmp = tmp_mount(order.tmp_bytes, order.tmp_inodes)
    carry_out(_proof(room, tuple(order.places), tmp, channel_fd), follow)
    return channel_fd


@lru_cache(maxsize=2)
def _proof(room: _Room, places: tuple[str, ...], tmp: Tmpfs, channel_fd: int | None) -> Program:
    """That it is furnished so, and nothing is open but the sockets; then the channel is moved, if it is there."""
    sockets = [room.waiting_fd, *([] if channel_fd is None else [channel_fd])]
    move = [] if channel_fd is None else [MoveChannel(channel_fd)]
    return Program(
        [
            *expect_open([(fd, stat.S_IFSOCK) for fd in sockets]),
            *expect_furnished(places, tmp, binds_devices=room.binds_devices),
            *(operation for step in move for operation in (*step.work(), *step.proof())),
        ]
    )
