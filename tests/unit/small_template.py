"""A template without a jail: each of its forks tells what it finds, and ends.

Run as `python -m tests.unit.small_template <descriptor of its socket> <library>`; prints how many orders Python took.
"""

import ctypes
import json
import os
import signal
import socket
import sys
from functools import partial
from pathlib import Path
from typing import NoReturn

from cloister.kernel.operations import Cell
from cloister.sandbox.namespaces.forking import ForkNobody, find_receiving, follow_orders
from cloister.sandbox.namespaces.orders import Equip
from cloister.sandbox.namespaces.policy import STRICT_PROFILE
from cloister.sandbox.namespaces.rooms import ReadyRoom, Rooms


def main() -> None:
    """Take orders until nobody gives any."""
    control = socket.socket(fileno=int(sys.argv[1]))
    # The kernel reaps the forks, as those of a template.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    equipment = Equip("", {STRICT_PROFILE: []}, binds_devices=False, left_out=[], unverified=[])
    rooms = Rooms(equipment, control_fd=control.fileno())
    be_sandbox = partial(_tell, rooms)
    receive = find_receiving(control, rooms, be_sandbox, _share, library_path=sys.argv[2])
    taken = 0

    def receive_counted() -> tuple[bytes, list[int]]:
        nonlocal taken
        data, fds = receive()
        taken += bool(data)
        return data, fds

    follow_orders(control, rooms, receive_counted, be_sandbox)
    sys.stdout.write(str(taken))


def _share(fork_nobody: ForkNobody, ready: ReadyRoom) -> None:
    # Not reaped: see main().
    fork_nobody(ready, _end)


def _end(_: ReadyRoom) -> NoReturn:
    os._exit(0)


def _tell(rooms: Rooms, ready: ReadyRoom) -> NoReturn:
    told = {
        "group": _text(rooms.lodger.group_line),
        "map": _text(rooms.lodger.map_line),
        "tmp_bytes": ready.room.tmp_bytes,
        "number": os.getpid(),
        "mapped": Path("/proc/self/maps").read_text(),
    }
    os.write(ready.room.status_fd, json.dumps(told).encode())
    os._exit(0)


def _text(cell: Cell) -> str:
    return ctypes.string_at(cell.address).decode()


if __name__ == "__main__":
    main()
