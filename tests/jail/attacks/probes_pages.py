"""What the attacks on the host's page cache share: how much of a file is in memory, asked where it may be asked."""

import ctypes
import struct
from dataclasses import dataclass
from pathlib import Path

_CACHESTAT = 451
_ANSWER = "5Q"


@dataclass(frozen=True, slots=True)
class CachedPages:
    """Of one file, in pages."""

    resident: int
    dirty: int
    """Of these, not written to the disk yet."""


def cached_pages(path: Path) -> CachedPages:
    """What cachestat(2), of Linux 6.5, says of the whole file now."""
    told = ctypes.create_string_buffer(struct.calcsize(_ANSWER))
    whole = struct.pack("2Q", 0, 0)
    with path.open("rb") as file:
        assert ctypes.CDLL(None).syscall(_CACHESTAT, file.fileno(), whole, told, 0) == 0
    resident, dirty, *_ = struct.unpack(_ANSWER, told.raw)
    return CachedPages(resident, dirty)
