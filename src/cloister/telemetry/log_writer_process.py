"""The process that writes the log store, so that its work is not done in the interpreter that answers invocations.

Exec'ed with the store's path and one socket. It ends when nobody has the socket's other end any more, after it has
written what it was told: also when the server was killed.
"""

import gc
import os
import signal
import socket
import struct
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Final

import msgspec

from cloister.domain.clock import SystemClock
from cloister.domain.errors import ServiceFailure
from cloister.telemetry.log_store import LogStore
from cloister.telemetry.scribe import Commit, Committed, Order, Said, Scribe

FRAME: Final = struct.Struct("!I")
"""Before each message: how many bytes it has."""
GC_ALLOCATIONS: Final = 50_000
"""Objects that may be made, less those that went, before the collector looks for cycles: a commit makes as many, and
none."""


def main() -> None:
    """Serve until the server closes the socket or is gone."""
    # The server's to act on, which ends this when it is done; whoever stops all processes of a unit tells this one too.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    _give_way()
    path, control = Path(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))
    with control, control.makefile("rb") as orders:
        try:
            store = LogStore(path)
        except ServiceFailure as failure:
            control.sendall(_framed(Committed([], has_more=False, error=str(failure))))
            return
        with closing(store):
            _write(store, control, orders)


def _give_way() -> None:
    """Who writes what was said interrupts nobody by waking, and does not look for what is not there."""
    # With it goes what was inherited of the server: its short turns, and a real-time priority if it has one.
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    gc.freeze()
    gc.set_threshold(GC_ALLOCATIONS)


def _write(store: LogStore, control: socket.socket, orders: IO[bytes]) -> None:
    """Until the orders end, all of which are carried out then."""
    scribe = Scribe(store)
    # A server that is gone can't be answered.
    with suppress(OSError, EOFError):
        control.sendall(_framed(Committed([], has_more=False, error=None)))
        _obey(scribe, control, orders)
    scribe.finish(int(SystemClock().now().timestamp() * 1000))


def _obey(scribe: Scribe, control: socket.socket, orders: IO[bytes]) -> None:
    decoder = msgspec.msgpack.Decoder[Order](Order)
    while True:
        (size,) = FRAME.unpack(_exactly(orders, FRAME.size))
        match decoder.decode(_exactly(orders, size)):
            case Said() as said:
                scribe.hear(said)
            case Commit(now_ms):
                control.sendall(_framed(scribe.commit(now_ms)))


def _exactly(orders: IO[bytes], size: int) -> bytes:
    data = orders.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _framed(answer: Committed) -> bytes:
    data = msgspec.msgpack.encode(answer)
    return FRAME.pack(len(data)) + data


if __name__ == "__main__":
    main()
