"""CloudWatch Logs' groups and streams: made, listed, tagged, kept for so long, and deleted."""

from typing import Final

from cloister.api.app import Call, Handler, handles
from cloister.api.handlers.log_names import (
    group_address,
    group_arn,
    list_token,
    listed,
    tagged_group,
)
from cloister.api.logs import operations, shapes
from cloister.domain import log_limits
from cloister.domain.arn import Home
from cloister.domain.errors import InvalidParameter, NotBuiltYet, TooManyTags
from cloister.domain.ids import validation_message
from cloister.telemetry.journal import Journal
from cloister.telemetry.log_reader import Group, Listing, Stream
from cloister.telemetry.log_store import GroupAddress, StreamAddress

_RETENTION_DAYS: Final = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""API reference, PutRetentionPolicy."""


def log_group_handlers(journal: Journal, home: Home) -> dict[str, Handler]:
    """The handlers by operation, for Api."""
    of = _LogGroupHandlers(journal, home)
    return dict(
        [
            handles(operations.CREATE_LOG_GROUP, of.create_group),
            handles(operations.DELETE_LOG_GROUP, of.delete_group),
            handles(operations.DESCRIBE_LOG_GROUPS, of.describe_groups),
            handles(operations.CREATE_LOG_STREAM, of.create_stream),
            handles(operations.DELETE_LOG_STREAM, of.delete_stream),
            handles(operations.DESCRIBE_LOG_STREAMS, of.describe_streams),
            handles(operations.PUT_RETENTION_POLICY, of.put_retention),
            handles(operations.DELETE_RETENTION_POLICY, of.delete_retention),
            handles(operations.LIST_TAGS_FOR_RESOURCE, of.list_tags),
            handles(operations.TAG_RESOURCE, of.tag),
            handles(operations.UNTAG_RESOURCE, of.untag),
        ]
    )


class _LogGroupHandlers:
    def __init__(self, journal: Journal, home: Home) -> None:
        self._journal = journal
        self._home = home

    async def create_group(self, request: shapes.CreateLogGroupRequest, _: Call) -> None:
        _refuse_not_built(request)
        address = self._group(request.log_group_name)
        now_ms = self._journal.now_ms()
        await self._journal.change(
            lambda store: store.create_group(address, request.tags or {}, now_ms=now_ms)
        )

    async def delete_group(self, request: shapes.DeleteLogGroupRequest, _: Call) -> None:
        address = self._group(request.log_group_name)
        await self._journal.change(lambda store: store.delete_group(address))

    async def describe_groups(
        self, request: shapes.DescribeLogGroupsRequest, _: Call
    ) -> shapes.DescribeLogGroupsResponse:
        if request.log_group_name_prefix and request.log_group_name_pattern:
            raise InvalidParameter(
                "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."
            )
        if request.log_group_identifiers:
            raise NotBuiltYet("logGroupIdentifiers is not available: use logGroupNamePrefix.")
        count = request.limit or log_limits.LIST_PAGE_MAX
        groups = await self._journal.read(
            lambda reader: reader.groups(
                self._home.account,
                prefix=request.log_group_name_prefix or "",
                pattern=request.log_group_name_pattern or "",
                after=listed(request.next_token)[1],
                count=count + 1,
            )
        )
        return shapes.DescribeLogGroupsResponse(
            log_groups=[self._group_shape(group) for group in groups[:count]],
            next_token=list_token(0, groups[count - 1].name) if len(groups) > count else None,
        )

    async def create_stream(self, request: shapes.CreateLogStreamRequest, _: Call) -> None:
        address = self._stream(request.log_group_name, request.log_stream_name)
        now_ms = self._journal.now_ms()
        await self._journal.change(lambda store: store.create_stream(address, now_ms=now_ms))

    async def delete_stream(self, request: shapes.DeleteLogStreamRequest, _: Call) -> None:
        address = self._stream(request.log_group_name, request.log_stream_name)
        await self._journal.change(lambda store: store.delete_stream(address))

    async def describe_streams(
        self, request: shapes.DescribeLogStreamsRequest, _: Call
    ) -> shapes.DescribeLogStreamsResponse:
        address = group_address(request.log_group_name, request.log_group_identifier, self._home)
        count = request.limit or log_limits.LIST_PAGE_MAX
        listing = _listing(request, count=count + 1)
        streams = await self._journal.read(lambda reader: reader.streams(address, listing))
        last = streams[count - 1] if len(streams) > count else None
        return shapes.DescribeLogStreamsResponse(
            log_streams=[self._stream_shape(address, stream) for stream in streams[:count]],
            next_token=list_token(_last_ms(last), last.name) if last else None,
        )

    async def put_retention(self, request: shapes.PutRetentionPolicyRequest, _: Call) -> None:
        days = request.retention_in_days
        if days not in _RETENTION_DAYS:
            allowed = ", ".join(str(item) for item in _RETENTION_DAYS)
            constraint = f"Member must satisfy enum value set: [{allowed}]"
            raise InvalidParameter(validation_message([("retentionInDays", days, constraint)]))
        address = self._group(request.log_group_name)
        await self._journal.change(lambda store: store.set_retention(address, days))

    async def delete_retention(self, request: shapes.DeleteRetentionPolicyRequest, _: Call) -> None:
        address = self._group(request.log_group_name)
        await self._journal.change(lambda store: store.set_retention(address, None))

    async def list_tags(
        self, request: shapes.ListTagsForResourceRequest, _: Call
    ) -> shapes.ListTagsForResourceResponse:
        address = tagged_group(request.resource_arn, self._home)
        return shapes.ListTagsForResourceResponse(tags=await self._tags(address))

    async def tag(self, request: shapes.TagResourceRequest, _: Call) -> None:
        address = tagged_group(request.resource_arn, self._home)
        tags = await self._tags(address) | request.tags
        if len(tags) > log_limits.GROUP_TAGS_MAX:
            raise TooManyTags(f"A log group can have {log_limits.GROUP_TAGS_MAX} tags.")
        await self._journal.change(lambda store: store.set_tags(address, tags))

    async def untag(self, request: shapes.UntagResourceRequest, _: Call) -> None:
        address = tagged_group(request.resource_arn, self._home)
        tags = await self._tags(address)
        kept = {key: value for key, value in tags.items() if key not in request.tag_keys}
        await self._journal.change(lambda store: store.set_tags(address, kept))

    async def _tags(self, address: GroupAddress) -> dict[str, str]:
        return await self._journal.read(lambda reader: reader.tags(address))

    def _group(self, name: str) -> GroupAddress:
        return GroupAddress(self._home.account, name)

    def _stream(self, group: str, stream: str) -> StreamAddress:
        return StreamAddress(self._home.account, group, stream)

    def _group_shape(self, group: Group) -> shapes.LogGroup:
        arn = group_arn(group.name, self._home)
        return shapes.LogGroup(
            log_group_name=group.name,
            creation_time=group.created_ms,
            retention_in_days=group.retention_days,
            metric_filter_count=0,
            arn=f"{arn}:*",
            log_group_arn=arn,
            stored_bytes=group.bytes,
            log_group_class="STANDARD",
        )

    def _stream_shape(self, address: GroupAddress, stream: Stream) -> shapes.LogStream:
        arn = group_arn(address.group, self._home)
        return shapes.LogStream(
            log_stream_name=stream.name,
            creation_time=stream.created_ms,
            first_event_timestamp=stream.first_ms,
            last_event_timestamp=stream.last_ms,
            last_ingestion_time=stream.ingested_ms,
            arn=f"{arn}:log-stream:{stream.name}",
            stored_bytes=stream.bytes,
        )


def _listing(request: shapes.DescribeLogStreamsRequest, *, count: int) -> Listing:
    by_last_event = request.order_by == "LastEventTime"
    if by_last_event and request.log_stream_name_prefix:
        raise InvalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.")
    return Listing(
        prefix=request.log_stream_name_prefix or "",
        by_last_event=by_last_event,
        descending=request.descending or False,
        after=listed(request.next_token),
        count=count,
    )


def _last_ms(stream: Stream) -> int:
    """What a stream without events is ordered by."""
    return -1 if stream.last_ms is None else stream.last_ms


def _refuse_not_built(request: shapes.CreateLogGroupRequest) -> None:
    if request.kms_key_id:
        raise NotBuiltYet("kmsKeyId is not available: the log store is not encrypted.")
    if request.log_group_class not in {None, "STANDARD"}:
        raise NotBuiltYet("logGroupClass is not available: every group is STANDARD.")
    if request.deletion_protection_enabled:
        raise NotBuiltYet("deletionProtectionEnabled is not available.")
