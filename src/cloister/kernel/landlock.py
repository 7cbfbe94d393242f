"""Landlock: a process keeps to what it is granted below some directories, for good, whatever else stands open.

Where the kernel has no Landlock, or an older one, as much of it is used as there is: it is a second wall everywhere.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cloister.kernel.calls import syscall
from cloister.kernel.numbers import NUMBERS

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

_CREATE_RULESET_VERSION: Final = 1
RULE_PATH_BENEATH: Final = 1
_FILE_RIGHTS: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: ALL}
"""By the ABI that first knew them all."""
_TCP: Final = 0b11
"""LANDLOCK_ACCESS_NET_BIND_TCP and _CONNECT_TCP, since ABI 4."""
_SCOPES: Final = 0b11
"""LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET and _SIGNAL, since ABI 6."""
_ABI_WITH_TCP: Final = 4
_ABI_WITH_SCOPES: Final = 6


@dataclass(frozen=True, slots=True)
class Ruleset:
    """What landlock_create_ruleset(2) is given."""

    attributes: bytes
    handled: int
    """The rights to files that this kernel can withhold: a rule may name no others."""

    @classmethod
    def of_kernel(cls, *, forbids_tcp: bool) -> "Ruleset | None":
        """As strict as this kernel has it; None where there is no Landlock."""
        abi = abi_version()
        if abi == 0:
            return None
        handled = _FILE_RIGHTS[max(known for known in _FILE_RIGHTS if known <= abi)]
        return cls(_attributes(abi, handled, _TCP if forbids_tcp else 0), handled)

    def rule(self, rights: int, directory_fd: int) -> bytes:
        """struct landlock_path_beneath_attr, which is packed: allowed_access, parent_fd."""
        return struct.pack("=Qi", rights & self.handled, directory_fd)


def abi_version() -> int:
    """The kernel's Landlock ABI, 0 where there is none."""
    size = ctypes.c_size_t(0)
    try:
        return _call("landlock_create_ruleset", None, size, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def restrict(grants: Iterable[tuple[int, int]], *, forbids_tcp: bool) -> None:
    """From now on this process has of each (directory descriptor, rights) the rights below it, and no others.

    Signals and abstract sockets reach its own descendants only. Descriptors that are open already keep what they can
    do. Does nothing where there is no Landlock. no_new_privs must be set. Raises OSError.
    """
    wanted = Ruleset.of_kernel(forbids_tcp=forbids_tcp)
    if wanted is None:
        return
    size = ctypes.c_size_t(len(wanted.attributes))
    ruleset = _call("landlock_create_ruleset", wanted.attributes, size, 0)
    try:
        for directory_fd, rights in grants:
            rule = wanted.rule(rights, directory_fd)
            _call("landlock_add_rule", ruleset, RULE_PATH_BENEATH, rule, 0)
        _call("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _call(name: str, *arguments: object) -> int:
    return syscall(NUMBERS[name], name, "", *arguments)


def _attributes(abi: int, handled: int, tcp: int) -> bytes:
    """struct landlock_ruleset_attr as this ABI has it: handled_access_fs, handled_access_net, scoped."""
    words = [handled]
    if abi >= _ABI_WITH_TCP:
        words.append(tcp)
    if abi >= _ABI_WITH_SCOPES:
        words.append(_SCOPES)
    return struct.pack(f"={len(words)}Q", *words)
