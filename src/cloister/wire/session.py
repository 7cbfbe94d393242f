"""Whose turn it is, as the host sees it: one table. What is not in the table ends the sandbox."""

import hmac
from enum import IntEnum, auto
from typing import Final, NoReturn

from cloister.wire.frames import WireError
from cloister.wire.messages import (
    Failed,
    FromSandbox,
    Hello,
    Invoke,
    Load,
    Loaded,
    LoadFailed,
    Restore,
    Restored,
    RestoreFailed,
    Returned,
    ToSandbox,
)


class Turn(IntEnum):
    """A number, because it is looked up for every message: an Enum's own hash is computed in Python."""

    STARTING = auto()
    BLANK = auto()
    LOADING = auto()
    LOADED = auto()
    RESTORING = auto()
    IDLE = auto()
    BUSY = auto()
    ENDED = auto()


MESSAGES: dict[tuple[Turn, type], Turn] = {
    (Turn.STARTING, Hello): Turn.BLANK,
    (Turn.BLANK, Load): Turn.LOADING,
    (Turn.LOADING, Loaded): Turn.LOADED,
    (Turn.LOADING, LoadFailed): Turn.ENDED,
    (Turn.LOADED, Restore): Turn.RESTORING,
    (Turn.RESTORING, Restored): Turn.IDLE,
    (Turn.RESTORING, RestoreFailed): Turn.ENDED,
    (Turn.LOADED, Invoke): Turn.BUSY,
    (Turn.IDLE, Invoke): Turn.BUSY,
    (Turn.BUSY, Returned): Turn.IDLE,
    (Turn.BUSY, Failed): Turn.IDLE,
}
"""(whose turn, what is said) to whose turn it is then."""

_ANSWERS: Final = (Returned, Failed)


class HostSession:
    """The host's side of one channel. After a WireError it has ended: nothing more is sent or believed."""

    def __init__(self) -> None:
        self.turn = Turn.STARTING
        self._attempt: bytes | None = None

    def sends(self, message: ToSandbox) -> bytes:
        """The bytes to send. Raises WireError when it is not the host's turn to say this."""
        self.turn = MESSAGES.get((self.turn, type(message))) or self._refuse(message)
        if isinstance(message, Invoke):
            self._attempt = message.attempt
        return message.encode()

    def receives(self, message: FromSandbox) -> None:
        """Take note of what the sandbox said.

        Raises WireError when it was not its turn, or when it answers another attempt than the outstanding one.
        """
        self.turn = MESSAGES.get((self.turn, type(message))) or self._refuse(message)
        if isinstance(message, _ANSWERS):
            attempt, self._attempt = self._attempt, None
            if not hmac.compare_digest(message.attempt, attempt or b""):
                self.turn = Turn.ENDED
                raise WireError("an answer to another attempt than the outstanding one")

    def _refuse(self, message: ToSandbox | FromSandbox) -> NoReturn:
        was, self.turn = self.turn, Turn.ENDED
        raise WireError(f"{type(message).__name__} while {was.name.lower()}")
