"""Operations in a row, and who carries them out: C where the image has it, or else Python, alike."""

import ctypes
import os
import re
from collections.abc import Callable, Collection, Sequence
from typing import Final

from cloister.kernel import calls as sys_
from cloister.kernel.operations import Kind, Operation, Wanted, act, call, packed
from cloister.runtime.process import STEPS
from cloister.sandbox.namespaces.step import Unproven

_LENGTH_OF_ENTRY: Final = slice(16, 18)
"""Where a directory entry says how long it is (getdents64(2))."""


class Program:
    """Made once and carried out in any fork: it lives as long as the memory that its operations use."""

    def __init__(self, operations: Sequence[Operation], code: bytes | None = None) -> None:
        """`code` is what the operations are for C, where that is known already."""
        self.operations: Final = tuple(operations)
        code = b"".join(map(packed, operations)) if code is None else code
        self.memory: Final = ctypes.create_string_buffer(code, len(code))
        self.address: Final = ctypes.addressof(self.memory)

    @classmethod
    def joined(cls, programs: Collection["Program"]) -> "Program":
        """One after the other."""
        operations = [operation for program in programs for operation in program.operations]
        return cls(operations, b"".join(program.memory.raw for program in programs))


Follow = Callable[[Program, int], tuple[int, int]]
"""From an operation on, by its index: where it stopped, as carry_out() in runtime/steps.c says it, and the result."""


class NotAsWanted(Exception):
    """An operation, by its index, had another result."""

    def __init__(self, index: int, told: str) -> None:
        super().__init__(told)
        self.index: Final = index


def find_follower(library_path: str = STEPS) -> Follow:
    """Once, in a template."""
    try:
        # PyDLL: the interpreter's lock stays with the only thread there is.
        library = ctypes.PyDLL(library_path)
    except OSError:
        # The machine has no compiler to make it with.
        return follow_in_python
    carry_out = library.carry_out
    carry_out.restype = ctypes.c_long
    found = ctypes.c_long()
    found_at = ctypes.c_void_p(ctypes.addressof(found))

    def follow(program: Program, first: int) -> tuple[int, int]:
        memory, count = ctypes.c_void_p(program.address), ctypes.c_long(len(program.operations))
        at = carry_out(memory, ctypes.c_long(first), count, found_at)
        return at, found.value

    return follow


def carry_out(program: Program, follow: Follow) -> None:
    """All of it is done, and was as wanted. Raises NotAsWanted; nothing after what it names has been done."""
    at, result = follow(program, 0)
    while at < len(program.operations):
        operation = program.operations[at]
        if operation.act is None:
            raise NotAsWanted(at, _told(operation, result))
        try:
            operation.act()
        except (OSError, Unproven) as error:
            raise NotAsWanted(at, str(error)) from error
        at, result = follow(program, at + 1)


def rehearse(follow: Follow) -> None:
    """Go the way of a program that changes nothing.

    What the interpreter looks up, specialises and caches then, forks find done, and copy no pages for it.
    """
    carry_out(_REHEARSAL, follow)


_REHEARSAL: Final = Program([call("getpid"), act("nothing", lambda: None), call("getpid")])


def follow_in_python(program: Program, first: int) -> tuple[int, int]:
    """What runtime/steps.c does."""
    for at in range(first, len(program.operations)):
        operation = program.operations[at]
        if operation.act is not None:
            return at, 0
        result = _result(operation)
        if operation.result:
            ctypes.c_long.from_address(operation.result).value = result
        if not _is_wanted(operation, result):
            return at, result
    return len(program.operations), 0


def _result(operation: Operation) -> int:
    given = [
        ctypes.c_long.from_address(argument).value if operation.held >> index & 1 else argument
        for index, argument in enumerate(operation.arguments)
    ]
    if operation.kind is Kind.CALL:
        return sys_.answer(operation.number, given)
    first, second, third, *_ = given
    if operation.kind is Kind.BITS:
        return ctypes.c_long.from_address(first).value & second
    if operation.kind is Kind.SAME:
        return int(ctypes.string_at(first, third) == ctypes.string_at(second, third))
    text = ctypes.string_at(first, second)
    if operation.kind is Kind.ENTRIES:
        return _entries(text)
    return len(re.findall(_expression(ctypes.string_at(third)), text))


def _entries(listing: bytes) -> int:
    found = 0
    while listing:
        found += 1
        listing = listing[int.from_bytes(listing[_LENGTH_OF_ENTRY], "little") :]
    return found


def _expression(pattern: bytes) -> bytes:
    """Of the same meaning, also where one occurrence begins within another."""
    first, *others = pattern.split(b"*")
    stars = (b"[^\\s%b]*%b" % (re.escape(part[:1]), re.escape(part)) for part in others)
    return b"(?=%b%b)" % (re.escape(first), b"".join(stars))


def _is_wanted(operation: Operation, result: int) -> bool:
    match operation.wanted:
        case Wanted.REFUSED:
            return result < 0
        case Wanted.EQUAL:
            return result == operation.value
        case Wanted.DONE_OR:
            return result >= 0 or result == operation.value
        case Wanted.DONE:
            return result >= 0


def _told(operation: Operation, result: int) -> str:
    if operation.wanted is Wanted.REFUSED:
        return f"{operation.what} was allowed"
    if operation.kind is Kind.CALL and result < 0:
        return f"{operation.what}: {os.strerror(-result)}"
    return f"{operation.what}: {result}, not {operation.value}"
