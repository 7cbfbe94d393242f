"""Bytes of a deployment package become a tree on disk: counted as they are written, never believed beforehand."""

import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
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
from cloister.domain.errors import InvalidParameterValue, RequestEntityTooLarge

_CHUNK_BYTES: Final = 128 * limits.KIB
_OPEN_DIRECTORY: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_CREATE_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def extract(zipped: bytes, target: Path) -> None:
    """Unpack into `target`, an empty directory that nobody else can write: durable when this returns.

    Directories are 0755, files 0644 or 0755, mtimes the package's. Blocks.
    Raises RequestEntityTooLarge or InvalidParameterValue, in AWS's words; `target` is then half full.
    """
    if len(zipped) > limits.PACKAGE_ZIPPED_BYTES_MAX:
        raise RequestEntityTooLarge(
            f"Zipped size must be smaller than {limits.PACKAGE_ZIPPED_BYTES_MAX} bytes"
        )
    with open_zip(zipped) as archive:
        contents = read_contents(archive, zipped)
        root_fd = os.open(target, _OPEN_DIRECTORY)
        try:
            _write(contents, archive=archive, root_fd=root_fd, meter=_Meter(len(zipped)))
        finally:
            os.close(root_fd)


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
            os.mkdir(path[-1], dir_fd=parent_fd)
    by_directory = _by_directory(contents)
    for path, files in by_directory.items():
        with _directory(root_fd, path) as directory_fd:
            for file in files:
                _write_file(file, archive=archive, directory_fd=directory_fd, meter=meter)
            os.fchmod(directory_fd, 0o755)
            os.fsync(directory_fd)


def _by_directory(contents: Contents) -> Mapping[Components, Sequence[File]]:
    """Every directory, the root among them, with the files that go into it."""
    grouped: dict[Components, list[File]] = {path: [] for path in ((), *contents.directories)}
    for file in contents.files:
        grouped[file.path[:-1]].append(file)
    return grouped


@contextmanager
def _directory(root_fd: int, path: Components) -> Iterator[int]:
    """A descriptor of a directory below the root, opened name by name: no link on the way is ever followed."""
    directory_fd = os.dup(root_fd)
    try:
        for name in path:
            child_fd = os.open(name, _OPEN_DIRECTORY, dir_fd=directory_fd)
            os.close(directory_fd)
            directory_fd = child_fd
        yield directory_fd
    finally:
        os.close(directory_fd)


def _write_file(file: File, *, archive: zipfile.ZipFile, directory_fd: int, meter: _Meter) -> None:
    file_fd = os.open(file.path[-1], _CREATE_FILE, 0o600, dir_fd=directory_fd)
    with os.fdopen(file_fd, "wb") as output:
        for chunk in _inflated(archive, file.info):
            meter.count(len(chunk))
            output.write(chunk)
        output.flush()
        os.fchmod(file_fd, 0o755 if file.executable else 0o644)
        os.utime(file_fd, (file.mtime_s, file.mtime_s))
        os.fsync(file_fd)


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
