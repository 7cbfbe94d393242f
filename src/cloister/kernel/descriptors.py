"""What comes with a socket beside its bytes: descriptors, which Python would hand on to programs, and who is there."""

import os
import socket
import struct
from typing import Final

_SENDER_BYTES: Final = socket.CMSG_SPACE(12)
"""The sender's identity, three numbers: it comes before the descriptors where the socket was told so (SO_PASSCRED)."""

_FD_BYTES: Final = 4
_UCRED: Final = struct.Struct("=iII")
"""unix(7), struct ucred: pid, uid, gid."""


class Descriptors(list[int]):
    """Descriptors that are closed when the block ends."""

    def __enter__(self) -> "Descriptors":  # noqa: PYI034 # Python 3.10 has no Self, and runs this too
        return self

    def __exit__(self, *_: object) -> None:
        for fd in self:
            os.close(fd)

    def keep(self, fd: int) -> int:
        """This one as well."""
        self.append(fd)
        return fd


def peer_pid(paired: socket.socket) -> int:
    """The process that made the socket's pair, as the kernel noted it then: it may have ended since."""
    pid, _, _ = _UCRED.unpack(paired.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size))
    return int(pid)


def receive_fds(control: socket.socket, bytes_max: int, fds_max: int) -> tuple[bytes, list[int]]:
    """The next message, empty when the sender is gone, and its descriptors, which no program that is run inherits.

    Raises what recvmsg does: ConnectionResetError, and BlockingIOError where the socket does not wait.
    """
    fds: list[int] = []
    # Not socket.recv_fds(): it takes flags and does not pass them on, and imports another library into templates.
    room = _SENDER_BYTES + socket.CMSG_SPACE(fds_max * _FD_BYTES)
    data, ancillary, _, _ = control.recvmsg(bytes_max, room, socket.MSG_CMSG_CLOEXEC)
    for level, kind, content in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            fds += struct.unpack_from(f"={len(content) // _FD_BYTES}i", content)
    return data, fds
