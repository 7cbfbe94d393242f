"""System calls and looks at memory, each with the answer that is wanted: what two small interpreters carry out alike.

An operation holds numbers and addresses and nothing else, so that C can follow it without asking Python for anything.
"""

import ctypes
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final, Protocol

from cloister.kernel.numbers import NUMBERS

TEXT_BYTES_MAX: Final = 8192
"""What one read of a kernel's file gives at the most: the largest, /proc/self/status, is a quarter of it."""
ANSWER_BYTES_MAX: Final = 512
"""The largest structure that a system call fills in, utsname, has 390."""
WORD_BYTES: Final = 8


class Kind(IntEnum):
    """What an operation's result is. runtime/steps.c has these numbers too."""

    CALL = 0
    """A system call's answer; -errno where the kernel refuses."""
    SAME = 1
    """Of two places: 1 if so many bytes are the same, or else 0."""
    BITS = 2
    """Of the 64 bits at a place, those in a mask."""
    OCCURRENCES = 3
    """How often a pattern is in so many bytes. A `*` is whatever has no white space, up to what follows it."""
    ENTRIES = 4
    """How many directory entries (getdents64(2)) are in so many bytes."""
    ACT = 5
    """None: what is to be done is no system call, and Python does it."""


class Wanted(IntEnum):
    """What the result must be. In runtime/steps.c as well."""

    DONE = 0
    """No system call's error."""
    REFUSED = 1
    """An error, whichever."""
    EQUAL = 2
    """The operation's value."""
    DONE_OR = 3
    """No error, or just the value."""


class Memory(Protocol):
    """Whatever lives as long as what is at its address."""

    @property
    def address(self) -> int: ...


class Cell:
    """Memory that operations read and write, and that stays where it is. A fork has its own of it."""

    def __init__(self, content: bytes = b"", *, size: int | None = None) -> None:
        self._memory = ctypes.create_string_buffer(content, size or len(content) + 1)
        self.address: Final = ctypes.addressof(self._memory)

    def write(self, text: str) -> None:
        """As C has strings: a zero follows. Raises ValueError for one that is too long."""
        self._memory.value = text.encode()

    def at(self, offset: int) -> "Place":
        return Place(self, self.address + offset)


@dataclass(frozen=True, slots=True)
class Place:
    """An address within a cell."""

    cell: Cell
    address: int


@dataclass(frozen=True, slots=True)
class Held:
    """As an argument: the 64 bits that are there by then."""

    memory: Memory


Argument = int | str | bytes | Memory | Held


_PACKED: Final = struct.Struct("=12q")
"""As runtime/steps.c has it, struct operation: kind, number, six arguments, held, wanted, value, result."""
_ARGUMENTS_MAX: Final = 6


@dataclass(frozen=True, slots=True)
class Operation:
    """One of a program. `what` says in messages what the result is of."""

    kind: Kind
    what: str
    number: int = 0
    arguments: tuple[int, ...] = (0,) * _ARGUMENTS_MAX
    held: int = 0
    """A bit for each argument that is the address of what is meant."""
    wanted: Wanted = Wanted.DONE
    value: int = 0
    result: int = 0
    """The address that the result is written to, or 0."""
    act: Callable[[], None] | None = None
    keeps: tuple[object, ...] = ()
    """Whose memory the addresses are of."""


def packed(operation: Operation) -> bytes:
    return _PACKED.pack(
        operation.kind,
        operation.number,
        *operation.arguments,
        operation.held,
        operation.wanted,
        operation.value,
        operation.result,
    )


TEXT: Final = Cell(size=TEXT_BYTES_MAX)
"""What was read last, and LENGTH how much of it."""
LENGTH: Final = Cell(size=WORD_BYTES)
DESCRIPTOR: Final = Cell(size=WORD_BYTES)
"""What was opened last. Like all of these it is every program's: one follows the other in a process."""
ANSWER: Final = Cell(size=ANSWER_BYTES_MAX)
"""What a system call fills in, and OTHER_ANSWER what is to be compared with it."""
OTHER_ANSWER: Final = Cell(size=ANSWER_BYTES_MAX)
ALL_BITS: Final = -1


def call(
    name: str,
    *arguments: Argument,
    what: str | None = None,
    wanted: Wanted = Wanted.DONE,
    value: int = 0,
    into: Memory | None = None,
) -> Operation:
    """A system call by its name. Text is handed over as C has it; what is longer than a register, by its address."""
    numbers, held, keeps = _resolved(arguments)
    return Operation(
        Kind.CALL,
        what or _told(name, arguments),
        NUMBERS[name],
        numbers,
        held,
        wanted,
        value,
        into.address if into is not None else 0,
        keeps=(*keeps, into),
    )


def act(what: str, do: Callable[[], None]) -> Operation:
    """For what no system call does. `do` raises what the step is to fail with, OSError or Unproven."""
    return Operation(Kind.ACT, what, act=do)


def same(place: Memory, content: str | bytes, what: str) -> Operation:
    """The memory there begins with this content."""
    length = len(content if isinstance(content, bytes) else content.encode())
    return _look(Kind.SAME, (place, content, length), value=1, what=what)


def alike(place: Place, other: Place, what: str) -> Operation:
    """The 64 bits in these places are the same."""
    return _look(Kind.SAME, (place, other, WORD_BYTES), value=1, what=what)


def unlike(place: Place, other: Place, what: str) -> Operation:
    """They are not."""
    return _look(Kind.SAME, (place, other, WORD_BYTES), value=0, what=what)


def bits(place: Memory, mask: int, *, wanted: int, what: str) -> Operation:
    """Of the 64 bits there, those in the mask are as wanted."""
    return _look(Kind.BITS, (place, mask), value=wanted, what=what)


def occurrences(pattern: str | Cell, times: int, what: str) -> Operation:
    """In TEXT."""
    return _look(Kind.OCCURRENCES, (TEXT, Held(LENGTH), pattern), value=times, what=what)


def count(pattern: str, into: Place) -> Operation:
    """How often it is in TEXT."""
    counting = _look(Kind.OCCURRENCES, (TEXT, Held(LENGTH), pattern), value=0, what=pattern)
    return replace(counting, wanted=Wanted.DONE, result=into.address)


def entries(number: int, what: str) -> Operation:
    """In TEXT, of a directory."""
    return _look(Kind.ENTRIES, (TEXT, Held(LENGTH)), value=number, what=what)


def _look(kind: Kind, arguments: tuple[Argument, ...], *, value: int, what: str) -> Operation:
    numbers, held, keeps = _resolved(arguments)
    return Operation(kind, what, 0, numbers, held, Wanted.EQUAL, value, keeps=keeps)


def _resolved(
    arguments: tuple[Argument, ...],
) -> tuple[tuple[int, ...], int, tuple[object, ...]]:
    """As numbers, with a bit for each that is held, and what must be kept as long as these are used."""
    numbers, held, keeps = [], 0, []
    for index, argument in enumerate(arguments):
        match argument:
            case int():
                numbers.append(argument)
                continue
            case str() | bytes():
                memory: Memory = Cell(argument.encode() if isinstance(argument, str) else argument)
            case Held():
                memory = argument.memory
                held |= 1 << index
            case _:
                memory = argument
        numbers.append(memory.address)
        keeps.append(memory)
    # What a system call is not given, it must not find by chance.
    missing = _ARGUMENTS_MAX - len(numbers)
    return (*numbers, *(0,) * missing), held, tuple(keeps)


def _told(name: str, arguments: tuple[Argument, ...]) -> str:
    named = [each for each in arguments if isinstance(each, str) and each]
    return f"{name}({', '.join(named)})"
