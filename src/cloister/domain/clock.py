"""Time, randomness and ids come from here and nowhere else, so that a test can own them."""

import random
import secrets
import time
from datetime import UTC, datetime
from typing import Final, Protocol

BLOCK_BYTES: Final = 16
BLOCKS_AHEAD: Final = 64
"""A kilobyte of randomness costs the kernel little more than 16 bytes do."""


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
        self._blocks: list[bytes] = []
        """Drawn ahead, since each draw is a system call; `pop` gives none of them to two threads."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def new_uuid(self) -> str:
        digits = self._block().hex()
        # RFC 9562, 5.4: version 4, and one of the four variants that begin with the bits 10.
        variant = "89ab"[int(digits[16], 16) & 3]
        return (
            f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
        )

    def new_token(self, size_bytes: int) -> str:
        if size_bytes == BLOCK_BYTES:
            return self._block().hex()
        return secrets.token_hex(size_bytes)

    def draw(self) -> float:
        return random.random()  # noqa: S311 # which version runs is nothing to be kept from anybody

    def _block(self) -> bytes:
        while True:
            try:
                return self._blocks.pop()
            except IndexError:
                drawn = secrets.token_bytes(BLOCKS_AHEAD * BLOCK_BYTES)
                self._blocks += [
                    drawn[start : start + BLOCK_BYTES]
                    for start in range(0, len(drawn), BLOCK_BYTES)
                ]
