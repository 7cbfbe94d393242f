"""Operations and their two interpreters, C and Python: whatever one finds, does and refuses, the other does."""

import ctypes
import errno
import os
import shutil
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from cloister.kernel.looks import expect_text, is_silent, read_into_text, write_text
from cloister.kernel.numbers import ARM64, X86_64
from cloister.kernel.operations import (
    ALL_BITS,
    ANSWER,
    DESCRIPTOR,
    LENGTH,
    OTHER_ANSWER,
    TEXT,
    Cell,
    Held,
    Operation,
    Wanted,
    act,
    alike,
    bits,
    call,
    count,
    entries,
    occurrences,
    same,
    unlike,
)
from cloister.runtime.process import STEPS
from cloister.sandbox.namespaces import compiled
from cloister.sandbox.namespaces.inheritance import MoveChannel
from cloister.sandbox.namespaces.program import (
    Follow,
    NotAsWanted,
    Program,
    carry_out,
    find_follower,
    follow_in_python,
)
from cloister.sandbox.namespaces.step import Unproven

C, PYTHON = "C", "Python"
HAS_COMPILER = shutil.which(compiled.COMPILER) is not None
ARCHITECTURES = {0xC000003E: X86_64, 0xC00000B7: ARM64}
"""As libseccomp names them (AUDIT_ARCH_…, linux/audit.h)."""
LINES = "a /tmp rw,nosuid - tmpfs\nb /proc ro shared:1 - proc\nc /tmp2 rw - x\n"


@pytest.fixture(params=[C, PYTHON] if HAS_COMPILER else [PYTHON])
def follow(request: pytest.FixtureRequest, compiled_layer: Path) -> Follow:
    library = compiled_layer / STEPS.lstrip("/")
    return find_follower(str(library)) if request.param == C else follow_in_python


def outcome(follow: Follow, operations: Sequence[Operation]) -> str:
    try:
        carry_out(Program(operations), follow)
    except NotAsWanted as error:
        return f"{error.index} {error}"
    return "as wanted"


def in_text(text: str, tmp_path: Path) -> list[Operation]:
    """TEXT is this afterwards."""
    (tmp_path / "text").write_text(text)
    return read_into_text(str(tmp_path / "text"))


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_numbers_of_system_calls_are_those_that_libseccomp_knows(architecture: int) -> None:
    resolve = ctypes.CDLL("libseccomp.so.2").seccomp_syscall_resolve_name_arch
    numbers = ARCHITECTURES[architecture]

    known = {name: resolve(ctypes.c_uint32(architecture), name.encode()) for name in numbers}

    assert known == numbers


def test_without_a_library_python_follows(tmp_path: Path) -> None:
    assert find_follower(str(tmp_path / "none.so")) is follow_in_python


@pytest.mark.parametrize(
    ("operation", "found"),
    [
        (call("getpid"), "as wanted"),
        (call("chdir", "/no/such"), "0 chdir(/no/such): No such file or directory"),
        (call("chdir", "/no/such", wanted=Wanted.REFUSED), "as wanted"),
        (call("getpid", what="a pid", wanted=Wanted.REFUSED), "0 a pid was allowed"),
        (
            call("chdir", "/no/such", wanted=Wanted.EQUAL, value=-errno.ENOENT),
            "as wanted",
        ),
        (
            call("chdir", "/no/such", wanted=Wanted.EQUAL, value=-errno.EACCES),
            "0 chdir(/no/such): No such file or directory",
        ),
        (
            call("getsid", 0, what="it", wanted=Wanted.EQUAL, value=-1),
            f"0 it: {os.getsid(0)}, not -1",
        ),
        (call("chdir", "/no/such", wanted=Wanted.DONE_OR, value=-errno.ENOENT), "as wanted"),
        (
            call("chdir", "/etc/passwd", wanted=Wanted.DONE_OR, value=-errno.ENOENT),
            "0 chdir(/etc/passwd): Not a directory",
        ),
        (call("getpid", wanted=Wanted.DONE_OR, value=-errno.ENOENT), "as wanted"),
    ],
)
def test_a_call_is_held_to_the_answer_that_is_wanted(
    follow: Follow, operation: Operation, found: str
) -> None:
    assert outcome(follow, [operation]) == found


def test_nothing_is_done_after_what_is_not_as_wanted(follow: Follow, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("before")

    found = outcome(follow, [call("chdir", "/no/such"), *write_text(str(file), "after")])

    assert found.startswith("0 ")
    assert file.read_text() == "before"


def test_a_file_is_written_and_read_by_descriptors_that_are_closed_again(
    follow: Follow, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.touch()
    before = _open()

    found = outcome(follow, [*write_text(str(file), "7\n"), *expect_text(str(file), "7\n")])

    assert found == "as wanted"
    assert (file.read_text(), _open()) == ("7\n", before)


@pytest.mark.parametrize("text", ["7", "7\n\n", "8\n", ""])
def test_another_text_is_not_taken_for_it(follow: Follow, tmp_path: Path, text: str) -> None:
    (tmp_path / "file").write_text(text)

    assert outcome(follow, expect_text(str(tmp_path / "file"), "7\n")) != "as wanted"


@pytest.mark.parametrize(
    ("pattern", "times"),
    [
        ("\n", 3),
        (" /tmp r* - ", 1),
        (" /proc r* - ", 0),
        (" /proc r* * - ", 1),
        ("tmp", 3),
        ("rw*-", 0),
        ("/tm* r", 2),
        ("p* ", 3),
        ("no such", 0),
        ("x\n", 1),
        ("x\nmore than there is", 0),
    ],
)
def test_patterns_are_counted_alike(
    follow: Follow, tmp_path: Path, pattern: str, times: int
) -> None:
    operations = [*in_text(LINES, tmp_path), occurrences(pattern, times, "found")]

    assert outcome(follow, operations) == "as wanted"


def test_occurrences_within_one_another_are_counted_each(follow: Follow, tmp_path: Path) -> None:
    operations = [*in_text("ababa", tmp_path), occurrences("aba", 2, "found")]

    assert outcome(follow, operations) == "as wanted"


def test_what_was_left_from_a_longer_text_is_not_counted(follow: Follow, tmp_path: Path) -> None:
    operations = [*in_text("x" * 50, tmp_path), *in_text("x", tmp_path)]

    assert outcome(follow, [*operations, occurrences("x", 1, "found")]) == "as wanted"


def test_counts_can_be_compared_with_one_another(follow: Follow, tmp_path: Path) -> None:
    counts = [
        *in_text("a:/\nb:/\n", tmp_path),
        count("\n", ANSWER.at(0)),
        count(":/\n", ANSWER.at(8)),
        count("a", OTHER_ANSWER.at(0)),
    ]
    equal, different = ANSWER.at(8), OTHER_ANSWER.at(0)

    assert outcome(follow, [*counts, alike(ANSWER.at(0), equal, "equal")]) == "as wanted"
    assert outcome(follow, [*counts, unlike(ANSWER.at(0), different, "other")]) == "as wanted"
    assert outcome(follow, [*counts, alike(ANSWER.at(0), different, "equal")]) == (
        "6 equal: 0, not 1"
    )


def test_entries_of_a_directory_are_counted(follow: Follow, tmp_path: Path) -> None:
    for name in ("a", "a much longer name", "b"):
        (tmp_path / name).touch()
    listing = [
        call("openat", -100, str(tmp_path), os.O_RDONLY | os.O_DIRECTORY, into=DESCRIPTOR),
        call("getdents64", Held(DESCRIPTOR), TEXT, 8192, into=LENGTH),
        call("close", Held(DESCRIPTOR)),
    ]

    assert outcome(follow, [*listing, entries(5, "entries")]) == "as wanted"
    assert outcome(follow, [*listing, entries(4, "entries")]) == "3 entries: 5, not 4"


def test_bits_outside_of_the_mask_do_not_matter(follow: Follow) -> None:
    cell = Cell(b"\x0f" + bytes(7))

    assert outcome(follow, [bits(cell, 0b101, wanted=0b101, what="bits")]) == "as wanted"
    assert outcome(follow, [bits(cell, 0x11, wanted=0x11, what="bits")]) == "0 bits: 1, not 17"
    assert outcome(follow, [bits(cell, ALL_BITS, wanted=15, what="bits")]) == "as wanted"
    assert outcome(follow, [same(cell, b"\x0f\x00", "bytes")]) == "as wanted"
    assert outcome(follow, [same(cell, b"\x0f\x01", "bytes")]) == "0 bytes: 0, not 1"


def test_what_python_does_comes_in_its_turn_and_its_failure_is_told(follow: Follow) -> None:
    done: list[str] = []

    def fail() -> None:
        raise Unproven("it is not so")

    first, second = act("one", lambda: done.append("one")), act("two", lambda: done.append("two"))

    assert outcome(follow, [first, call("getpid"), second]) == "as wanted"
    assert done == ["one", "two"]
    assert outcome(follow, [call("getpid"), act("fails", fail), first]) == "1 it is not so"
    assert done == ["one", "two"]


def test_a_pipe_whose_other_end_is_closed_is_not_silent(follow: Follow) -> None:
    reading, writing = os.pipe()
    silent = is_silent(reading, events=0, told=0x7FFF, what="hang-up")

    assert outcome(follow, silent) == "as wanted"
    os.close(writing)
    assert outcome(follow, silent) != "as wanted"
    os.close(reading)


def test_a_channel_is_moved_with_the_hosts_end_sent_to_the_host(follow: Follow) -> None:
    ours, its = socket.socketpair()
    step = MoveChannel(its.fileno())

    with ours, its:
        found = outcome(follow, [*step.work(), *step.proof()])
        word, [fd], _, _ = socket.recv_fds(ours, 8, 1)
        with socket.socket(fileno=fd) as hosts:
            passes = hosts.getsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED)
            its.send(b"hello")
            heard = hosts.recv(8)

    assert (found, word, passes, heard) == ("as wanted", b"m", 1, b"hello")


def _open() -> list[str]:
    return sorted(entry.name for entry in Path("/proc/self/fd").iterdir())
