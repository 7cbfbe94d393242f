"""SearchLogEvents: log events by tenant, read as FilterLogEvents reads them."""

from cloister.api.app import Call, Handler, handles
from cloister.api.cloister import shapes
from cloister.api.cloister.operations import SEARCH_LOG_EVENTS
from cloister.api.handlers.log_names import event_id
from cloister.api.handlers.own_shapes import tenant_or_any
from cloister.api.times import moment_of
from cloister.api.tokens import Index, place_of, token_of
from cloister.domain import limits
from cloister.domain.errors import InvalidParameter, InvalidParameterValue
from cloister.telemetry.filter_pattern import parse_filter_pattern
from cloister.telemetry.journal import Journal
from cloister.telemetry.log_reader import START, Found, Place, Search, Span
from cloister.telemetry.log_store import GroupAddress


def log_search_handlers(journal: Journal) -> dict[str, Handler]:
    """Operation name to handler."""

    async def search_log_events(
        request: shapes.SearchLogEventsRequest, call: Call
    ) -> shapes.SearchLogEventsResponse:
        group = GroupAddress(call.principal.account, request.log_group_name)
        search = _search(request)
        page = await journal.read(lambda reader: reader.search(group, search))
        return shapes.SearchLogEventsResponse(
            events=[_shape(event) for event in page.events],
            next_token=None if page.more_after is None else token_of(page.more_after),
        )

    return dict([handles(SEARCH_LOG_EVENTS, search_log_events)])


def _search(request: shapes.SearchLogEventsRequest) -> Search:
    """Raises InvalidParameterValue for a pattern that is not understood, or a time or token that is none."""
    since_ms = 0 if request.since is None else int(moment_of(request.since).timestamp() * 1000)
    try:
        accepts = parse_filter_pattern(request.filter_pattern or "")
    except InvalidParameter as error:
        # CloudWatch Logs' word, which this service has not.
        raise InvalidParameterValue(str(error)) from error
    after = START if request.next_token is None else Place(*_place(request.next_token))
    return Search(
        span=Span(max(0, since_ms)),
        accepts=accepts,
        tenant=tenant_or_any(request.tenant_id),
        after=after,
        count=request.max_items or limits.OWN_PAGE_DEFAULT,
    )


def _place(token: str) -> tuple[int, int]:
    return place_of(token, tuple[Index, Index])


def _shape(event: Found) -> shapes.LogEvent:
    return shapes.LogEvent(
        event_id=event_id(event.place),
        timestamp=event.place.at_ms / 1000,
        tenant_id=event.tenant,
        log_stream_name=event.stream,
        message=event.message,
    )
