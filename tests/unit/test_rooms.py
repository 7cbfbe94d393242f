"""Rooms that a template keeps: which orders share one, and which must not."""

from dataclasses import replace

from cloister.sandbox.namespaces.orders import Equip, Fork
from cloister.sandbox.namespaces.rooms import ROOMS_MAX, ReadyRoom, Rooms

FDS = list(range(10, 16))
ORDER = Fork(
    id="blue",
    kernel_id=2**30,
    enters_network=False,
    is_blank=False,
    has_layers=False,
    born_in_cgroup=False,
    profile="strict",
    tmp_bytes=1,
    tmp_inodes=1,
    processes_max=1,
    files_max=1,
)


def some_rooms() -> Rooms:
    equipment = Equip("", {"strict": []}, binds_devices=False, left_out=[], unverified=[])
    return Rooms(equipment, control_fd=3)


def room_for(rooms: Rooms, order: Fork, fds: list[int] = FDS) -> ReadyRoom:
    _, _, alike = Fork.split(order.encode())
    return rooms.get(alike, fds)


def test_an_order_says_who_it_is_for_and_what_it_has_in_common_with_others() -> None:
    sandbox_id, kernel_id, alike = Fork.split(ORDER.encode())

    common = Fork.of_nobody(alike)

    assert replace(common, id=sandbox_id, kernel_id=kernel_id) == ORDER
    assert (common.id, common.kernel_id) == ("", -1)


def test_orders_that_differ_only_in_who_they_are_for_find_one_room() -> None:
    rooms = some_rooms()

    blue = room_for(rooms, ORDER)
    green = room_for(rooms, replace(ORDER, id="green", kernel_id=2**30 + 1))

    assert green is blue


def test_a_room_is_for_these_descriptors_and_these_bounds_alone() -> None:
    rooms = some_rooms()
    first = room_for(rooms, ORDER)

    moved = room_for(rooms, ORDER, [*FDS[:-1], 99])
    larger = room_for(rooms, replace(ORDER, tmp_bytes=2))

    assert (first.room.code_fd, moved.room.code_fd) == (FDS[-1], 99)
    assert (first.room.tmp_bytes, larger.room.tmp_bytes) == (1, 2)


def test_a_template_keeps_so_many_rooms_and_makes_others_anew() -> None:
    rooms = some_rooms()
    first = room_for(rooms, ORDER)

    for tmp_bytes in range(2, ROOMS_MAX + 2):
        room_for(rooms, replace(ORDER, tmp_bytes=tmp_bytes))
    again = room_for(rooms, ORDER)

    assert again is not first
    assert again.room == first.room
