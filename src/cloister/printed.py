"""`cloister logs`: a function's lines, of all tenants or of one, read from the log store's file beside its writer."""

import contextlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from cloister.domain import log_limits
from cloister.domain.clock import Clock
from cloister.domain.errors import ResourceNotFound
from cloister.domain.ids import TenantId
from cloister.telemetry.filter_pattern import parse_filter_pattern
from cloister.telemetry.log_reader import START, Found, LogReader, Page, Place, Search, Span
from cloister.telemetry.log_store import GroupAddress
from cloister.telemetry.rendering import printable
from cloister.telemetry.sqlite_file import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines to print."""

    group: GroupAddress
    tenant: TenantId | None
    """None for all tenants, and functions without any."""
    since: datetime


def print_lines(path: Path, wanted: Wanted, clock: Clock, *, follows: bool) -> None:
    """Write each line that is there once, in order of time; and, if it follows, those that come, until Ctrl-C."""
    events = Events(path, wanted, clock)
    with contextlib.suppress(KeyboardInterrupt):
        _write(events.new())
        while follows:
            time.sleep(log_limits.FOLLOW_INTERVAL.total_seconds())
            _write(events.new())


class Events:
    """The wanted events of a group, each of them once.

    One that reaches the store later than LATENESS_MAX after its time, as a client may put it there, is given only
    if it was there at the first call.
    """

    def __init__(self, path: Path, wanted: Wanted, clock: Clock) -> None:
        self._path = path
        self._group = wanted.group
        self._clock = clock
        self._from_ms = _ms(wanted.since)
        self._search = Search(accepts=parse_filter_pattern(""), span=Span(), tenant=wanted.tenant)
        self._given: set[Place] = set()
        """Those that the next call comes across again."""

    def new(self) -> Iterator[Found]:
        """Those that were not given yet, in order of time: none while the group is not there."""
        horizon_ms = _ms(self._clock.now() - log_limits.LATENESS_MAX)
        after: Place | None = START
        while after is not None:
            page = self._page(after)
            for event in page.events:
                if event.place not in self._given:
                    yield event
                if event.place.at_ms >= horizon_ms:
                    self._given.add(event.place)
            after = page.more_after
        # An environment that prints much is written in pieces: what comes next may be older than what was seen.
        self._from_ms = max(self._from_ms, horizon_ms)
        self._given = {place for place in self._given if place.at_ms >= self._from_ms}

    def _page(self, after: Place) -> Page:
        search = replace(self._search, span=Span(self._from_ms), after=after)
        with reading(self._path) as connection:
            try:
                return LogReader(connection).search(self._group, search)
            except ResourceNotFound:
                # The function has printed nothing yet.
                return Page((), None)


def _write(events: Iterator[Found]) -> None:
    for event in events:
        at = datetime.fromtimestamp(event.place.at_ms / 1000, UTC).isoformat(
            timespec="milliseconds"
        )
        tenant = printable(event.tenant or "-")
        text = printable(event.message.removesuffix("\n"))
        sys.stdout.write(f"{at.replace('+00:00', 'Z')} {tenant} {text}\n")
    sys.stdout.flush()


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
