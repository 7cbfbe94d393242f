"""How a template follows its orders: C those that are like one before (runtime/orders.c), and Python all others."""

import ctypes
import os
import socket
import struct
from collections.abc import Callable
from functools import partial
from typing import Final, NoReturn

from cloister.kernel import calls as sys_
from cloister.kernel.descriptors import receive_fds
from cloister.kernel.operations import WORD_BYTES
from cloister.runtime.process import ORDERS
from cloister.sandbox.namespaces.doorway import Doorway, fork_through
from cloister.sandbox.namespaces.inheritance import INSIDE_ID
from cloister.sandbox.namespaces.orders import ORDER_BYTES_MAX, ORDER_FDS_MAX, Fork, Forked
from cloister.sandbox.namespaces.own_namespaces import NAMESPACES
from cloister.sandbox.namespaces.rooms import ROOMS_MAX, ReadyRoom, Rooms

BeSandbox = Callable[[ReadyRoom], NoReturn]
"""What a fork goes on as; the lodger of the rooms is who it is for."""
Receive = Callable[[], tuple[bytes, list[int]]]
"""The next order that nobody has followed yet, empty when the spawner is gone, and its descriptors.

Raises what recvmsg does.
"""

# As runtime/orders.c has them.
_ROOM: Final = struct.Struct(f"=5q{ORDER_FDS_MAX}i")
_GIVEN: Final = struct.Struct("=7q")
_ORDER: Final = struct.Struct(f"=qq{ORDER_FDS_MAX}i")
_NO_DESCRIPTOR: Final = -1


def follow_orders(
    control: socket.socket, rooms: Rooms, receive: Receive, be_sandbox: BeSandbox
) -> None:
    """Fork for each order until the spawner is gone."""
    while True:
        data, fds = receive()
        if not data:
            return
        sandbox_id, kernel_id, alike = Fork.split(data)
        ready = rooms.get(alike, fds)
        rooms.lodger.become(sandbox_id, kernel_id)
        pid, error = _fork(ready.order, fds, kernel_id=kernel_id)
        if pid == 0:
            be_sandbox(ready)
        for fd in fds:
            os.close(fd)
        control.send(Forked(sandbox_id, pid, error).encode())


def find_receiving(
    control: socket.socket, rooms: Rooms, be_sandbox: BeSandbox, library_path: str = ORDERS
) -> Receive:
    """Once, in a template, when its memory is where it stays."""
    in_python = partial(receive_fds, control, ORDER_BYTES_MAX, ORDER_FDS_MAX)
    try:
        # PyDLL: the interpreter's lock stays with the only thread there is.
        library = ctypes.PyDLL(library_path)
    except OSError:
        # The machine has no compiler to make it with.
        return in_python
    library.make_desk.restype = ctypes.c_void_p
    order = library.make_desk()
    if order is None:
        return in_python
    return _Desk(library.take_orders, order, control, rooms, be_sandbox).receive


class _Desk:
    """Where C receives. What it knows of rooms it is told whenever it begins: they change between that only."""

    def __init__(
        self,
        take_orders: Callable[..., int],
        order: int,
        control: socket.socket,
        rooms: Rooms,
        be_sandbox: BeSandbox,
    ) -> None:
        """`order` is the address of what has come."""
        self._order: Final = order
        self._control: Final = control
        self._rooms: Final = rooms
        self._be_sandbox: Final = be_sandbox
        self._known: list[tuple[ctypes.Array[ctypes.c_char], ReadyRoom]] = []
        """With the texts that C compares orders with."""
        self._table: Final = ctypes.create_string_buffer(ROOMS_MAX * _ROOM.size)
        self._given: Final = ctypes.create_string_buffer(_GIVEN.size)
        self._chosen: Final = ctypes.c_long.from_buffer(self._given, _GIVEN.size - WORD_BYTES)
        self._take: Final = partial(take_orders, self._given)

    def receive(self) -> tuple[bytes, list[int]]:
        """As `Receive` has it."""
        self._write()
        if sys_.with_fork_hooks(self._take) == 0:
            # Not returned first: each frame that ends is pages that a fork copies.
            self._be_sandbox(self._known[self._chosen.value][1])
        length, fds, *numbers = _ORDER.unpack(ctypes.string_at(self._order, _ORDER.size))
        if length < 0:
            raise OSError(-length, os.strerror(-length))
        return ctypes.string_at(self._order + _ORDER.size, length), numbers[:fds]

    def _write(self) -> None:
        lodger = self._rooms.lodger
        self._known.clear()
        for alike, fds, ready in self._rooms.kept():
            # Into a network a process goes that lives for this alone.
            if not ready.order.enters_network:
                text = ctypes.create_string_buffer(alike, len(alike))
                _write_room(self._table, len(self._known), text, fds, ready.order)
                self._known.append((text, ready))
        _GIVEN.pack_into(
            self._given,
            0,
            self._control.fileno(),
            ctypes.addressof(self._table),
            len(self._known),
            lodger.name_place.address,
            lodger.name_bytes_max,
            lodger.id_place.address,
            0,
        )


def _write_room(
    table: ctypes.Array[ctypes.c_char],
    index: int,
    text: ctypes.Array[ctypes.c_char],
    fds: tuple[int, ...],
    order: Fork,
) -> None:
    flags, birth = NAMESPACES, _NO_DESCRIPTOR
    if order.born_in_cgroup:
        flags, birth = flags | sys_.CLONE_INTO_CGROUP, order.birth_fd_index
    numbers = (*fds, *(_NO_DESCRIPTOR,) * (ORDER_FDS_MAX - len(fds)))
    place = index * _ROOM.size
    _ROOM.pack_into(
        table, place, ctypes.addressof(text), len(text), flags, birth, len(fds), *numbers
    )


def _fork(order: Fork, fds: list[int], *, kernel_id: int) -> tuple[int | None, str | None]:
    """The child's number, 0 in the child itself, or why there is none."""
    cgroup_fd = fds[order.birth_fd_index] if order.born_in_cgroup else None
    try:
        if not order.enters_network:
            return sys_.fork_into(NAMESPACES, cgroup_fd), None
        *_, user_fd, network_fd = fds
        pid = fork_through(
            Doorway(user_fd, network_fd),
            NAMESPACES & ~sys_.CLONE_NEWNET,
            cgroup_fd,
            inside=INSIDE_ID,
            outside=kernel_id,
        )
    except OSError as error:
        return None, str(error)
    return pid, None
