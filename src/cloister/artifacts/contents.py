"""What a deployment package says it holds, believed only after every name, kind and extent has been checked."""

import calendar
import io
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cloister.domain import limits
from cloister.domain.errors import InvalidParameterValue

NOT_A_PACKAGE: Final = (
    "Could not unzip uploaded file. Please check your file, then try to upload again."
)
_NOTHING_IN_IT: Final = "Uploaded file must be a non-empty zip"
"""AWS's answer to a zip without files, as those who deployed one have quoted it since 2020."""
BROKEN_ZIP: Final = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    OverflowError,
    ValueError,
    struct.error,
)
"""What zipfile raises for bytes that are no zip, or a damaged one."""

_DIRECTORY_SIGNATURE: Final = b"PK\x01\x02"
_DIRECTORY_SIGNATURES_MAX: Final = 4 * limits.PACKAGE_ENTRIES_MAX
"""zipfile makes an object for every entry before we can count them; archives inside the package may hold some too."""
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_LOCAL_SIGNATURE: Final = b"PK\x03\x04"
# bzip2 and LZMA are left out on purpose: zipfile inflates a whole block of them before it can be counted.
_COMPRESSIONS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED_FLAGS: Final = 0x01 | 0x40
_EARLIEST_MTIME_S: Final = calendar.timegm((1980, 1, 1, 0, 0, 0))
_NAME_SHOWN_MAX: Final = 120

Components = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file to write: where, whether it may be executed, and its mtime in seconds since the epoch."""

    info: zipfile.ZipInfo
    path: Components
    executable: bool
    mtime_s: int


@dataclass(frozen=True, slots=True)
class Contents:
    """A package's tree: directories with parents before children, and files with paths that cannot collide."""

    directories: Sequence[Components]
    files: Sequence[File]


def open_zip(zipped: bytes) -> zipfile.ZipFile:
    """The archive, its central directory read. Raises InvalidParameterValue for no bytes, or bytes that are no zip."""
    if not zipped:
        raise InvalidParameterValue(_NOTHING_IN_IT)
    if zipped.count(_DIRECTORY_SIGNATURE) > _DIRECTORY_SIGNATURES_MAX:
        raise _too_many_entries()
    try:
        return zipfile.ZipFile(io.BytesIO(zipped))
    except BROKEN_ZIP as error:
        raise InvalidParameterValue(NOT_A_PACKAGE) from error


def read_contents(archive: zipfile.ZipFile, zipped: bytes) -> Contents:
    """The tree that the archive's directory describes; nothing has been inflated yet.

    Raises InvalidParameterValue, naming the entry, for what cannot be a plain tree of files and directories.
    """
    entries = archive.infolist()
    if len(entries) > limits.PACKAGE_ENTRIES_MAX:
        raise _too_many_entries()
    _refuse_overlaps(entries, zipped, archive.start_dir)
    tree = _Tree()
    for info in entries:
        _check_kind(info)
        path = _components(info)
        if info.is_dir():
            tree.add_directory(path, info)
        else:
            tree.add_file(path, info)
    if not tree.files:
        raise InvalidParameterValue(_NOTHING_IN_IT)
    return Contents(sorted(tree.directories.values()), list(tree.files.values()))


@dataclass(slots=True)
class _Tree:
    """Paths so far, by their NFC form: two spellings of one name look alike to whoever reads the code."""

    directories: dict[Components, Components] = field(default_factory=dict)
    files: dict[Components, File] = field(default_factory=dict)

    def add_directory(self, path: Components, info: zipfile.ZipInfo) -> None:
        """`path` and its parents are directories from now on. Naming one again says nothing new."""
        while path:
            key = _canonical(path)
            if key in self.files or self.directories.get(key, path) != path:
                raise _refused(info, "is in the package twice")
            if key in self.directories:
                return
            self.directories[key] = path
            self._ensure_room()
            path = path[:-1]

    def add_file(self, path: Components, info: zipfile.ZipInfo) -> None:
        key = _canonical(path)
        if not path:
            raise _refused(info, "has no name")
        if key in self.files or key in self.directories:
            raise _refused(info, "is in the package twice")
        self.add_directory(path[:-1], info)
        executable = bool((info.external_attr >> 16) & 0o111)
        self.files[key] = File(info, path, executable, _mtime_s(info))
        self._ensure_room()

    def _ensure_room(self) -> None:
        # Directories that no entry names count as well: one entry can ask for hundreds of them.
        if len(self.directories) + len(self.files) > limits.PACKAGE_ENTRIES_MAX:
            raise _too_many_entries()


def _canonical(path: Components) -> Components:
    return tuple(unicodedata.normalize("NFC", component) for component in path)


def _components(info: zipfile.ZipInfo) -> Components:
    """The entry's path below the root. A name is judged as stored: zipfile cuts `filename` at a NUL."""
    for name in (info.orig_filename, info.filename):
        if name.startswith("/"):
            raise _refused(info, "has an absolute path")
        if "\\" in name or any(unicodedata.category(character) == "Cc" for character in name):
            raise _refused(info, "has a backslash or a control character in its name")
        if len(name.encode()) > limits.PACKAGE_PATH_BYTES_MAX:
            raise _refused(info, f"has a path over {limits.PACKAGE_PATH_BYTES_MAX} bytes")
    path = tuple(part for part in info.filename.split("/") if part not in {"", "."})
    if len(path) > limits.PACKAGE_DEPTH_MAX:
        raise _refused(info, f"is more than {limits.PACKAGE_DEPTH_MAX} directories deep")
    if ".." in path:
        raise _refused(info, "leads out of the package")
    if any(len(part.encode()) > limits.PACKAGE_NAME_BYTES_MAX for part in path):
        raise _refused(info, f"has a name over {limits.PACKAGE_NAME_BYTES_MAX} bytes")
    return path


def _check_kind(info: zipfile.ZipInfo) -> None:
    """A plain file or a directory, in clear, stored or deflated; or InvalidParameterValue."""
    # zipfile cuts a name at its NUL, and asks the last character of what is left whether it is a directory.
    if not info.filename:
        raise _refused(info, "has no name")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFDIR if info.is_dir() else stat.S_IFREG}:
        raise _refused(info, "is neither a file nor a directory (links are not supported)")
    if info.flag_bits & _ENCRYPTED_FLAGS:
        raise _refused(info, "is encrypted")
    if info.compress_type not in _COMPRESSIONS:
        raise _refused(info, "is compressed by a method other than deflate")


def _refuse_overlaps(
    entries: Sequence[zipfile.ZipInfo], zipped: bytes, directory_offset: int
) -> None:
    """Each entry has bytes of its own, or a small file could unzip to any size (CVE-2024-0450)."""
    free_from = 0
    for info in sorted(entries, key=lambda entry: entry.header_offset):
        end = _end_offset(info, zipped)
        if info.header_offset < free_from:
            raise _refused(info, "overlaps another entry")
        free_from = end
    if free_from > directory_offset:
        raise InvalidParameterValue(NOT_A_PACKAGE)


def _end_offset(info: zipfile.ZipInfo, zipped: bytes) -> int:
    if info.header_offset < 0:
        raise InvalidParameterValue(NOT_A_PACKAGE)
    try:
        signature, name_size, extra_size = _LOCAL_HEADER.unpack_from(zipped, info.header_offset)
    except struct.error as error:
        raise InvalidParameterValue(NOT_A_PACKAGE) from error
    if signature != _LOCAL_SIGNATURE:
        raise InvalidParameterValue(NOT_A_PACKAGE)
    data_offset = info.header_offset + _LOCAL_HEADER.size
    return data_offset + int(name_size) + int(extra_size) + info.compress_size


def _mtime_s(info: zipfile.ZipInfo) -> int:
    """DOS time knows no zone and is read as UTC; what was never a date counts as its earliest."""
    try:
        return max(calendar.timegm((*info.date_time, 0, 0, 0)), _EARLIEST_MTIME_S)
    except ValueError:
        return _EARLIEST_MTIME_S


def _refused(info: zipfile.ZipInfo, why: str) -> InvalidParameterValue:
    return InvalidParameterValue(
        f"The package's entry {info.orig_filename[:_NAME_SHOWN_MAX]!a} {why}."
    )


def _too_many_entries() -> InvalidParameterValue:
    return InvalidParameterValue(
        f"The package holds more than {limits.PACKAGE_ENTRIES_MAX} files and directories."
    )
