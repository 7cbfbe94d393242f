"""Small files of the kernel's, by system calls: Path's text layers cost several times what these files do."""

import os
from pathlib import Path

READ_BYTES_MAX = 8192
"""The kernel's own files of one value or table: the largest read here, /proc/self/status, is a quarter of it."""


def read_kernel_file(path: str | Path) -> bytes:
    """What one read gives, up to READ_BYTES_MAX. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(fd, READ_BYTES_MAX)
    finally:
        os.close(fd)


def write_kernel_file(path: str | Path, value: str) -> None:
    """`value` in one write. Raises OSError: FileNotFoundError where this kernel has no such file."""
    fd = os.open(path, os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC)
    try:
        os.write(fd, value.encode())
    finally:
        os.close(fd)
