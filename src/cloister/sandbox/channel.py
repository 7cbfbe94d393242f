"""The pair of sockets that a sandbox's channel is, for drivers of every kind."""

import os
import socket
from typing import Final

MOVED: Final = b"m"
"""What a sandbox sends before its first frame, together with the host's end of another pair."""


def open_channel() -> tuple[socket.socket, socket.socket]:
    """The host's end, non-blocking, and the sandbox's. The kernel says of every byte from the sandbox who wrote it.

    That must be asked for before the other end is anybody's: of what was written earlier the kernel knows no writer.
    """
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    ours.settimeout(0)
    return ours, its


def follow_channel(connection: socket.socket, fd: int) -> None:
    """In the host: `connection`, under its descriptor, is what `fd` was, which came with MOVED."""
    os.dup2(fd, connection.fileno(), inheritable=False)
    os.close(fd)
