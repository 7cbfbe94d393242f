"""What a blank's runtime process does until there is a function: it waits, and then proves what it was given."""

import contextlib
import os
import socket
import stat
from collections.abc import Iterable
from typing import Final

from cloister.kernel.descriptors import receive_fds
from cloister.sandbox.namespaces.inheritance import MoveChannel, expect_open
from cloister.sandbox.namespaces.mounts import expect_furnished, tmp_mount
from cloister.sandbox.namespaces.orders import ORDER_BYTES_MAX, Order, Taken
from cloister.sandbox.namespaces.step import Unproven, expect

READY: Final = b"ready"
WORD_BYTES_MAX: Final = 1024
TAKEN_FDS: Final = 2
"""The channel and the log."""


def await_function(waiting: socket.socket, *, binds_devices: bool) -> socket.socket | None:
    """The channel to the host, once the sandbox has been taken; stdout and stderr are the log then.

    None when nobody will take it. Where anything is not as in a sandbox that was made for the function, the spawner is
    told what, and SystemExit is raised: the process must end.
    """
    try:
        _rehearse(waiting, binds_devices=binds_devices)
        waiting.send(READY)
        data, fds = receive_fds(waiting, ORDER_BYTES_MAX, TAKEN_FDS)
        if not data:
            return None
        channel_fd = _move_in(_taken(data), fds, waiting, binds_devices=binds_devices)
    except (OSError, Unproven) as error:
        with contextlib.suppress(OSError):
            waiting.send(f"furnish the blank: {error}".encode()[:WORD_BYTES_MAX])
        raise SystemExit(1) from error
    waiting.close()
    return socket.socket(fileno=channel_fd)


def _rehearse(waiting: socket.socket, *, binds_devices: bool) -> None:
    """As when it is taken, with the furniture that there is: most pages that this touches are paid for then."""
    tmp = os.statvfs("/tmp")  # noqa: S108 # the sandbox's own
    order = _taken(Taken([], tmp.f_blocks * tmp.f_frsize, tmp.f_files).encode())
    _prove(order, [waiting.fileno()], binds_devices=binds_devices)


def _taken(data: bytes) -> Taken:
    order = Order.decode(data)
    if not isinstance(order, Taken):
        raise TypeError(f"an order that a blank can't follow: {order}")
    return order


def _move_in(order: Taken, fds: list[int], waiting: socket.socket, *, binds_devices: bool) -> int:
    """The descriptor of the channel. What no step of the jail has proven yet is proven here."""
    expect(len(fds), TAKEN_FDS, "descriptors that came along")
    channel_fd, log_fd = fds
    log = os.fstat(log_fd).st_ino
    os.dup2(log_fd, 1)
    os.dup2(log_fd, 2)
    os.close(log_fd)
    expect([os.fstat(fd).st_ino for fd in (1, 2)], [log, log], "standard output and error")
    _prove(order, [waiting.fileno(), channel_fd], binds_devices=binds_devices)
    move = MoveChannel(channel_fd)
    move.execute()
    move.verify()
    return channel_fd


def _prove(order: Taken, sockets: Iterable[int], *, binds_devices: bool) -> None:
    expect_open(dict.fromkeys(sockets, stat.S_IFSOCK))
    tmp = tmp_mount(order.tmp_bytes, order.tmp_inodes)
    expect_furnished(order.places, tmp, binds_devices=binds_devices)
