"""The sandbox's end of a channel sleeps until there is something for it, and through everything else."""

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from cloister.runtime.channel import RECEIVE_BYTES
from tests.unit.example_messages import EVENT

EVENTS = 40
SPARE_WAKINGS = EVENTS // 4
"""A process may sleep for reasons of the machine's as well: a page that is not there, a lock in the kernel."""
ANSWERING = """
import socket, sys
from cloister.runtime.channel import Channel, HostGone
from cloister.wire.messages import Returned
channel = Channel(socket.socket(fileno=int(sys.argv[1])))
try:
    while True:
        channel.send(Returned(channel.receive().attempt, b"1"))
except HostGone:
    pass
"""
RECEIVING = """
import socket, sys
connection = socket.socket(fileno=int(sys.argv[1]))
while connection.recv(65536):
    connection.send(b"1")
"""


def test_a_runtime_is_woken_once_for_an_event_and_not_when_its_answer_is_read() -> None:
    with _running(ANSWERING) as (host, pid):
        wakings = _wakings(host, pid)

    assert EVENTS <= wakings <= EVENTS + SPARE_WAKINGS


def test_who_sleeps_in_recv_is_woken_when_its_answer_is_read_as_well() -> None:
    with _running(RECEIVING) as (host, pid):
        wakings = _wakings(host, pid)

    assert wakings > EVENTS + SPARE_WAKINGS


@contextlib.contextmanager
def _running(program: str) -> Iterator[tuple[socket.socket, int]]:
    """The host's end, and the process at the other one, which ends with the block."""
    ours, its = socket.socketpair()
    command = [sys.executable, "-c", program, str(its.fileno())]
    with subprocess.Popen(command, pass_fds=[its.fileno()]) as process:
        its.close()
        with ours:
            _exchange(ours, process.pid)
            yield ours, process.pid


def _wakings(host: socket.socket, pid: int) -> int:
    """How often the process went to sleep again over so many events."""
    before = _sleeps(pid)
    for _ in range(EVENTS):
        _exchange(host, pid)
    return _sleeps(pid) - before


def _exchange(host: socket.socket, pid: int) -> None:
    """An event, and its answer, which is read when the process sleeps again."""
    host.sendall(EVENT.encode())
    # A peek leaves the answer where it is, so that nothing wakes the process before it sleeps.
    host.recv(1, socket.MSG_PEEK)
    _wait_until_asleep(pid)
    host.recv(RECEIVE_BYTES)
    _wait_until_asleep(pid)


def _wait_until_asleep(pid: int) -> None:
    status = Path(f"/proc/{pid}/stat")
    while status.read_text().rpartition(") ")[2][0] != "S":
        pass


def _sleeps(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("voluntary"))
