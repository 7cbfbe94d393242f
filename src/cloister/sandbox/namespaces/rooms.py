"""Rooms that a template keeps made: most of its orders differ in nothing but who they are for.

To make one in a fork would have the kernel copy a hundred pages of the template's first.
"""

import resource
from collections.abc import Iterator
from dataclasses import dataclass

from cloister.kernel import calls as sys_
from cloister.sandbox.namespaces.inheritance import Lodger
from cloister.sandbox.namespaces.jail import Procedure, Room, plan
from cloister.sandbox.namespaces.orders import Equip, Fork
from cloister.sandbox.namespaces.privileges import signals_share

ROOMS_MAX = 64
"""Kept at once: kinds of functions that one template serves, by the sizes that they ask for."""


@dataclass(frozen=True, slots=True)
class ReadyRoom:
    """What orders that are alike have in common, where their descriptors have the same numbers as well."""

    order: Fork
    """Of nobody."""
    room: Room
    procedure: Procedure
    """How whoever the lodger is by then locks itself in."""


class Rooms:
    """By what they are made of. A template has one of these, from before its first fork on."""

    def __init__(self, equipment: Equip, *, control_fd: int) -> None:
        self.profiles = {
            profile: tuple(sys_.SeccompProgram(bytes.fromhex(program)) for program in programs)
            for profile, programs in equipment.seccomp_hex.items()
        }
        """Filters, in the order in which they are installed."""
        self.lodger = Lodger("", -1)
        """Who the next fork is for: it must be said before each."""
        self._equipment = equipment
        self._control_fd = control_fd
        _, signals_of_all = resource.getrlimit(resource.RLIMIT_SIGPENDING)
        self._signals_max = signals_share(signals_of_all)
        self._kept: dict[tuple[bytes, tuple[int, ...]], ReadyRoom] = {}

    def get(self, alike: bytes, fds: list[int]) -> ReadyRoom:
        """For an order of which this is what Fork.split() leaves, with these descriptors."""
        key = (alike, tuple(fds))
        ready = self._kept.get(key)
        if ready is None:
            if len(self._kept) >= ROOMS_MAX:
                self._kept.clear()
            ready = self._kept[key] = self.make(alike, fds)
        return ready

    def kept(self) -> Iterator[tuple[bytes, tuple[int, ...], ReadyRoom]]:
        """What `get` has made and would return, with what it is asked for by."""
        for (alike, fds), ready in self._kept.items():
            yield alike, fds, ready

    def make(self, alike: bytes, fds: list[int]) -> ReadyRoom:
        """As `get`, and nothing is kept."""
        order = Fork.of_nobody(alike)
        room = self._room(order, fds)
        procedure = Procedure(
            plan(room, self.lodger),
            left_out=self._equipment.left_out,
            unverified=self._equipment.unverified,
        )
        return ReadyRoom(order, room, procedure)

    def _room(self, order: Fork, fds: list[int]) -> Room:
        channel_fd, log_fd, status_fd, release_fd, root_fd, *more_fds = fds
        code_fd = None if order.is_blank else more_fds.pop(0)
        layers_fd = more_fds.pop(0) if order.has_layers else None
        if order.enters_network:
            # It is in them already.
            del more_fds[-2:]
        return Room(
            channel_fd=channel_fd,
            log_fd=log_fd,
            status_fd=status_fd,
            release_fd=release_fd,
            control_fd=self._control_fd,
            root_fd=root_fd,
            code_fd=code_fd,
            layers_fd=layers_fd,
            binds_devices=self._equipment.binds_devices,
            is_in_network=order.enters_network,
            hierarchies=len(more_fds),
            join_fds=tuple(more_fds[1:] if order.born_in_cgroup else more_fds),
            tmp_bytes=order.tmp_bytes,
            tmp_inodes=order.tmp_inodes,
            processes_max=order.processes_max,
            files_max=order.files_max,
            signals_max=self._signals_max,
            seccomp=self.profiles[order.profile],
        )
