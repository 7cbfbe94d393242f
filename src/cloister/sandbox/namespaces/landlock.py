"""The second wall around a sandbox's files: what it may do below which directory, whatever its mount table says."""

import os
from typing import Final

from cloister.kernel.landlock import (
    ALL,
    EXECUTE,
    IOCTL_DEV,
    READ_DIR,
    READ_FILE,
    TRUNCATE,
    WRITE_FILE,
    restrict,
)

_READ: Final = EXECUTE | READ_FILE | READ_DIR
GRANTS: Final = (
    ("/", _READ, "the image and the code: read-only mounts"),
    ("/tmp", ALL, "the one place to write"),  # noqa: S108 # a mount point in the sandbox
    ("/dev", _READ | WRITE_FILE | TRUNCATE | IOCTL_DEV, "null, zero, full, random and urandom"),
)
"""Directory, rights below it, and why."""


def restrict_self() -> None:
    """This process and its children keep to GRANTS for good. no_new_privs must be set. Raises OSError."""
    fds = [os.open(path, os.O_PATH | os.O_CLOEXEC) for path, _, _ in GRANTS]
    try:
        # TCP stays: functions talk to servers of their own on loopback, which is all there is.
        restrict(
            [(fd, rights) for fd, (_, rights, _) in zip(fds, GRANTS, strict=True)],
            forbids_tcp=False,
        )
    finally:
        for fd in fds:
            os.close(fd)
