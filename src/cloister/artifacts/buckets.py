"""Buckets that packages are read from: a folder of this machine, or none. s3_endpoint.py has those of a network."""

import os
import stat
from pathlib import Path
from typing import Protocol

from cloister.domain import limits
from cloister.domain.errors import InvalidParameterValue
from cloister.domain.package import InBucket
from cloister.kernel.calls import open_beneath
from cloister.threads import run_blocking

_OPEN_DIRECTORY = os.O_PATH | os.O_DIRECTORY
_OPEN_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY


class Buckets(Protocol):
    """Where objects are."""

    async def read(self, place: InBucket) -> bytes:
        """The object, never more than limits.PACKAGE_STORED_BYTES_MAX of it.

        Raises InvalidParameterValue in AWS's words for one that is not there, may not be read or is too big, and
        ServiceFailure where the buckets do not answer.
        """


class NoBuckets:
    """What a server has whose operator has configured none."""

    async def read(self, place: InBucket) -> bytes:
        raise InvalidParameterValue(
            f"S3Bucket: this server has no buckets configured, so {place.bucket} can't be read. "
            "Send the package as ZipFile, or have the operator start the server with --s3-folder or --s3-endpoint."
        )


class FolderOfBuckets:
    """Directories of one folder as buckets. Keys are paths below them; links of any kind lead nowhere."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def read(self, place: InBucket) -> bytes:
        return await run_blocking(self._read, place)

    def _read(self, place: InBucket) -> bytes:
        if place.version is not None:
            raise refused("NoSuchVersion", "The specified version does not exist.")
        folder_fd = os.open(self._folder, _OPEN_DIRECTORY | os.O_CLOEXEC)
        try:
            in_folder = place.bucket if "/" not in place.bucket else ""
            bucket_fd = _open(folder_fd, in_folder, _OPEN_DIRECTORY)
        finally:
            os.close(folder_fd)
        if bucket_fd is None:
            raise refused("NoSuchBucket", "The specified bucket does not exist")
        try:
            object_fd = _open(bucket_fd, place.key, _OPEN_FILE)
        finally:
            os.close(bucket_fd)
        if object_fd is None:
            raise refused("NoSuchKey", "The specified key does not exist.")
        try:
            return _whole(object_fd)
        finally:
            os.close(object_fd)


def _whole(object_fd: int) -> bytes:
    about = os.fstat(object_fd)
    if not stat.S_ISREG(about.st_mode):
        raise refused("NoSuchKey", "The specified key does not exist.")
    check_size(about.st_size)
    with open(object_fd, "rb", closefd=False) as file:  # a descriptor, no path
        return file.read(limits.PACKAGE_STORED_BYTES_MAX)


def _open(directory_fd: int, path: str, flags: int) -> int | None:
    """A descriptor of what is below the directory, or None. S3 knows no `..`: a key that has one names nothing."""
    if "\0" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
        return None
    try:
        return open_beneath(directory_fd, path, flags=flags)
    except OSError:
        return None


def check_size(size_bytes: int) -> None:
    """Return for an object that may be a package. Raises InvalidParameterValue."""
    if size_bytes > limits.PACKAGE_STORED_BYTES_MAX:
        raise InvalidParameterValue(
            f"Unzipped size must be smaller than {limits.PACKAGE_UNZIPPED_BYTES_MAX} bytes"
        )


def refused(code: str, message: str) -> InvalidParameterValue:
    """What Lambda says of an answer of S3's."""
    return InvalidParameterValue(
        f"Error occurred while GetObject. S3 Error Code: {code}. S3 Error Message: {message}"
    )
