"""The kernel names who wrote to the host, from the first byte on."""

import os
import socket
import struct

import pytest

from cloister.sandbox.channel import open_channel

CREDENTIALS = struct.Struct("3i")


def _writer(connection: socket.socket) -> int:
    _, ancillary, _, _ = connection.recvmsg(16, socket.CMSG_SPACE(CREDENTIALS.size))
    ((_, _, data),) = ancillary
    pid, _, _ = CREDENTIALS.unpack(data)
    return int(pid)


def test_the_writer_of_what_was_sent_before_anybody_listened_is_known() -> None:
    ours, its = open_channel()
    with ours, its:
        its.send(b"hello")

        assert _writer(ours) == os.getpid()


def test_the_hosts_end_never_waits() -> None:
    ours, its = open_channel()
    with ours, its, pytest.raises(BlockingIOError):
        ours.recv(1)
