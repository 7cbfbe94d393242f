"""Rows of operations that many steps have in common: reading and writing a kernel's file, and asking what a file is."""

import os
import stat
import struct
from typing import Final

from cloister.kernel.operations import (
    ALL_BITS,
    ANSWER,
    DESCRIPTOR,
    LENGTH,
    TEXT,
    TEXT_BYTES_MAX,
    Cell,
    Held,
    Operation,
    Wanted,
    bits,
    call,
    same,
)

AT_FDCWD: Final = -100
INODE: Final = 32
"""Where a status, struct statx, has it; it is the same on every processor."""
DEVICE: Final = 136
"""And where the number of the device that the file is on."""
_MODE: Final = 24
_MODE_SHIFT: Final = 32
_DEVICE_NODE: Final = 128
_MINOR_SHIFT: Final = 32
_STATX_BASIC_STATS: Final = 0x7FF
_AT_EMPTY_PATH: Final = 0x1000
_AT_SYMLINK_NOFOLLOW: Final = 0x100
_FLAGS_OF_MOUNT: Final = 80
"""In struct statfs of a processor of 64 bits."""
_POLLFD: Final = struct.Struct("=ihh")
_REVENTS_SHIFT: Final = 48
_TIMESPEC_BYTES: Final = 16


def read_into_text(path: str) -> list[Operation]:
    """TEXT is what one read of the file gives."""
    return [
        call("openat", AT_FDCWD, path, os.O_RDONLY | os.O_CLOEXEC, into=DESCRIPTOR),
        call("read", Held(DESCRIPTOR), TEXT, TEXT_BYTES_MAX, what=f"read({path})", into=LENGTH),
        call("close", Held(DESCRIPTOR)),
    ]


def expect_text(path: str, text: str) -> list[Operation]:
    """One read of the file gives this and no more."""
    length = f"length of {path}"
    return [
        *read_into_text(path),
        bits(LENGTH, ALL_BITS, wanted=len(text), what=length),
        same(TEXT, text, path),
    ]


def write_text(path: str, text: str) -> list[Operation]:
    """All of it goes into the file in one write."""
    flags = os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC
    told = f"write({path}, {text})"
    return [
        call("openat", AT_FDCWD, path, flags, into=DESCRIPTOR),
        call(
            "write",
            Held(DESCRIPTOR),
            text,
            len(text),
            what=told,
            wanted=Wanted.EQUAL,
            value=len(text),
        ),
        call("close", Held(DESCRIPTOR)),
    ]


def status_of(file: int | str, into: Cell = ANSWER) -> Operation:
    """Of a descriptor, or of what is at a path, which may be a link."""
    at, path = (file, "") if isinstance(file, int) else (AT_FDCWD, file)
    flags = _AT_SYMLINK_NOFOLLOW | (0 if path else _AT_EMPTY_PATH)
    what = f"status of {file}"
    return call("statx", at, path, flags, _STATX_BASIC_STATS, into, what=what)


def is_kind(kind: int, what: str) -> Operation:
    """After `status_of`: the type of the file, as in stat.S_IFMT."""
    mask = stat.S_IFMT(0xFFFF) << _MODE_SHIFT
    return bits(ANSWER.at(_MODE), mask, wanted=kind << _MODE_SHIFT, what=what)


def is_device(number: int, what: str) -> Operation:
    """After `status_of`: the device that a node is of."""
    wanted = os.major(number) | os.minor(number) << _MINOR_SHIFT
    return bits(ANSWER.at(_DEVICE_NODE), ALL_BITS, wanted=wanted, what=what)


def has_mount_options(path: str, mask: int, options: int) -> list[Operation]:
    """Of the mount that this is in. ANSWER is its struct statfs."""
    what = f"options of the mount at {path}"
    return [
        call("statfs", path, ANSWER),
        bits(ANSWER.at(_FLAGS_OF_MOUNT), mask, wanted=options, what=what),
    ]


def is_silent(fd: int, *, events: int, told: int, what: str) -> list[Operation]:
    """Of what poll(2) tells of the descriptor, asked for these events, none is among `told`."""
    asked = Cell(_POLLFD.pack(fd, events, 0))
    no_time = Cell(bytes(_TIMESPEC_BYTES))
    return [
        call("ppoll", asked, 1, no_time, 0, 0, what=f"poll({fd})"),
        bits(asked, told << _REVENTS_SHIFT, wanted=0, what=what),
    ]
