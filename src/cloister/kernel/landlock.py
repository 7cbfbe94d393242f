"""Landlock: a process keeps to what it is granted below some directories, for good, whatever else stands open.

Where the kernel has no Landlock, or an older one, as much of it is used as there is: it is a second wall everywhere.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from typing import Final

from cloister.kernel.calls import syscall

# linux/landlock.h, LANDLOCK_ACCESS_FS_*
EXECUTE: Final = 1 << 0
WRITE_FILE: Final = 1 << 1
READ_FILE: Final = 1 << 2
READ_DIR: Final = 1 << 3
MAKE_DIR: Final = 1 << 7
MAKE_REG: Final = 1 << 8
TRUNCATE: Final = 1 << 14
IOCTL_DEV: Final = 1 << 15
ALL: Final = (1 << 16) - 1

_SYS_CREATE_RULESET: Final = 444
_SYS_ADD_RULE: Final = 445
_SYS_RESTRICT_SELF: Final = 446
_CREATE_RULESET_VERSION: Final = 1
_RULE_PATH_BENEATH: Final = 1
_FILE_RIGHTS: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: ALL}
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
        return syscall(_SYS_CREATE_RULESET, "landlock", "", None, size, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def restrict(grants: Iterable[tuple[int, int]], *, forbids_tcp: bool) -> None:
    """From now on this process has of each (directory descriptor, rights) the rights below it, and no others.

    Signals and abstract sockets reach its own descendants only. Descriptors that are open already keep what they can
    do. Does nothing where there is no Landlock. no_new_privs must be set. Raises OSError.
    """
    abi = abi_version()
    if abi == 0:
        return
    handled = _FILE_RIGHTS[max(known for known in _FILE_RIGHTS if known <= abi)]
    attributes = _attributes(abi, handled, _TCP if forbids_tcp else 0)
    size = ctypes.c_size_t(len(attributes))
    ruleset = syscall(_SYS_CREATE_RULESET, "landlock_create_ruleset", "", attributes, size, 0)
    try:
        for directory_fd, rights in grants:
            # struct landlock_path_beneath_attr is packed: allowed_access, parent_fd
            rule = struct.pack("=Qi", rights & handled, directory_fd)
            syscall(_SYS_ADD_RULE, "landlock_add_rule", "", ruleset, _RULE_PATH_BENEATH, rule, 0)
        syscall(_SYS_RESTRICT_SELF, "landlock_restrict_self", "", ruleset, 0)
    finally:
        os.close(ruleset)


def _attributes(abi: int, handled: int, tcp: int) -> bytes:
    """struct landlock_ruleset_attr as this ABI has it: handled_access_fs, handled_access_net, scoped."""
    words = [handled]
    if abi >= _ABI_WITH_TCP:
        words.append(tcp)
    if abi >= _ABI_WITH_SCOPES:
        words.append(_SCOPES)
    return struct.pack(f"={len(words)}Q", *words)
