"""A seccomp filter that lets a few calls by and refuses all others: compiled and installed by libseccomp."""

import ctypes
import errno
from collections.abc import Iterable
from typing import Final

_ALLOW: Final = 0x7FFF0000
_KILL_PROCESS: Final = 0x80000000
_REFUSE: Final = 0x00050000 | errno.EPERM
_ATTR_BADARCH_ACTION: Final = 2
_MASKED_EQUAL: Final = 7
_PROTECTION_ARGUMENT: Final = 2
_PROT_EXEC: Final = 4
_MAPPING_CALLS: Final = ("mmap", "mprotect")


class FilterUnavailable(OSError):
    """libseccomp is missing or refused a rule."""


class ArgumentCompare(ctypes.Structure):
    """struct scmp_arg_cmp of seccomp.h."""

    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("datum_a", ctypes.c_uint64),
        ("datum_b", ctypes.c_uint64),
    )


class AllowList:
    """`calls`, and mmap and mprotect of memory that cannot be executed. Made before files are out of reach."""

    def __init__(self, calls: Iterable[str]) -> None:
        """Raises FilterUnavailable for a call that libseccomp does not know on this machine, and without it."""
        try:
            self._library = ctypes.CDLL("libseccomp.so.2")
        except OSError as error:
            raise FilterUnavailable(f"libseccomp is not installed: {error}") from error
        self._library.seccomp_init.restype = ctypes.c_void_p
        self._context = ctypes.c_void_p(self._library.seccomp_init(ctypes.c_uint32(_REFUSE)))
        action = ctypes.c_uint32(_KILL_PROCESS)
        self._check(
            self._library.seccomp_attr_set(self._context, _ATTR_BADARCH_ACTION, action),
            "the answer to foreign architectures",
        )
        for call in calls:
            self._allow(call)
        not_executable = ArgumentCompare(_PROTECTION_ARGUMENT, _MASKED_EQUAL, _PROT_EXEC, 0)
        for call in _MAPPING_CALLS:
            self._allow(call, not_executable)

    def install(self) -> None:
        """From now on every other call of this process fails with EPERM. For good; no_new_privs must be set."""
        self._check(self._library.seccomp_load(self._context), "the filter")

    def _allow(self, call: str, *conditions: ArgumentCompare) -> None:
        number = self._library.seccomp_syscall_resolve_name(call.encode())
        array = (ArgumentCompare * len(conditions))(*conditions)
        action = ctypes.c_uint32(_ALLOW)
        self._check(
            self._library.seccomp_rule_add_array(
                self._context, action, number, len(conditions), array
            ),
            call,
        )

    def _check(self, result: int, what: str) -> None:
        if result < 0:
            raise FilterUnavailable(-result, f"libseccomp refused {what}")
