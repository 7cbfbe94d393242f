"""Bytes to frames and back: a length, a kind, and a body that each kind reads in its own way.

uint32  length of all that follows, big-endian
uint8   kind
...     body
"""

import struct
from typing import TypeAlias

FRAME_BYTES_MAX = 6 * 1024 * 1024 + 64 * 1024
"""A synchronous payload of 6 MiB and room for what goes with it (isolation.md 3.7)."""

_LENGTH = struct.Struct("!I")
_HEAD = struct.Struct("!IB")
_KIND_BYTES = _HEAD.size - _LENGTH.size

Frame: TypeAlias = tuple[int, memoryview]
"""Kind and body."""


class WireError(Exception):
    """The other side said something that it must not say. It is not listened to any further."""


def encode_frame(kind: int, *parts: bytes) -> bytes:
    """The frame whose body is the parts together. Raises WireError for one that the other side would not accept."""
    length = _KIND_BYTES + sum(map(len, parts))
    if length > FRAME_BYTES_MAX:
        raise WireError(f"a frame of {length} bytes is too large")
    return b"".join((_HEAD.pack(length, kind), *parts))


class FrameDecoder:
    """Bytes in, frames out, one at a time: whoever has sent one waits for an answer. It holds none over the bound."""

    def __init__(self) -> None:
        self._begun = bytearray()
        self._wanted = 0
        """How many bytes of what has begun there must be before it is worth another look."""

    def feed(self, data: memoryview) -> Frame | None:
        """The frame that `data` completes; None while it is not whole. Its body is to be read before `data` changes.

        Raises WireError for a frame that is out of bounds, as soon as that can be known, and if anything follows it.
        """
        if not self._begun and len(data) >= _HEAD.size:
            # Most come whole, and alone.
            length, kind = _HEAD.unpack_from(data)
            if length == len(data) - _LENGTH.size and length <= FRAME_BYTES_MAX:
                return kind, data[_HEAD.size :]
        return self._gathered(data)

    def _gathered(self, data: memoryview) -> Frame | None:
        if self._begun:
            self._begun += data
            if len(self._begun) < self._wanted:
                return None
            data, self._begun = memoryview(self._begun), bytearray()
        size = _frame_size(data)
        if size > len(data):
            self._begun += data
            self._wanted = size
            return None
        if size < len(data):
            raise WireError("more than one message at a time")
        return data[_LENGTH.size], data[_HEAD.size :]


def _frame_size(begun: memoryview) -> int:
    """The size of the frame that begins here, its length included; while nobody can know, of its length alone."""
    if len(begun) < _LENGTH.size:
        return _LENGTH.size
    (length,) = _LENGTH.unpack_from(begun)
    if not _KIND_BYTES <= length <= FRAME_BYTES_MAX:
        raise WireError(f"a frame of {length} bytes is out of bounds")
    return _LENGTH.size + int(length)
