"""Who has the kernel keep much is found by what it holds, as the kernel tells it."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from cloister.sandbox.namespaces import hoards
from cloister.sandbox.namespaces.hoards import (
    LOCKS_MAX,
    NETLINK_BYTES_MAX,
    SANDBOX_BYTES,
    SUSPECTS_MAX,
    Hoards,
)
from cloister.sandbox.namespaces.watches import DESCRIPTORS_READ_MAX, WATCHES_MAX

LOCKS = """
import fcntl, sys, tempfile
file = tempfile.TemporaryFile()
for place in range(int(sys.argv[1]), 0, -1):
    fcntl.lockf(file, fcntl.LOCK_EX, 1, 2 * place)
"""
ANSWERS = """
import socket, struct, sys
ask_for_loopback = struct.pack("=IHHIIBxHiII", 32, 18, 1, 1, 0, 0, 0, 1, 0, 0)
netlink = [socket.socket(socket.AF_NETLINK, socket.SOCK_RAW) for _ in range(64)]
for one in netlink:
    for _ in range(int(sys.argv[1])):
        one.sendto(ask_for_loopback, (0, 0))
"""
WATCHES = """
import os, select, sys
events = [os.eventfd(0)]
events += [os.dup(events[0]) for _ in range(255)]
sets = [select.epoll() for _ in range(int(sys.argv[1]))]
for watching in sets:
    for event in events:
        watching.register(event)
"""
UNTIL_TOLD = """
print("ready", flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True, slots=True)
class Process:
    uid: int
    pid_fd: int | None
    pids: tuple[int, ...] = ()


@contextlib.contextmanager
def process(source: str, argument: int) -> Iterator[Process]:
    """One of this user's that has run the source, and holds what it got."""
    command = [sys.executable, "-I", "-c", source + UNTIL_TOLD, str(argument)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        pid_fd = os.pidfd_open(child.pid)
        yield Process(os.getuid(), pid_fd, (child.pid,))
        os.close(pid_fd)


def found_among(holder: Process) -> list[Process]:
    """Whether it is found where nobody else is, once it was seen at work."""
    watching = Hoards(shares_uid=False)
    watching.saw_at_work(["it"])
    return watching.of({"it": holder})


@pytest.mark.parametrize(("locks", "is_found"), [(100, False), (LOCKS_MAX + 1, True)])
def test_who_has_more_locks_than_one_may_have_is_found(locks: int, *, is_found: bool) -> None:
    with process(LOCKS, locks) as holder:
        found = found_among(holder)

    assert found == ([holder] if is_found else [])


def test_where_all_have_one_uid_nobody_is_blamed_for_anothers_locks() -> None:
    with process(LOCKS, LOCKS_MAX + 1) as holder:
        found = Hoards(shares_uid=True).of({"it": holder})

    assert found == []


@pytest.mark.parametrize(("unread", "is_found"), [(1, False), (30, True)])
def test_who_leaves_answers_of_netlink_unread_is_found(unread: int, *, is_found: bool) -> None:
    with process(ANSWERS, unread) as holder:
        found = found_among(holder)

    assert found == ([holder] if is_found else [])


@pytest.mark.parametrize(("sets", "is_found"), [(64, False), (WATCHES_MAX // 256 + 1, True)])
def test_who_watches_more_files_than_one_may_is_found(sets: int, *, is_found: bool) -> None:
    with process(WATCHES, sets) as holder:
        found = found_among(holder)

    assert found == ([holder] if is_found else [])


def test_who_has_more_descriptors_than_can_be_looked_at_is_found() -> None:
    with process(WATCHES, 1) as holder:
        several = replace(holder, pids=holder.pids * DESCRIPTORS_READ_MAX)

        assert found_among(several) == [several]


def test_a_look_is_due_when_there_are_many_more_watches() -> None:
    watching = Hoards(shares_uid=False, growth_bytes=2**60)
    with process(WATCHES, 2 * WATCHES_MAX // 256):
        assert watching.is_due(0)


def test_of_many_only_those_that_were_at_work_last_are_looked_at() -> None:
    with process(ANSWERS, 30) as holder:
        watching = Hoards(shares_uid=False)
        watching.saw_at_work(["it", *map(str, range(SUSPECTS_MAX))])
        before = watching.of({"it": holder})
        watching.saw_at_work(["it"])

        assert (before, watching.of({"it": holder})) == ([], [holder])


def test_who_is_gone_holds_nothing() -> None:
    assert found_among(Process(2**31 - 2, None)) == []


def test_a_look_is_due_when_the_kernels_memory_has_grown_and_not_at_once_again() -> None:
    grown = Hoards(shares_uid=False, growth_bytes=0)

    assert [grown.is_due(0), grown.is_due(0)] == [True, False]


def test_no_look_is_due_while_it_has_not() -> None:
    assert not Hoards(shares_uid=False, growth_bytes=2**60).is_due(0)


@pytest.mark.parametrize(("sandboxes", "is_due"), [(1000, False), (0, True)])
def test_what_sandboxes_take_by_themselves_is_no_reason_to_look(
    monkeypatch: pytest.MonkeyPatch, sandboxes: int, *, is_due: bool
) -> None:
    monkeypatch.setattr(hoards, "_kernels_own_bytes", lambda: 2**30)
    watching = Hoards(shares_uid=False)
    monkeypatch.setattr(hoards, "_kernels_own_bytes", lambda: 2**30 + 1000 * SANDBOX_BYTES)

    assert watching.is_due(sandboxes) == is_due


def test_the_bound_is_far_above_what_a_list_of_interfaces_takes() -> None:
    assert NETLINK_BYTES_MAX >= 16 * 65_536
