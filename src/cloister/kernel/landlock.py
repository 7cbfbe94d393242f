"""Landlock with one grant: rights below one directory, and none on any other file, socket or process."""

import ctypes
import os
import struct
from typing import Final

from cloister.kernel.calls import syscall

# linux/landlock.h, LANDLOCK_ACCESS_FS_*
WRITE_FILE: Final = 1 << 1
MAKE_DIR: Final = 1 << 7
MAKE_REG: Final = 1 << 8

_SYS_CREATE_RULESET: Final = 444
_SYS_ADD_RULE: Final = 445
_SYS_RESTRICT_SELF: Final = 446
_CREATE_RULESET_VERSION: Final = 1
_RULE_PATH_BENEATH: Final = 1
_FILE_RIGHTS: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""By the ABI that first knew them all."""
_TCP: Final = 0b11
"""LANDLOCK_ACCESS_NET_BIND_TCP and _CONNECT_TCP, since ABI 4."""
_SCOPES: Final = 0b11
"""LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET and _SIGNAL, since ABI 6."""
_ABI_WITH_TCP: Final = 4
_ABI_WITH_SCOPES: Final = 6


def abi_version() -> int:
    """The kernel's Landlock ABI, 0 where there is none."""
    size = ctypes.c_size_t(0)
    try:
        return syscall(_SYS_CREATE_RULESET, "landlock", None, size, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def allow_only(rights: int, directory_fd: int) -> None:
    """From now on this process has `rights` below the directory and no other right that the kernel's ABI knows.

    Descriptors that are open already keep what they can do. Does nothing where there is no Landlock.
    no_new_privs must be set. Raises OSError.
    """
    abi = abi_version()
    if abi == 0:
        return
    attributes = _attributes(abi)
    size = ctypes.c_size_t(len(attributes))
    ruleset_fd = syscall(_SYS_CREATE_RULESET, "landlock_create_ruleset", attributes, size, 0)
    try:
        # struct landlock_path_beneath_attr is packed: allowed_access, parent_fd
        rule = struct.pack("=Qi", rights, directory_fd)
        syscall(_SYS_ADD_RULE, "landlock_add_rule", ruleset_fd, _RULE_PATH_BENEATH, rule, 0)
        syscall(_SYS_RESTRICT_SELF, "landlock_restrict_self", ruleset_fd, 0)
    finally:
        os.close(ruleset_fd)


def _attributes(abi: int) -> bytes:
    """struct landlock_ruleset_attr as this ABI has it: handled_access_fs, handled_access_net, scoped."""
    words = [_FILE_RIGHTS[max(known for known in _FILE_RIGHTS if known <= abi)]]
    if abi >= _ABI_WITH_TCP:
        words.append(_TCP)
    if abi >= _ABI_WITH_SCOPES:
        words.append(_SCOPES)
    return struct.pack(f"={len(words)}Q", *words)
