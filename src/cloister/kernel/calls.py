"""Kernel calls that take rights away from the calling process, or open files without leaving a directory.

Every function raises OSError naming the call. Nothing here decides anything.
"""

import ctypes
import os
import struct
from typing import Final

CLONE_NEWNS: Final = 0x00020000
CLONE_NEWCGROUP: Final = 0x02000000
CLONE_NEWUTS: Final = 0x04000000
CLONE_NEWIPC: Final = 0x08000000
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWNET: Final = 0x40000000

PR_SET_PDEATHSIG: Final = 1
PR_SET_DUMPABLE: Final = 4
PR_CAPBSET_READ: Final = 23
PR_CAPBSET_DROP: Final = 24
PR_SET_SECUREBITS: Final = 28
PR_SET_NO_NEW_PRIVS: Final = 38
PR_GET_NO_NEW_PRIVS: Final = 39
PR_CAP_AMBIENT: Final = 47
PR_CAP_AMBIENT_CLEAR_ALL: Final = 4
SECBITS_LOCKED: Final = 0x2F
"""NOROOT, NO_SETUID_FIXUP, each locked, and KEEP_CAPS locked in its off state (linux/securebits.h)."""

_SYS_KEYCTL: Final = 250 if os.uname().machine == "x86_64" else 219
_SYS_OPENAT2: Final = 437
_KEYCTL_JOIN_SESSION_KEYRING: Final = 1
_CAPABILITY_VERSION_3: Final = 0x20080522
_CAPABILITY_SETS_BYTES: Final = 24
_RESOLVE_NO_MAGICLINKS: Final = 0x02
_RESOLVE_NO_SYMLINKS: Final = 0x04
_RESOLVE_BENEATH: Final = 0x08

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def check(result: int, call: str) -> int:
    """`result`, or the OSError that it stands for."""
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{call}: {os.strerror(error)}")
    return result


def syscall(number: int, call: str, *args: object) -> int:
    """A call that libc has no function for."""
    return check(int(_libc.syscall(ctypes.c_long(number), *args)), call)


def unshare(flags: int) -> None:
    check(_libc.unshare(ctypes.c_int(flags)), "unshare")


def prctl(option: int, argument: int = 0) -> int:
    zero = ctypes.c_ulong(0)
    words = (ctypes.c_ulong(argument), zero, zero, zero)
    return check(_libc.prctl(ctypes.c_int(option), *words), f"prctl({option})")


def join_new_session_keyring() -> None:
    """keyctl(2): the calling process gets an empty session keyring of its own."""
    syscall(_SYS_KEYCTL, "keyctl", _KEYCTL_JOIN_SESSION_KEYRING, None)


def clear_capabilities() -> None:
    """capset(2): effective, permitted and inheritable are empty afterwards."""
    check(_libc.capset(_capability_header(), bytes(_CAPABILITY_SETS_BYTES)), "capset")


def has_capabilities() -> bool:
    """capget(2): whether any of effective, permitted and inheritable is not empty."""
    sets = ctypes.create_string_buffer(_CAPABILITY_SETS_BYTES)
    check(_libc.capget(_capability_header(), sets), "capget")
    return any(sets.raw)


def open_beneath(directory_fd: int, path: str, flags: int, mode: int = 0) -> int:
    """openat2(2): a descriptor of what `path` names below the directory, no link of any kind on the way."""
    resolve = _RESOLVE_BENEATH | _RESOLVE_NO_SYMLINKS | _RESOLVE_NO_MAGICLINKS
    # struct open_how: flags, mode, resolve
    how = struct.pack("=3Q", flags | os.O_CLOEXEC, mode, resolve)
    size = ctypes.c_size_t(len(how))
    return syscall(_SYS_OPENAT2, "openat2", directory_fd, os.fsencode(path), how, size)


def _capability_header() -> bytes:
    return struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
