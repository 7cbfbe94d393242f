"""Time, randomness and ids come from here and nowhere else, so that a test can own them."""

import random
import secrets
import time
import uuid
from datetime import UTC, datetime
from typing import Protocol


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

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def new_uuid(self) -> str:
        return str(uuid.uuid4())

    def new_token(self, size_bytes: int) -> str:
        return secrets.token_hex(size_bytes)

    def draw(self) -> float:
        return random.random()  # noqa: S311 # which version runs is nothing to be kept from anybody
