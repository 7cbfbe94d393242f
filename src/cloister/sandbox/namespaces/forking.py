"""How a template follows its orders: C those that are like one before (runtime/orders.c), and Python all others."""

import contextlib
import ctypes
import os
import socket
import struct
from collections.abc import Callable, Iterable, Sequence
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
ForkNobody = Callable[[ReadyRoom, BeSandbox], int]
"""Fork the way that every order goes, but for the namespaces. The fork is in this room and goes on as that.

Returns its number. Raises OSError.
"""
Share = Callable[[ForkNobody, ReadyRoom], None]
"""Once, before the first fork, given the room that it will be in."""

# As runtime/orders.c has them.
_ROOM: Final = struct.Struct(f"=5q{ORDER_FDS_MAX}i")
_GIVEN: Final = struct.Struct("=8q")
_ORDER: Final = struct.Struct(f"=qq{ORDER_FDS_MAX}i")
_NO_DESCRIPTOR: Final = -1
_NOBODYS_ORDER: Final = b"nobody 1\n"
"""It has nothing in common with others."""


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
    control: socket.socket,
    rooms: Rooms,
    be_sandbox: BeSandbox,
    share: Share,
    *,
    library_path: str = ORDERS,
) -> Receive:
    """Once, in a template. Where C receives, it shares."""
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
    desk = _Desk(library.take_orders, order, control, rooms, be_sandbox=be_sandbox, share=share)
    return desk.receive


class _Desk:
    """Where C receives. What it knows of rooms it is told whenever it begins: they change between that only."""

    def __init__(
        self,
        take_orders: Callable[..., int],
        order: int,
        control: socket.socket,
        rooms: Rooms,
        *,
        be_sandbox: BeSandbox,
        share: Share,
    ) -> None:
        """`order` is the address of what has come."""
        self._order: Final = order
        self._control: Final = control
        self._rooms: Final = rooms
        self._be_sandbox = be_sandbox
        self._share: Share | None = share
        self._known: list[tuple[ctypes.Array[ctypes.c_char], ReadyRoom]] = []
        """With the texts that C compares orders with."""
        self._table: Final = ctypes.create_string_buffer(ROOMS_MAX * _ROOM.size)
        self._given: Final = ctypes.create_string_buffer(_GIVEN.size)
        self._chosen: Final = ctypes.c_long.from_buffer(self._given, _GIVEN.size - WORD_BYTES)
        self._take_orders: Final = partial(take_orders, self._given)

    def receive(self) -> tuple[bytes, list[int]]:
        """As `Receive` has it. The first order of a kind is followed like those after it, once it has a room."""
        self._learn()
        data, fds = self._take(self._control)
        while data and self._makes_room(data, fds):
            self._learn()
            data, fds = self._take(self._control, first=_as_it_came(data, fds))
        return data, fds

    def _makes_room(self, data: bytes, fds: list[int]) -> bool:
        """Whether there was none that C can follow this order with, and is one now."""
        _, _, alike = Fork.split(data)
        ready = self._rooms.get(alike, fds)
        # Into a network a process goes that lives for this alone.
        if ready.order.enters_network or any(ready is known for _, known in self._known):
            return False
        if self._share is not None:
            # Not sooner: what a fork of nobody's finds in the template is what all others find.
            share, self._share = self._share, None
            # Where there is no process left the order itself is answered so.
            with contextlib.suppress(OSError):
                share(self._fork_nobody, ready)
        return True

    def _fork_nobody(self, ready: ReadyRoom, be_nobody: BeSandbox) -> int:
        be_sandbox, self._be_sandbox = self._be_sandbox, be_nobody
        ours, its = socket.socketpair(type=socket.SOCK_SEQPACKET)
        try:
            with ours, its:
                ours.send(_NOBODYS_ORDER)
                # Nothing comes after it: C returns then.
                ours.shutdown(socket.SHUT_WR)
                self._known.clear()
                self._add(b"", (), ready, flags=0, birth=_NO_DESCRIPTOR)
                self._take(its)
                # There is no answer where it could not be forked.
                answer = ours.recv(ORDER_BYTES_MAX, socket.MSG_DONTWAIT)
        finally:
            self._be_sandbox = be_sandbox
        return Forked.read(answer.decode().partition("\n")[2]).pid or 0

    def _learn(self) -> None:
        self._known.clear()
        for alike, fds, ready in self._rooms.kept():
            flags, birth = NAMESPACES, _NO_DESCRIPTOR
            if ready.order.born_in_cgroup:
                flags, birth = flags | sys_.CLONE_INTO_CGROUP, ready.order.birth_fd_index
            if not ready.order.enters_network:
                self._add(alike, fds, ready, flags=flags, birth=birth)

    def _add(
        self, alike: bytes, fds: tuple[int, ...], ready: ReadyRoom, *, flags: int, birth: int
    ) -> None:
        text = ctypes.create_string_buffer(alike, len(alike))
        place, start = len(self._known) * _ROOM.size, ctypes.addressof(text)
        _ROOM.pack_into(
            self._table, place, start, len(alike), flags, birth, len(fds), *_padded(fds)
        )
        self._known.append((text, ready))

    def _take(self, control: socket.socket, first: bytes = b"") -> tuple[bytes, list[int]]:
        """What C has left to Python; `first` is an order that has come already, and has a room now."""
        lodger = self._rooms.lodger
        ctypes.memmove(self._order, first, len(first))
        _GIVEN.pack_into(
            self._given,
            0,
            control.fileno(),
            ctypes.addressof(self._table),
            len(self._known),
            lodger.name_place.address,
            lodger.name_bytes_max,
            lodger.id_place.address,
            len(first),
            0,
        )
        if sys_.with_fork_hooks(self._take_orders) == 0:
            # Not returned first: each frame that ends is pages that a fork copies.
            self._be_sandbox(self._known[self._chosen.value][1])
        length, fds, *numbers = _ORDER.unpack(ctypes.string_at(self._order, _ORDER.size))
        if length < 0:
            raise OSError(-length, os.strerror(-length))
        return ctypes.string_at(self._order + _ORDER.size, length), numbers[:fds]


def _as_it_came(data: bytes, fds: Sequence[int]) -> bytes:
    return _ORDER.pack(len(data), len(fds), *_padded(fds)) + data


def _padded(fds: Sequence[int]) -> Iterable[int]:
    return (*fds, *(_NO_DESCRIPTOR,) * (ORDER_FDS_MAX - len(fds)))


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
