"""CloudWatch Logs' events: read from one stream, searched in a group, and put there by clients."""

from typing import Final

from cloister.api.app import Call, Handler, handles
from cloister.api.handlers.log_names import event_id, group_address, place_of
from cloister.api.logs import operations, shapes
from cloister.domain import log_limits
from cloister.domain.arn import Home
from cloister.domain.errors import InvalidParameter, NotBuiltYet
from cloister.telemetry.filter_pattern import parse_filter_pattern
from cloister.telemetry.journal import Journal
from cloister.telemetry.log_reader import (
    END,
    START,
    TIME_MAX_MS,
    Found,
    LogReader,
    Place,
    Search,
    Span,
)
from cloister.telemetry.log_rows import Author, Event
from cloister.telemetry.log_store import StreamAddress

_FORWARD: Final = "f/"
_BACKWARD: Final = "b/"


def log_event_handlers(journal: Journal, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""
    of = _LogEventHandlers(journal, home)
    return dict(
        [
            handles(operations.GET_LOG_EVENTS, of.get),
            handles(operations.FILTER_LOG_EVENTS, of.filter),
            handles(operations.PUT_LOG_EVENTS, of.put),
        ]
    )


class _LogEventHandlers:
    def __init__(self, journal: Journal, home: Home) -> None:
        self._journal = journal
        self._home = home

    async def get(
        self, request: shapes.GetLogEventsRequest, _: Call
    ) -> shapes.GetLogEventsResponse:
        group = group_address(request.log_group_name, request.log_group_identifier, self._home)
        address = StreamAddress(group.account, group.group, request.log_stream_name)
        is_forward, place = _direction(request)
        events = await self._journal.read(
            lambda reader: _read(reader, address, request, is_forward=is_forward, place=place)
        )
        if not events and place == END:
            # Whoever goes forward from here has to see what comes.
            place = START
        # At either end the token is the one that was given, which is how clients see the end.
        last = events[-1].place if events else place
        first = events[0].place if events else place
        return shapes.GetLogEventsResponse(
            events=[
                shapes.OutputLogEvent(
                    timestamp=event.place.at_ms,
                    message=event.message,
                    ingestion_time=event.ingested_ms,
                )
                for event in events
            ],
            next_forward_token=f"{_FORWARD}{event_id(last)}",
            next_backward_token=f"{_BACKWARD}{event_id(first)}",
        )

    async def filter(
        self, request: shapes.FilterLogEventsRequest, _: Call
    ) -> shapes.FilterLogEventsResponse:
        group = group_address(request.log_group_name, request.log_group_identifier, self._home)
        search = _search(request)
        page = await self._journal.read(lambda reader: reader.search(group, search))
        return shapes.FilterLogEventsResponse(
            events=[_filtered(event) for event in page.events],
            searched_log_streams=[],
            next_token=event_id(page.more_after) if page.more_after else None,
        )

    async def put(
        self, request: shapes.PutLogEventsRequest, _: Call
    ) -> shapes.PutLogEventsResponse:
        address = StreamAddress(self._home.account, request.log_group_name, request.log_stream_name)
        now_ms = self._journal.now_ms()
        _check_batch(request.log_events)
        oldest_ms = now_ms - _ms(log_limits.AGE_MAX.total_seconds())
        newest_ms = now_ms + _ms(log_limits.AHEAD_MAX.total_seconds())
        events = tuple(
            Event(event.timestamp, Author.CLIENT, event.message)
            for event in request.log_events
            if oldest_ms <= event.timestamp <= newest_ms
        )
        await self._journal.change(lambda store: store.put(address, events, now_ms=now_ms))
        too_old = sum(event.timestamp < oldest_ms for event in request.log_events)
        too_new = sum(event.timestamp > newest_ms for event in request.log_events)
        return shapes.PutLogEventsResponse(
            next_sequence_token=str(now_ms),
            rejected_log_events_info=_rejected(
                len(request.log_events), too_old=too_old, too_new=too_new
            ),
        )


def _direction(request: shapes.GetLogEventsRequest) -> tuple[bool, Place]:
    """Whether to read forward, and from which place. Raises InvalidParameter for no token of ours."""
    token = request.next_token
    if token is None:
        return (True, START) if request.start_from_head else (False, END)
    return not token.startswith(_BACKWARD), place_of(token[len(_FORWARD) :])


def _read(
    reader: LogReader,
    address: StreamAddress,
    request: shapes.GetLogEventsRequest,
    *,
    is_forward: bool,
    place: Place,
) -> tuple[Found, ...]:
    span = _span(request.start_time, request.end_time)
    count = request.limit or log_limits.EVENTS_PAGE_MAX
    if is_forward:
        return reader.forward(address, span, after=place, count=count)
    return reader.backward(address, span, before=place, count=count)


def _search(request: shapes.FilterLogEventsRequest) -> Search:
    if request.log_stream_names and request.log_stream_name_prefix:
        raise InvalidParameter("Only one of logStreamNames and logStreamNamePrefix can be given.")
    if request.start_from_head is False:
        raise NotBuiltYet("startFromHead=false is not available: events come in order of time.")
    # Here, and not in GetLogEvents, the end itself belongs to the span.
    end_ms = None if request.end_time is None else request.end_time + 1
    return Search(
        span=_span(request.start_time, end_ms),
        accepts=parse_filter_pattern(request.filter_pattern or ""),
        streams=request.log_stream_names,
        prefix=request.log_stream_name_prefix,
        after=place_of(request.next_token) if request.next_token else START,
        count=request.limit or log_limits.EVENTS_PAGE_MAX,
    )


def _span(start_ms: int | None, end_ms: int | None) -> Span:
    span = Span(start_ms or 0, TIME_MAX_MS if end_ms is None else end_ms)
    if max(span.from_ms, span.to_ms) > TIME_MAX_MS or span.from_ms > span.to_ms:
        raise InvalidParameter(
            "endTime must be a time in milliseconds that is not before startTime."
        )
    return span


def _filtered(event: Found) -> shapes.FilteredLogEvent:
    return shapes.FilteredLogEvent(
        log_stream_name=event.stream,
        timestamp=event.place.at_ms,
        message=event.message,
        ingestion_time=event.ingested_ms,
        event_id=event_id(event.place),
    )


def _check_batch(events: list[shapes.InputLogEvent]) -> None:
    """Raise InvalidParameter for what PutLogEvents does not take."""
    times = [event.timestamp for event in events]
    if times != sorted(times):
        raise InvalidParameter(
            "Log events in a single PutLogEvents request must be in chronological order."
        )
    if times[-1] - times[0] > _ms(log_limits.BATCH_SPAN.total_seconds()):
        raise InvalidParameter(
            "The batch of log events in a single PutLogEvents request cannot span more than 24 hours."
        )
    sizes = [len(event.message.encode()) + log_limits.EVENT_OVERHEAD_BYTES for event in events]
    event_max = log_limits.EVENT_BYTES_MAX + log_limits.EVENT_OVERHEAD_BYTES
    if max(sizes) > event_max:
        raise InvalidParameter(
            f"Log event too large: {max(sizes)} bytes exceeds limit of {event_max}"
        )
    if sum(sizes) > log_limits.BATCH_BYTES_MAX:
        raise InvalidParameter(
            f"Upload too large: {sum(sizes)} bytes exceeds limit of {log_limits.BATCH_BYTES_MAX}"
        )


def _rejected(count: int, *, too_old: int, too_new: int) -> shapes.RejectedLogEventsInfo | None:
    if not (too_old or too_new):
        return None
    return shapes.RejectedLogEventsInfo(
        too_old_log_event_end_index=too_old or None,
        too_new_log_event_start_index=count - too_new if too_new else None,
    )


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
