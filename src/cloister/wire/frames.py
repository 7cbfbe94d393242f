"""Bytes to frames and back: a length, a kind, a small JSON object and a body of raw bytes.

uint32  length of all that follows, big-endian
uint8   kind
uint16  length of the metadata
...     metadata: a JSON object, UTF-8
...     body
"""

import json
import struct
from typing import NamedTuple

FRAME_BYTES_MAX = 6 * 1024 * 1024 + 64 * 1024
"""A synchronous payload of 6 MiB and room for what goes with it (isolation.md 3.7)."""
METADATA_BYTES_MAX = 16 * 1024
"""A client context of 3,583 bytes, escaped, is the largest thing in it."""

_LENGTH = struct.Struct("!I")
_HEAD = struct.Struct("!BH")
_BEGINNING = struct.Struct("!IBH")
_quoted = json.encoder.encode_basestring_ascii
_decode_json = json.JSONDecoder().decode

Metadata = dict[str, object]
Value = str | int | bool | None
Told = dict[str, Value]
"""Metadata to be sent: flat, its names plain ASCII."""


class WireError(Exception):
    """The other side said something that it must not say. It is not listened to any further."""


class Frame(NamedTuple):
    kind: int
    metadata: Metadata
    body: bytes


def encode_frame(kind: int, metadata: Told, body: bytes = b"") -> bytes:
    """The frame's bytes. Raises WireError when it would be larger than the other side accepts."""
    meta = _encode_metadata(metadata)
    length = _HEAD.size + len(meta) + len(body)
    if len(meta) > METADATA_BYTES_MAX or length > FRAME_BYTES_MAX:
        raise WireError(f"a frame of {length} bytes is too large")
    return b"".join((_BEGINNING.pack(length, kind, len(meta)), meta, body))


def _encode_metadata(metadata: Told) -> bytes:
    # Value by value: the encoder of the json module makes a new one of itself for each object.
    members = [f'"{name}":{_json(value)}' for name, value in metadata.items()]
    return f"{{{','.join(members)}}}".encode("ascii")


def _json(value: Value) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return "null" if value is None else str(value).lower()


class FrameDecoder:
    """Bytes in, frames out. It holds at most one frame that is not complete, and no frame over the bound."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def is_empty(self) -> bool:
        """Whether every byte received so far belongs to a frame that was handed out."""
        return not self._buffer

    def feed(self, data: bytes | memoryview) -> list[Frame]:
        """The frames that `data` completes, in order.

        Raises WireError for a frame that is too large or malformed, as soon as that can be known.
        """
        self._buffer += data
        frames = []
        start = 0
        while (end := self._frame_end(start)) is not None:
            frames.append(_parse(self._buffer, start + _LENGTH.size, end))
            start = end
        if start:
            del self._buffer[:start]
        return frames

    def _frame_end(self, start: int) -> int | None:
        if len(self._buffer) - start < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._buffer, start)
        if not _HEAD.size <= length <= FRAME_BYTES_MAX:
            raise WireError(f"a frame of {length} bytes is out of bounds")
        end = start + _LENGTH.size + length
        return int(end) if end <= len(self._buffer) else None


def _parse(buffer: bytearray, start: int, end: int) -> Frame:
    kind, meta_length = _HEAD.unpack_from(buffer, start)
    meta_start = start + _HEAD.size
    body_start = meta_start + meta_length
    if meta_length > METADATA_BYTES_MAX or body_start > end:
        raise WireError("a frame's metadata is longer than the frame")
    with memoryview(buffer) as view:
        # Copied out: what is left of the buffer moves.
        metadata, body = bytes(view[meta_start:body_start]), bytes(view[body_start:end])
    return Frame(kind, _parse_metadata(metadata), body)


def _parse_metadata(data: bytes) -> Metadata:
    try:
        # As text: json.loads looks first which of five encodings bytes might be in.
        metadata = _decode_json(data.decode())
    except (ValueError, RecursionError) as error:
        raise WireError("a frame's metadata is not JSON") from error
    if not isinstance(metadata, dict):
        raise WireError("a frame's metadata is not an object")
    return metadata
