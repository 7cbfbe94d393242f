"""Bytes to frames and back: a length, a kind, a small JSON object and a body of raw bytes.

uint32  length of all that follows, big-endian
uint8   kind
uint16  length of the metadata
...     metadata: a JSON object, UTF-8
...     body
"""

import json
import struct
from collections.abc import Callable
from typing import NamedTuple

FRAME_BYTES_MAX = 6 * 1024 * 1024 + 64 * 1024
"""A synchronous payload of 6 MiB and room for what goes with it (isolation.md 3.7)."""
METADATA_BYTES_MAX = 16 * 1024
"""A client context of 3,583 bytes, escaped, is the largest thing in it."""

NO_METADATA = "{}"

_LENGTH = struct.Struct("!I")
_HEAD = struct.Struct("!BH")
_BEGINNING = struct.Struct("!IBH")
_decode_json = json.JSONDecoder().raw_decode

quoted: Callable[[str], str] = json.encoder.encode_basestring_ascii
"""A text as JSON has it, in plain ASCII."""

Metadata = dict[str, object]


class WireError(Exception):
    """The other side said something that it must not say. It is not listened to any further."""


class Frame(NamedTuple):
    kind: int
    metadata: Metadata
    body: bytes


def encode_frame(kind: int, metadata: str, body: bytes = b"") -> bytes:
    """The frame's bytes; `metadata` is JSON. Raises WireError when it would be larger than the other side accepts."""
    meta = metadata.encode()
    length = _HEAD.size + len(meta) + len(body)
    if len(meta) > METADATA_BYTES_MAX or length > FRAME_BYTES_MAX:
        raise WireError(f"a frame of {length} bytes is too large")
    return b"".join((_BEGINNING.pack(length, kind, len(meta)), meta, body))


class FrameDecoder:
    """Bytes in, frames out. It holds at most one frame that is not complete, and no frame over the bound."""

    def __init__(self) -> None:
        self._begun = bytearray()
        self._wanted = 0
        """How many bytes of what has begun there must be before it is worth another look."""

    @property
    def is_empty(self) -> bool:
        """Whether every byte received so far belongs to a frame that was handed out."""
        return not self._begun

    def feed(self, data: bytes | bytearray | memoryview) -> list[Frame]:
        """The frames that `data` completes, in order.

        Raises WireError for a frame that is too large or malformed, as soon as that can be known.
        """
        if self._begun:
            self._begun += data
            if len(self._begun) < self._wanted:
                return []
            data, self._begun = self._begun, bytearray()
        rest = memoryview(data)
        frames = []
        while rest:
            size = _frame_size(rest)
            if size > len(rest):
                self._begun += rest
                self._wanted = size
                break
            frames.append(_parse(rest[:size]))
            rest = rest[size:]
        return frames


def _frame_size(begun: memoryview) -> int:
    """The size of the frame that begins here, its length included; while nobody can know, of its length alone."""
    if len(begun) < _LENGTH.size:
        return _LENGTH.size
    (length,) = _LENGTH.unpack_from(begun)
    if not _HEAD.size <= length <= FRAME_BYTES_MAX:
        raise WireError(f"a frame of {length} bytes is out of bounds")
    return _LENGTH.size + int(length)


def _parse(frame: memoryview) -> Frame:
    _, kind, meta_length = _BEGINNING.unpack_from(frame)
    body_start = _BEGINNING.size + meta_length
    if meta_length > METADATA_BYTES_MAX or body_start > len(frame):
        raise WireError("a frame's metadata is longer than the frame")
    # Copied out: what it stands in is written to again.
    return Frame(kind, _metadata(frame[_BEGINNING.size : body_start]), bytes(frame[body_start:]))


def _metadata(data: memoryview) -> Metadata:
    try:
        text = str(data, "utf-8")
        metadata, end = _decode_json(text)
    except (ValueError, RecursionError) as error:
        raise WireError("a frame's metadata is not JSON") from error
    if end != len(text) or not isinstance(metadata, dict):
        raise WireError("a frame's metadata is not one object")
    return metadata
