"""What logs are told, made events and committed together: the writer's own work, whatever process it is in."""

import sqlite3
from collections.abc import Iterator
from typing import TypeAlias

import msgspec

from cloister.domain import log_limits
from cloister.telemetry.lines import Speaker
from cloister.telemetry.log_store import LogStore, StreamAddress, Written
from cloister.telemetry.transcript import Item, Transcript


class Opening(msgspec.Struct, frozen=True, array_like=True):
    """What a log is, which has not been spoken of before."""

    address: StreamAddress
    speaker: Speaker


class Said(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """What comes next in a log, and whether it is the end of it."""

    log: int
    """A number that no other log has."""
    opening: Opening | None
    """None of a log that is known, and has not ended."""
    items: list[Item]
    is_last: bool


class Commit(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Write some of what was said; a Committed is the answer."""

    now_ms: int


Order: TypeAlias = Said | Commit


class Committed(msgspec.Struct, frozen=True, array_like=True):
    """What came of a Commit, or of opening the store."""

    taken: list[tuple[int, int]]
    """By log, how many bytes of its items no longer wait."""
    has_more: bool
    """Whether some do, or are not written."""
    error: str | None
    """Why that failed; None if it did not."""


class _Log:
    """A log that environments are writing to."""

    __slots__ = ("address", "is_closed", "tenant", "transcript")

    def __init__(self, opening: Opening) -> None:
        self.address = opening.address
        self.tenant = opening.speaker.tenant
        self.transcript = Transcript(opening.speaker)
        self.is_closed = False


class Scribe:
    """Writes to a store that nobody else adds environments' events to. Every method blocks."""

    def __init__(self, store: LogStore) -> None:
        self._store = store
        self._logs: dict[int, _Log] = {}
        self._waiting: dict[int, _Log] = {}
        """Those with something that was not told yet, in the order in which it came."""
        self._unwritten: list[Written] = []
        """Events that the store refused."""

    def hear(self, said: Said) -> None:
        """It goes with the next commits."""
        if said.opening is not None and said.log not in self._logs:
            self._logs[said.log] = _Log(said.opening)
        log = self._waiting[said.log] = self._logs[said.log]
        log.transcript.add(said.items)
        log.is_closed = said.is_last

    def commit(self, now_ms: int) -> Committed:
        """Some of what waits is in the store, unless the store fails."""
        error = None
        if not self._unwritten:
            self._unwritten = list(self._told())
        try:
            self._store.write(self._unwritten, now_ms=now_ms)
            self._unwritten = []
        except sqlite3.Error as failure:
            error = str(failure)
        taken = [(number, _taken_bytes(log)) for number, log in self._waiting.items()]
        self._forget_told()
        return Committed(taken, bool(self._waiting or self._unwritten), error)

    def finish(self, now_ms: int) -> None:
        """All that was heard is in the store, unless the store fails."""
        while self._waiting or self._unwritten:
            if self.commit(now_ms).error is not None:
                return

    def _told(self) -> Iterator[Written]:
        """The next events of each log, as many as its share."""
        fair = log_limits.EVENTS_PER_COMMIT_MAX // max(1, len(self._waiting))
        share = min(
            log_limits.STREAM_EVENTS_PER_COMMIT_MAX,
            max(log_limits.STREAM_EVENTS_PER_COMMIT_LEAST, fair),
        )
        for log in self._waiting.values():
            rows = log.transcript.rows(share)
            if rows:
                yield Written(log.address, log.tenant, rows)

    def _forget_told(self) -> None:
        told = [number for number, log in self._waiting.items() if not log.transcript.has_more]
        for number in told:
            if self._waiting.pop(number).is_closed:
                del self._logs[number]


def _taken_bytes(log: _Log) -> int:
    taken, log.transcript.taken_bytes = log.transcript.taken_bytes, 0
    return taken
