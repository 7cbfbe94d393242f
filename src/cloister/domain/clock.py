"""Time, randomness and ids come from here and nowhere else, so that a test can own them."""

import random
import secrets
import struct
import time
from datetime import UTC, datetime
from functools import partial
from typing import Final, Protocol

BLOCK_BYTES: Final = 16
BLOCKS_AHEAD: Final = 64
"""A kilobyte of randomness costs the kernel little more than 16 bytes do."""
_UUID_PARTS: Final = struct.Struct("8s4s4s4s12s")
# RFC 9562, 5.4: version 4, and one of the four variants that begin with the bits 10.
_UUIDS_FIXED: Final = int("00000000000040008000000000000000" * BLOCKS_AHEAD, 16)
_UUIDS_RANDOM: Final = int("ffffffffffff0fff3fffffffffffffff" * BLOCKS_AHEAD, 16)


class Clock(Protocol):
    """What the rest of the system may know of time and chance."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that never go back; only differences mean something."""

    def new_uuid(self) -> str:
        """A random UUID in its usual 36 characters: request and revision ids."""

    def new_token(self, size_bytes: int) -> str:
        """`size_bytes` of secret randomness, in hex."""

    def draw(self) -> float:
        """A number of [0, 1), evenly spread and no secret: what weights choose by."""


class SystemClock:
    """The machine's clock and the kernel's randomness."""

    def __init__(self) -> None:
        self._uuids: list[str] = []
        self._tokens: list[str] = []
        """Of BLOCK_BYTES each. Both are drawn ahead, since each draw is a system call."""

    # No functions of Python's: each invocation asks five times.
    now = staticmethod(partial(datetime.now, UTC))
    monotonic = staticmethod(time.monotonic)

    def new_uuid(self) -> str:
        try:
            return self._uuids.pop()
        except IndexError:
            return _one_of(_drawn_uuids(), rest_to=self._uuids)

    def new_token(self, size_bytes: int) -> str:
        if size_bytes != BLOCK_BYTES:
            return secrets.token_hex(size_bytes)
        try:
            return self._tokens.pop()
        except IndexError:
            return _one_of(_drawn_tokens(), rest_to=self._tokens)

    def draw(self) -> float:
        return random.random()  # noqa: S311 # which version runs is nothing to be kept from anybody


def _one_of(drawn: list[str], *, rest_to: list[str]) -> str:
    """One that nobody else gets; nor do two threads get the same one of the rest, by `pop`."""
    own = drawn.pop()
    rest_to += drawn
    return own


def _drawn_tokens() -> list[str]:
    digits = secrets.token_hex(BLOCKS_AHEAD * BLOCK_BYTES)
    return [digits[at : at + 2 * BLOCK_BYTES] for at in range(0, len(digits), 2 * BLOCK_BYTES)]


def _drawn_uuids() -> list[str]:
    # The bits that a UUID has fixed are set in all at once, as in one number.
    drawn = secrets.randbits(8 * BLOCKS_AHEAD * BLOCK_BYTES) & _UUIDS_RANDOM | _UUIDS_FIXED
    digits = drawn.to_bytes(BLOCKS_AHEAD * BLOCK_BYTES, "big").hex().encode()
    return b" ".join(map(b"-".join, _UUID_PARTS.iter_unpack(digits))).decode().split()
