"""Bytes of a deployment package become a tree on disk: counted as they are written, never believed beforehand."""

import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from cloister.artifacts.contents import (
    BROKEN_ZIP,
    NOT_A_PACKAGE,
    Components,
    Contents,
    File,
    open_zip,
    read_contents,
)
from cloister.domain import limits
from cloister.domain.errors import InvalidParameterValue
from cloister.kernel.calls import open_beneath

_CHUNK_BYTES: Final = 128 * limits.KIB
_OPEN_DIRECTORY: Final = os.O_PATH | os.O_DIRECTORY
_CREATE_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_PRIVATE_DIRECTORY: Final = 0o700
_PRIVATE_FILE: Final = 0o600
_PRIVATE_PROGRAM: Final = 0o700


def extract(zipped: bytes, root_fd: int) -> None:
    """Unpack into the directory of `root_fd`, which is empty and which nobody else can write. Nothing is synced.

    Directories and files are their owner's alone, an x bit told by the owner's; mtimes are the package's. Blocks.
    Raises InvalidParameterValue, in AWS's words; the directory is then half full.
    """
    with open_zip(zipped) as archive:
        contents = read_contents(archive, zipped)
        _write(contents, archive=archive, root_fd=root_fd, meter=_Meter(len(zipped)))


@dataclass(slots=True)
class _Meter:
    """Unzipped bytes so far, against the two bounds that they have."""

    zipped_bytes: int
    unzipped_bytes: int = 0

    def count(self, size_bytes: int) -> None:
        """Raises InvalidParameterValue once the package is over a bound."""
        self.unzipped_bytes += size_bytes
        if self.unzipped_bytes > limits.PACKAGE_UNZIPPED_BYTES_MAX:
            raise InvalidParameterValue(
                f"Unzipped size must be smaller than {limits.PACKAGE_UNZIPPED_BYTES_MAX} bytes"
            )
        if self.unzipped_bytes > limits.PACKAGE_RATIO_MAX * self.zipped_bytes:
            raise InvalidParameterValue(
                f"The package unzips to more than {limits.PACKAGE_RATIO_MAX} times its size."
            )


def _write(contents: Contents, *, archive: zipfile.ZipFile, root_fd: int, meter: _Meter) -> None:
    for path in contents.directories:
        with _directory(root_fd, path[:-1]) as parent_fd:
            os.mkdir(path[-1], _PRIVATE_DIRECTORY, dir_fd=parent_fd)
    for file in contents.files:
        _write_file(file, archive=archive, root_fd=root_fd, meter=meter)


@contextmanager
def _directory(root_fd: int, path: Components) -> Iterator[int]:
    """A descriptor of a directory below the root, for names to be looked up in."""
    directory_fd = open_beneath(root_fd, "/".join((".", *path)), flags=_OPEN_DIRECTORY)
    try:
        yield directory_fd
    finally:
        os.close(directory_fd)


def _write_file(file: File, *, archive: zipfile.ZipFile, root_fd: int, meter: _Meter) -> None:
    mode = _PRIVATE_PROGRAM if file.executable else _PRIVATE_FILE
    file_fd = open_beneath(root_fd, "/".join(file.path), flags=_CREATE_FILE, mode=mode)
    with os.fdopen(file_fd, "wb") as output:
        for chunk in _inflated(archive, file.info):
            meter.count(len(chunk))
            output.write(chunk)
        output.flush()
        os.utime(file_fd, (file.mtime_s, file.mtime_s))


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The entry's bytes, in bounded pieces. Raises InvalidParameterValue unless size and checksum are as announced."""
    size_bytes = 0
    try:
        with archive.open(info) as source:
            while chunk := source.read(_CHUNK_BYTES):
                size_bytes += len(chunk)
                yield chunk
    except (*BROKEN_ZIP, zlib.error) as error:
        raise InvalidParameterValue(NOT_A_PACKAGE) from error
    if size_bytes != info.file_size:
        raise InvalidParameterValue(NOT_A_PACKAGE)
