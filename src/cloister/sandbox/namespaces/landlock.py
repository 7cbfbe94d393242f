"""The second wall around files: what a sandbox may do below which directory, whatever its mount table says.

It also keeps signals and abstract sockets within the sandbox. Where the kernel has no Landlock, or an older one,
as much of it is used as there is: the mounts and namespaces stand without it, and `cloister doctor` tells.
"""

import ctypes
import errno
import os
import struct
from typing import Final

_SYS_CREATE_RULESET: Final = 444
_SYS_ADD_RULE: Final = 445
_SYS_RESTRICT_SELF: Final = 446
_CREATE_RULESET_VERSION: Final = 1
_RULE_PATH_BENEATH: Final = 1

# linux/landlock.h, LANDLOCK_ACCESS_FS_*
_EXECUTE: Final = 1 << 0
_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_DIR: Final = 1 << 3
_TRUNCATE: Final = 1 << 14
_IOCTL_DEV: Final = 1 << 15
_ALL_BY_ABI: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""ABI to all rights on files that it knows: each adds one."""
_SCOPES: Final = 0b11
"""Abstract UNIX sockets and signals, since ABI 6."""
_ABI_WITH_SCOPES: Final = 6

_READ: Final = _EXECUTE | _READ_FILE | _READ_DIR
GRANTS: Final = (
    ("/", _READ, "the image and the code: read-only mounts"),
    ("/tmp", (1 << 16) - 1, "the one place to write"),  # noqa: S108 # a mount point in the sandbox
    ("/dev", _READ | _WRITE_FILE | _TRUNCATE | _IOCTL_DEV, "null, zero, full, random and urandom"),
)
"""Directory, rights below it, and why."""

_libc = ctypes.PyDLL(None, use_errno=True)


def abi_version() -> int:
    """The kernel's Landlock ABI, 0 where there is none."""
    version = _libc.syscall(
        ctypes.c_long(_SYS_CREATE_RULESET), None, ctypes.c_size_t(0), _CREATE_RULESET_VERSION
    )
    return max(0, int(version))


def restrict_self() -> None:
    """This process and its children keep to GRANTS for good. no_new_privs must be set. Raises OSError."""
    abi = abi_version()
    if abi == 0:
        return
    handled = _ALL_BY_ABI[max(known for known in _ALL_BY_ABI if known <= abi)]
    # struct landlock_ruleset_attr: handled_access_fs, handled_access_net, scoped
    attributes = struct.pack("=3Q", handled, 0, _SCOPES if abi >= _ABI_WITH_SCOPES else 0)
    size = len(attributes) if abi >= _ABI_WITH_SCOPES else 8
    ruleset = _call(_SYS_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0)
    try:
        for path, rights, _ in GRANTS:
            _grant(ruleset, path, rights & handled)
        _call(_SYS_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _grant(ruleset: int, path: str, rights: int) -> None:
    directory = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        # struct landlock_path_beneath_attr is packed: allowed_access, parent_fd
        _call(_SYS_ADD_RULE, ruleset, _RULE_PATH_BENEATH, struct.pack("=Qi", rights, directory), 0)
    finally:
        os.close(directory)


def _call(number: int, *args: object) -> int:
    result = int(_libc.syscall(ctypes.c_long(number), *args))
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"landlock({number}): {errno.errorcode.get(error, error)}")
    return result
