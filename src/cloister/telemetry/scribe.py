"""What logs are told, made events and committed together: the writer's own work, whatever process it is in."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
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

    __slots__ = ("address", "is_closed", "owed_bytes", "tenant", "transcript")

    def __init__(self, opening: Opening) -> None:
        self.address = opening.address
        self.tenant = opening.speaker.tenant
        self.transcript = Transcript(opening.speaker)
        self.owed_bytes = 0
        """Of its items that the server thinks of as waiting."""
        self.is_closed = False

    @property
    def has_much(self) -> bool:
        """Whether it is more than what an ordinary function says between two commits."""
        return self.transcript.waiting_bytes > log_limits.STREAM_LITTLE_BYTES


class Scribe:
    """Writes to a store that nobody else adds environments' events to. Every method blocks."""

    def __init__(self, store: LogStore) -> None:
        self._store = store
        self._logs: dict[int, _Log] = {}
        self._waiting: dict[int, _Log] = {}
        """Those with something that was not told yet, in the order of their turns."""
        self._unwritten: list[Written] = []
        """Events that the store refused."""

    def hear(self, said: Said) -> None:
        """It goes with the next commits."""
        if said.opening is not None and said.log not in self._logs:
            self._logs[said.log] = _Log(said.opening)
        log = self._logs[said.log]
        self._waiting[said.log] = log
        waited_bytes = log.transcript.waiting_bytes
        log.transcript.add(said.items)
        log.owed_bytes += log.transcript.waiting_bytes - waited_bytes
        log.is_closed = said.is_last

    def commit(self, now_ms: int) -> Committed:
        """Some of what waits is in the store, unless the store fails."""
        error = None
        taken: list[tuple[int, int]] = []
        if not self._unwritten:
            turns = self._turns()
            self._unwritten = [*self._told(turns)]
            taken = [(number, _taken_bytes(self._waiting[number])) for number in turns]
            self._end(turns)
        try:
            self._store.write(self._unwritten, now_ms=now_ms)
            self._unwritten = []
        except sqlite3.Error as failure:
            error = str(failure)
        return Committed(taken, bool(self._waiting or self._unwritten), error)

    def finish(self, now_ms: int) -> None:
        """All that was heard is in the store, unless the store fails."""
        while self._waiting or self._unwritten:
            if self.commit(now_ms).error is not None:
                return

    def _turns(self) -> dict[int, int]:
        """Which logs are told of now, and how many events of each at most.

        Whoever has little to say always is. The others take turns, so many at once that each gets whole rows written: a
        few events of each of thousands are as many places in the store's indexes.
        """
        most, every = log_limits.STREAM_EVENTS_PER_COMMIT_MAX, log_limits.EVENTS_PER_COMMIT_MAX
        fair = min(most, every // max(1, len(self._waiting)))
        much = [number for number, log in self._waiting.items() if log.has_much]
        share = max(fair, log_limits.STREAM_EVENTS_PER_COMMIT_LEAST)
        turns = dict.fromkeys(self._waiting, max(fair, log_limits.EVENTS_PER_ROW_MAX))
        turns |= dict.fromkeys(much, share)
        for number in much[every // share :]:
            del turns[number]
        return turns

    def _told(self, turns: Mapping[int, int]) -> Iterator[Written]:
        """The next events of each log that has its turn, as many as its share."""
        for number, share in turns.items():
            log = self._waiting[number]
            rows = log.transcript.rows(share)
            if rows:
                yield Written(log.address, log.tenant, rows)

    def _end(self, turns: Iterable[int]) -> None:
        """Those with more to say come after all others; those that have ended are forgotten."""
        for number in turns:
            log = self._waiting.pop(number)
            if log.transcript.has_more:
                self._waiting[number] = log
            elif log.is_closed:
                del self._logs[number]


def _taken_bytes(log: _Log) -> int:
    owed_bytes, log.owed_bytes = log.owed_bytes, log.transcript.waiting_bytes
    return owed_bytes - log.owed_bytes
