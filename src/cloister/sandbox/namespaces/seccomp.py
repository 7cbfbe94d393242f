"""The policy as BPF: compiled once by libseccomp in the spawner, installed as bytes in every sandbox.

Four programs. libseccomp gives a call one action unless its arguments say otherwise: so one lets through what is
allowed, and another takes single uses of it out again; the kernel heeds the stricter. The third is about sockets,
whose refusals are told by another error. The fourth is about numbers that this libseccomp has no names for, and about
more programs, of which there are none after it.
"""

import ctypes
import ctypes.util
import errno
import os
import struct
from collections.abc import Iterable, Mapping
from typing import Self

from cloister.kernel.allow_list import ArgumentCompare
from cloister.sandbox.namespaces.policy import (
    ALLOWED,
    ALLOWED_BUT_REFUSED,
    FILTERS_OF_ITS_OWN,
    NO_SUCH_SOCKET,
    PRETENDED,
    PROFILES,
    REFUSALS,
    RULES,
    SOCKETS,
    UNKNOWN,
    Argument,
    Rule,
)

# linux/bpf_common.h: BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_JMP|BPF_JGT|BPF_K, BPF_RET|BPF_K
_BPF_LOAD_WORD, _BPF_JUMP_IF_EQUAL, _BPF_JUMP_IF_GREATER, _BPF_RETURN = 0x20, 0x15, 0x25, 0x06
_NUMBER_OFFSET = 0
"""Of struct seccomp_data's first member, the system call's number."""
_ACT_ALLOW = 0x7FFF0000
_ACT_KILL_PROCESS = 0x80000000
_ATTR_BADARCH_ACTION = 2
_ATTR_OPTIMIZE = 8
_OPTIMIZE_BINARY_TREE = 2
_CMP_NOT_EQUAL = 1
_CMP_MASKED_EQUAL = 7
_ERROR_NO_SUCH_CALL = -1


class SeccompUnavailable(Exception):
    """libseccomp is missing or refused a rule. The message says what to do."""


def compile_policy(profile: str) -> list[bytes]:
    """The programs to install, in order: each an array of struct sock_filter for this machine's architecture.

    Raises SeccompUnavailable, KeyError for a profile that there is not. A name that this libseccomp does not know
    stays unlisted, and so answers EPERM.
    """
    library = _load()
    return [
        _allowing(library),
        _refusing(library, PROFILES[profile]),
        _about_sockets(library),
        _last(library),
    ]


def _allowing(library: ctypes.CDLL) -> bytes:
    with _Filter(library, default=_errno_action(errno.EPERM)) as program:
        for names in ALLOWED.values():
            program.add_all(names.split(), _ACT_ALLOW)
        program.add_all(ALLOWED_BUT_REFUSED, _ACT_ALLOW)
        program.add_all(UNKNOWN.split(), _errno_action(errno.ENOSYS))
        program.add_all(_socket_calls(), _ACT_ALLOW)
        for rule in RULES:
            program.add(rule, _ACT_ALLOW)
        return program.export()


def _refusing(library: ctypes.CDLL, calls: Mapping[str, int]) -> bytes:
    with _Filter(library, default=_ACT_ALLOW) as program:
        for call, error in calls.items():
            program.add_all([call], _errno_action(error))
        for rule in (*REFUSALS, *PRETENDED):
            program.add(rule, _errno_action(rule.error))
        return program.export()


def _about_sockets(library: ctypes.CDLL) -> bytes:
    """Refuses every socket but those of the policy. Every other call passes before libseccomp's part begins."""
    numbers = [int(library.seccomp_syscall_resolve_name(call.encode())) for call in _socket_calls()]
    others_pass = _instructions(
        (_BPF_LOAD_WORD, 0, 0, _NUMBER_OFFSET),
        *(
            (_BPF_JUMP_IF_EQUAL, len(numbers) - position, 0, number)
            for position, number in enumerate(numbers)
        ),
        (_BPF_RETURN, 0, 0, _ACT_ALLOW),
    )
    with _Filter(library, default=_errno_action(NO_SUCH_SOCKET)) as program:
        for rule in SOCKETS:
            program.add(rule, _ACT_ALLOW)
        return others_pass + program.export()


def _socket_calls() -> list[str]:
    return sorted({rule.call for rule in SOCKETS})


def _highest_known(library: ctypes.CDLL) -> int:
    names = [name for group in ALLOWED.values() for name in group.split()]
    return max(int(library.seccomp_syscall_resolve_name(name.encode())) for name in names)


def _last(library: ctypes.CDLL) -> bytes:
    """Refuses calls that are younger than this policy, and filters of the function's own.

    The last program decides between two errors: to libraries that have a fallback, a young call must not exist.
    """
    do_not_exist = _instructions(
        (_BPF_LOAD_WORD, 0, 0, _NUMBER_OFFSET),
        (_BPF_JUMP_IF_GREATER, 0, 1, _highest_known(library)),
        (_BPF_RETURN, 0, 0, _errno_action(errno.ENOSYS)),
    )
    with _Filter(library, default=_ACT_ALLOW) as program:
        for rule in FILTERS_OF_ITS_OWN:
            program.add(rule, _errno_action(rule.error))
        return do_not_exist + program.export()


def _instructions(*instructions: tuple[int, int, int, int]) -> bytes:
    """Code, jumps if true and if not, operand: as struct sock_filter has them."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)


def _errno_action(number: int) -> int:
    return 0x00050000 | number


def _load() -> ctypes.CDLL:
    name = ctypes.util.find_library("seccomp")
    if name is None:
        raise SeccompUnavailable("libseccomp is not installed: apt install libseccomp2")
    library = ctypes.CDLL(name)
    library.seccomp_init.restype = ctypes.c_void_p
    return library


class _Filter:
    """One libseccomp context: opened by `with`, released at its end."""

    def __init__(self, library: ctypes.CDLL, *, default: int) -> None:
        self._library = library
        self._default = default
        self._context = ctypes.c_void_p()

    def __enter__(self) -> Self:
        self._context = ctypes.c_void_p(self._library.seccomp_init(ctypes.c_uint32(self._default)))
        if not self._context:
            raise SeccompUnavailable("libseccomp could not make a filter")
        self._set(_ATTR_BADARCH_ACTION, _ACT_KILL_PROCESS)
        self._set(_ATTR_OPTIMIZE, _OPTIMIZE_BINARY_TREE)
        return self

    def __exit__(self, *_: object) -> None:
        self._library.seccomp_release(self._context)

    def add_all(self, names: Iterable[str], action: int) -> None:
        for name in names:
            self.add(Rule(name, ""), action)

    def add(self, rule: Rule, action: int) -> None:
        number = self._library.seccomp_syscall_resolve_name(rule.call.encode())
        if number == _ERROR_NO_SUCH_CALL:
            return
        compares = [_compare(condition) for condition in rule.conditions]
        array = (ArgumentCompare * len(compares))(*compares)
        result = self._library.seccomp_rule_add_array(
            self._context, ctypes.c_uint32(action), number, len(compares), array
        )
        if result < 0:
            raise SeccompUnavailable(f"libseccomp refused the rule for {rule.call}: {result}")

    def export(self) -> bytes:
        with open(os.memfd_create("seccomp"), "r+b", buffering=0) as file:  # noqa: PTH123 # a descriptor, not a path
            if self._library.seccomp_export_bpf(self._context, file.fileno()) < 0:
                raise SeccompUnavailable("libseccomp could not write the filter")
            file.seek(0)
            return file.read()

    def _set(self, attribute: int, value: int) -> None:
        if self._library.seccomp_attr_set(self._context, attribute, ctypes.c_uint32(value)) < 0:
            raise SeccompUnavailable(
                f"libseccomp does not know attribute {attribute}: 2.5 is needed"
            )


def _compare(argument: Argument) -> ArgumentCompare:
    if not argument.equal:
        return ArgumentCompare(argument.index, _CMP_NOT_EQUAL, argument.operand, 0)
    return ArgumentCompare(argument.index, _CMP_MASKED_EQUAL, argument.mask, argument.operand)
